/** Asks the rate limiter, and goes ahead without its answer: its loss or overload never stops an onboarding. */

import { log } from '#src/platform/log.ts';
import { rateLimiterOf } from '#src/platform/objects.ts';
import { within } from '#src/platform/timeout.ts';
import type { Priority, Slot, Tier } from './rate-limit.ts';

/** The longest wait for an answer. After that the call goes ahead, and the backoff after a 429 still applies. */
const ASK_WITHIN_MS = 1_000;

/**
 * Asks a key's rate limiter for a slot. Each key has a limiter of its own, so a new key starts with an unused tier.
 * @param apiKeyHash the beginning of the key's SHA-256
 * @param calls the number of calls that follow each other
 * @returns a slot that starts now when the limiter fails or does not answer in time
 */
export async function askRateLimiter(
  env: Env,
  apiKeyHash: string,
  priority: Priority,
  calls: number,
  tier: Tier,
): Promise<Slot> {
  try {
    const slot = await within(ASK_WITHIN_MS, rateLimiterOf(env, apiKeyHash).slot(priority, calls, tier));
    if (slot !== null) return slot;
    log('warn', 'rate_limiter_slow');
  } catch {
    log('warn', 'rate_limiter_unreachable');
  }
  return { startAt: Date.now(), final: true };
}

/** How long a call of a known face waits before it asks again, when the limiter fails or does not answer in time. */
const ASK_AGAIN_MS = 5_000;

/**
 * Asks a key's rate limiter for a slot in the lane of known faces. Without an answer the calls wait: they must not come
 * before those of an onboarding.
 * @param share of the tier that known faces may use
 */
export async function askForLane(
  env: Env,
  apiKeyHash: string,
  priority: Priority,
  calls: number,
  tier: Tier,
  share: number,
): Promise<Slot> {
  try {
    const asked = rateLimiterOf(env, apiKeyHash).laneSlot(priority, calls, tier, share);
    const slot = await within(ASK_WITHIN_MS, asked);
    if (slot !== null) return slot;
    log('warn', 'rate_limiter_slow');
  } catch {
    log('warn', 'rate_limiter_unreachable');
  }
  return { startAt: Date.now() + ASK_AGAIN_MS, final: false };
}
