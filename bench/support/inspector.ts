/** Speaks with workerd's inspector about one Worker. */
import { z } from 'zod';
import type { LocalWorker } from './worker.ts';

/** Sends a command and gives its result; some commands have none. */
export type Ask = (method: string, params?: object) => Promise<unknown>;

const answerSchema = z.object({ id: z.number(), result: z.unknown().optional() });
const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }));

/** Connects to the Worker's inspector for the time of `work`. */
export async function inspected<T>(
  { miniflare }: Pick<LocalWorker, 'miniflare'>,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
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
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = answerSchema.safeParse(JSON.parse(String(data))).data;
    if (answer === undefined) return;
    waiting.get(answer.id)?.(answer.result);
    waiting.delete(answer.id);
  });
  let asked = 0;
  const ask: Ask = (method, params = {}) =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  try {
    return await work(ask);
  } finally {
    socket.close();
  }
}
