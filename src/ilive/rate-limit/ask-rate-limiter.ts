/** Asking the pacer, and going ahead without it: its loss or overload never stops an onboarding. */

import { log } from '#src/platform/log.ts';
import { rateLimiterOf } from '#src/platform/objects.ts';
import type { Priority, Slot, Tier } from './rate-limit.ts';

/** Longer than this nobody waits for the answer: the call goes ahead, and backoff is still there. */
const ASK_WITHIN_MS = 1_000;

/** Asks the pacer; the present where it is out of reach. One for each key, so that a new key has a fresh tier. */
export async function askRateLimiter(
  env: Env,
  apiKeyHash: string,
  priority: Priority,
  calls: number,
  tier: Tier,
): Promise<Slot> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ASK_WITHIN_MS);
  });
  try {
    const slot = await Promise.race([rateLimiterOf(env, apiKeyHash).slot(priority, calls, tier), tooLong]);
    if (slot !== null) return slot;
    log('warn', 'pacer_slow');
  } catch {
    log('warn', 'pacer_out_of_reach');
  } finally {
    clearTimeout(timer);
  }
  return { startAt: Date.now(), final: true };
}
