/** How long the Worker takes to start, by `wrangler check startup`, and whose code that is. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, WRANGLER_ENV } from '../../scripts/local-setup.ts';
import type { SourceAt } from './bundle-parts.ts';
import { type Profile, profileSchema, timesBy } from './profile.ts';

const run = promisify(execFile);
const RUNS = 12;

/** Milliseconds of each run, of the former code's runs if it was measured too, and of all by whose code it was. */
export type Startup = {
  readonly totals: readonly number[];
  readonly former: readonly number[];
  readonly by: ReadonlyMap<string, number>;
};

/**
 * Measures it many times, because the profiler looks only every few milliseconds.
 * @param former folder of another checkout with its packages, measured in turn with this one
 */
export async function startups(sources: SourceAt, former?: string): Promise<Startup> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-bench-'));
  const outfile = join(folder, 'startup.cpuprofile');
  const totals: number[] = [];
  const formerTotals: number[] = [];
  const by = new Map<string, number>();
  try {
    for (let nth = 0; nth < RUNS; nth += 1) {
      if (former !== undefined) {
        const times = timesBy(await profileStart(former, outfile), ownerOrIdle);
        formerTotals.push([...times.values()].reduce((sum, ms) => sum + ms, 0));
      }
      const profile = await profileStart(ROOT, outfile);
      let total = 0;
      for (const [owner, ms] of timesBy(profile, (frame) => whoseIs(frame, sources))) {
        total += ms;
        by.set(owner, (by.get(owner) ?? 0) + ms / RUNS);
      }
      totals.push(total);
    }
    return { totals, former: formerTotals, by };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function profileStart(cwd: string, outfile: string): Promise<Profile> {
  await run('wrangler', ['check', 'startup', '--outfile', outfile], { cwd, env: WRANGLER_ENV });
  return profileSchema.parse(JSON.parse(await readFile(outfile, 'utf8')));
}

const ownerOrIdle = ({ functionName }: Frame) => (functionName === '(idle)' ? null : 'all');

type Frame = Profile['nodes'][number]['callFrame'];

/** Whose time that is; null while nothing runs. */
export function whoseIs(
  { functionName, url, lineNumber, columnNumber }: Frame,
  sources: SourceAt,
): string | null {
  if (functionName === '(idle)') return null;
  if (functionName.startsWith('('))
    return functionName === '(program)' ? 'the engine: reading and compiling' : 'the engine';
  return url.startsWith('node-internal:') ? 'node_compat' : sources(lineNumber, columnNumber).from;
}
