/** The service with a rate limiter that is no use: it throws, or it does not answer. Only the burst test runs this. */
import { DurableObject } from 'cloudflare:workers';
import type { Slot } from '../../src/ilive/rate-limit/rate-limit.ts';

export { Applicant, default, Figures, IdempotencyKey } from '../../src/index.ts';

/** Every other call hangs for longer than anybody waits. */
export class RateLimiter extends DurableObject<Env> {
  #asked = 0;

  async slot(): Promise<Slot> {
    this.#asked += 1;
    if (this.#asked % 2 === 0) throw new Error('the rate limiter is broken');
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    return { startAt: Date.now(), final: true };
  }
}
