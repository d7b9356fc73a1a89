/** A CPU profile of a Worker, through workerd's inspector. */
import { z } from 'zod';
import { inspected } from './inspector.ts';
import type { LocalWorker } from './worker.ts';

/** What V8 says. */
export const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      children: z.array(z.number()).optional(),
      callFrame: z.object({
        functionName: z.string(),
        url: z.string(),
        lineNumber: z.number(),
        columnNumber: z.number(),
      }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** A profile. Times in microseconds, lines and columns from 0. */
export type Profile = z.infer<typeof profileSchema>;

const stoppedSchema = z.object({ profile: profileSchema });

/** Profiles what happens meanwhile. */
export function profiled(
  worker: Pick<LocalWorker, 'miniflare'>,
  work: () => Promise<void>,
): Promise<Profile> {
  return inspected(worker, async (ask) => {
    await ask('Profiler.enable');
    await ask('Profiler.setSamplingInterval', { interval: 500 });
    await ask('Profiler.start');
    await work();
    return stoppedSchema.parse(await ask('Profiler.stop')).profile;
  });
}

/** Milliseconds by whose time it is, as `whose` says of each function; null is left out. */
export function timesBy(
  { nodes, samples, timeDeltas }: Profile,
  whose: (frame: Profile['nodes'][number]['callFrame']) => string | null,
): ReadonlyMap<string, number> {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, whose(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, sample] of samples.entries()) {
    const owner = owners.get(sample) ?? null;
    if (owner !== null) times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[index] ?? 0) / 1_000);
  }
  return times;
}
