/** A request with as little of our own around it as can be: the time until the whole answer is there, in ms. */
import { Agent, request } from 'node:http';
import type { Sent } from './verdict.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends it. Throws when the answer is not 2xx. */
export async function timedPost({ url, method, headers, body }: Sent): Promise<number> {
  const from = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
  if (status < 200 || status > 299) throw new Error(`${url} answered ${status}`);
  return performance.now() - from;
}
