/** A CPU profile of a Worker, through workerd's inspector. */
import { z } from 'zod';
import type { LocalWorker } from './worker.ts';

/** What V8 says. */
export const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      children: z.array(z.number()).optional(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** A profile. Times in microseconds, lines from 0. */
export type Profile = z.infer<typeof profileSchema>;

/** Some commands are answered without a result. */
const answerSchema = z.object({
  id: z.number(),
  result: z.object({ profile: profileSchema.optional() }).optional(),
});
const targetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));

/** Profiles what happens meanwhile. */
export async function profiled(
  { miniflare }: Pick<LocalWorker, 'miniflare'>,
  work: () => Promise<void>,
): Promise<Profile> {
  const inspector = await miniflare.getInspectorURL();
  const list = new URL('/json', inspector);
  list.protocol = 'http:';
  const [target] = targetsSchema.parse(await (await fetch(list)).json());
  if (!target) throw new Error('the inspector knows no Worker');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let asked = 0;
  const ask = (method: string, params = {}) =>
    new Promise<z.infer<typeof answerSchema>['result']>((resolve) => {
      asked += 1;
      const id = asked;
      socket.addEventListener('message', ({ data }) => {
        const answer = answerSchema.safeParse(JSON.parse(String(data))).data;
        if (answer?.id === id) resolve(answer.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  try {
    await ask('Profiler.enable');
    await ask('Profiler.setSamplingInterval', { interval: 500 });
    await ask('Profiler.start');
    await work();
    const stopped = await ask('Profiler.stop');
    if (!stopped?.profile) throw new Error('the inspector gave no profile');
    return stopped.profile;
  } finally {
    socket.close();
  }
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
