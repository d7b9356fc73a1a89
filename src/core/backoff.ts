/** When a step that failed for the moment is tried again. iLive's own advice (/docs/reference/rate-limits): 1 s ± 25 %, doubling, 30 s at most, five times. */

const FIRST_MS = 1_000;
const CAP_MS = 30_000;
/** After so many failures in a row it is no hiccup any more. */
export const QUICK_TRIES = 5;
const SLOW_MS = 5 * 60_000;
/** An outage longer than this is a person's matter: the step ends as `verification_unavailable`. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Clearing up is never given up: a face left behind would flag innocent people. */
const CLEAR_UP_MS = 6 * 3_600_000;
const JITTER = 0.25;

/** A failure that may pass. */
export type PassingFailure = {
  /** `key`: our key is refused, which no quick try mends. `tries_5`: passing for five tries only. */
  readonly retryClass: 'outage' | 'key' | 'tries_5' | 'clear_up';
  /** What iLive asked for, in ms. */
  readonly retryAfterMs: number | null;
};

/**
 * @param failures how often the step has failed in a row, this time included (1 at first)
 * @param sinceFirstMs time since the first of them
 * @param random 0 to 1, for the jitter
 * @param sameClassInRow how many of the last failures in a row were of this class
 * @returns ms to wait, or null to give up
 */
export function retryDelay(
  failure: PassingFailure,
  failures: number,
  sinceFirstMs: number,
  random: number,
  sameClassInRow = failures,
): number | null {
  if (failure.retryClass === 'tries_5' && sameClassInRow >= QUICK_TRIES) return null;
  const late = sinceFirstMs >= GIVE_UP_MS && failures > QUICK_TRIES;
  if (late && failure.retryClass !== 'clear_up') return null;
  const jitter = 1 - JITTER + 2 * JITTER * random;
  const quick = Math.min(CAP_MS, FIRST_MS * 2 ** (failures - 1)) * jitter;
  const slow = late ? CLEAR_UP_MS : SLOW_MS;
  const delay = failures <= QUICK_TRIES && failure.retryClass !== 'key' ? quick : slow;
  return Math.max(delay, Math.min(failure.retryAfterMs ?? 0, SLOW_MS));
}
