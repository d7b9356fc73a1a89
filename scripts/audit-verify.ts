/**
 * `npm run audit:verify -- FILE [--heads DIR_OR_FILE...]`: checks the chains of an export or of a saved feed (docs/audit.md).
 * With `DATA_KEY` in the environment (and `DATA_KEY_PREVIOUS` during its rotation), files of heads that the service did not
 * write are named as well. Exit status 0: unbroken, 1: broken, 2: not to be read.
 */
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DayHeads,
  dayHeadsSchema,
  gatherHeads,
  genuineRoots,
  type Heads,
} from '../src/audit/day-heads.ts';
import { verifyAudit } from '../src/audit/verify/verify.ts';
import { dataKey } from '../src/config/setting-types.ts';
import { createTextMacs, type TextMacs } from '../src/platform/text-mac.ts';
import { isBroken, reportLines } from './audit-report.ts';
import { plainLine } from './plain-text.ts';

const USAGE = 'npm run audit:verify -- FILE [--heads DIR_OR_FILE...]   (FILE may be - for standard input)';
const DAY_FILE = /^\d{4}-\d{2}-\d{2}(\.[0-9a-f]{16})?\.json$/;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(plainLine(error instanceof Error ? error.message : String(error)));
  process.exitCode = 2;
}

async function main([file, flag, ...paths]: readonly string[]): Promise<number> {
  const asked = flag === undefined || (flag === '--heads' && paths.length > 0);
  if (file === undefined || !asked) throw new Error(USAGE);
  const heads = flag === undefined ? null : readHeads(paths);
  const text = file === '-' ? process.stdin.setEncoding('utf8') : createReadStream(file, 'utf8');
  const verified = await verifyAudit(text, heads);
  if (!verified.readable) {
    throw new Error(`${file} is neither an export nor a feed: line ${verified.line} ${verified.why}`);
  }
  // The file may be anybody's.
  for (const line of reportLines(verified, heads)) console.log(plainLine(line));
  return isBroken(verified, heads) ? 1 : 0;
}

function readHeads(paths: readonly string[]): Heads {
  const files = paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => DAY_FILE.test(name))
          .map((name) => join(path, name))
      : [path],
  );
  if (files.length === 0) throw new Error(`no file YYYY-MM-DD.json in ${paths.join(', ')}`);
  const mac = dayMac(process.env);
  return gatherHeads(days(files), mac && genuineRoots(days(files), mac));
}

/** Only who has the key can check MACs; everybody can check chains and roots. */
function dayMac({ DATA_KEY, DATA_KEY_PREVIOUS }: NodeJS.ProcessEnv): TextMacs | null {
  if (!DATA_KEY) return null;
  const previous = DATA_KEY_PREVIOUS ? [dataKey.safeParse(DATA_KEY_PREVIOUS)] : [];
  const [current, ...others] = [dataKey.safeParse(DATA_KEY), ...previous].map(({ data }) => data ?? null);
  if (!current || others.includes(null))
    throw new Error('DATA_KEY and DATA_KEY_PREVIOUS are 32 bytes in base64');
  return createTextMacs([current, ...others.filter((key) => key !== null)], 'day_mac');
}

/** One file at a time: a day can have a hundred thousand chains. */
function* days(files: readonly string[]): Generator<DayHeads> {
  for (const file of files) {
    try {
      yield dayHeadsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      throw new Error(`${file} is no file of heads`);
    }
  }
}
