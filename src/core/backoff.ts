/**
 * Computes when a step is retried after a passing failure. The quick retries follow iLive's own advice
 * (/docs/reference/rate-limits): 1 s ± 25 %, doubling, at most 30 s, five times.
 */

const FIRST_MS = 1_000;
const CAP_MS = 30_000;
/** How many failures in a row are followed by a quick retry. Later retries are slow: it is an outage then. */
export const QUICK_TRIES = 5;
const SLOW_MS = 5 * 60_000;
/** After an outage of this length a reviewer must decide: the step ends as `verification_unavailable`. */
const GIVE_UP_MS = 24 * 3_600_000;
/** The interval that replaces giving up where faces are deleted: a face left behind would flag innocent people. */
const CLEAR_UP_MS = 6 * 3_600_000;
const JITTER = 0.25;

/** A failure after which the step is retried. */
export type PassingFailure = {
  /**
   * `outage`: iLive or our storage fails, or an answer cannot be read. `key`: iLive refuses our key, so a quick retry
   * is useless. `tries_5`: given up after five tries in a row. `clear_up`: deleting faces, never given up.
   */
  readonly retryClass: 'outage' | 'key' | 'tries_5' | 'clear_up';
  /** The wait that iLive asked for, in ms; null if it asked for none. At most 5 minutes of it are honoured. */
  readonly retryAfterMs: number | null;
};

/**
 * Computes how long to wait before the next try.
 * @param failures how often the step has failed in a row, including this time (at least 1)
 * @param sinceFirstMs ms since the first of these failures
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
