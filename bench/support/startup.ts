/** How long the Worker takes to start, by `wrangler check startup`, and whose code that is. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, WRANGLER_ENV } from '../../scripts/local-setup.ts';
import { type BundlePart, ownerOf } from './bundle-parts.ts';
import { profileSchema, timesBy } from './profile.ts';

const run = promisify(execFile);
const RUNS = 4;

/** Milliseconds of each run, and of all by whose code it was. */
export type Startup = { readonly totals: readonly number[]; readonly by: ReadonlyMap<string, number> };

/** Measures it a few times: the profiler looks only every few milliseconds. */
export async function startups(parts: readonly BundlePart[]): Promise<Startup> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-bench-'));
  const outfile = join(folder, 'startup.cpuprofile');
  const totals: number[] = [];
  const by = new Map<string, number>();
  try {
    for (let nth = 0; nth < RUNS; nth += 1) {
      await run('wrangler', ['check', 'startup', '--outfile', outfile], { cwd: ROOT, env: WRANGLER_ENV });
      const profile = profileSchema.parse(JSON.parse(await readFile(outfile, 'utf8')));
      let total = 0;
      for (const [owner, ms] of timesBy(profile, (frame) => whoseIs(frame, parts))) {
        total += ms;
        by.set(owner, (by.get(owner) ?? 0) + ms / RUNS);
      }
      totals.push(total);
    }
    return { totals, by };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Frame = { readonly functionName: string; readonly url: string; readonly lineNumber: number };

/** Whose time that is; null while nothing runs. */
export function whoseIs(
  { functionName, url, lineNumber }: Frame,
  parts: readonly BundlePart[],
): string | null {
  if (functionName === '(idle)') return null;
  if (functionName.startsWith('('))
    return functionName === '(program)' ? 'the engine: reading and compiling' : 'the engine';
  return url.startsWith('node-internal:') ? 'node_compat' : ownerOf(parts, lineNumber);
}
