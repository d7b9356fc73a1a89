/** How long the Worker takes to start, by `wrangler check startup`, and whose code that is. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ROOT, WRANGLER_ENV } from '../../scripts/local-setup.ts';
import { type BundlePart, ownerOf } from './bundle-parts.ts';

const run = promisify(execFile);
const RUNS = 4;

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

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
      const { nodes, samples, timeDeltas } = profileSchema.parse(JSON.parse(await readFile(outfile, 'utf8')));
      const whose = new Map(nodes.map(({ id, callFrame }) => [id, whoseIs(callFrame, parts)]));
      let total = 0;
      for (const [index, sample] of samples.entries()) {
        const owner = whose.get(sample) ?? null;
        const ms = (timeDeltas[index] ?? 0) / 1_000;
        if (owner === null) continue;
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

/** Null while nothing runs. */
function whoseIs({ functionName, url, lineNumber }: Frame, parts: readonly BundlePart[]): string | null {
  if (functionName === '(idle)') return null;
  if (functionName.startsWith('('))
    return functionName === '(program)' ? 'the engine: reading and compiling' : 'the engine';
  return url.startsWith('node-internal:') ? 'node_compat' : ownerOf(parts, lineNumber);
}
