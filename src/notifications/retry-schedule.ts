/** When a notification that failed is sent again: the schedule of Standard Webhooks 1.0. Pure. Times are in ms. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const AFTER_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** The largest fraction added to a delay, so that notifications that failed together are sent at different moments. */
const JITTER = 0.1;
/** The longest delay that a receiver can ask for. */
const LONGEST_MS = 24 * HOUR;

/**
 * Computes how long to wait before the next try.
 * @param failures the number of failed tries, this one included (at least 1)
 * @param retryAfterMs the wait that the receiver asked for, 0 when it did not
 * @param random 0 to 1, for the jitter
 * @returns ms to wait, or null after the last try
 */
export function resendDelay(failures: number, retryAfterMs: number, random: number): number | null {
  const after = AFTER_MS[failures - 1];
  if (after === undefined) return null;
  const jittered = after * (1 + JITTER * random);
  return Math.ceil(Math.max(jittered, Math.min(retryAfterMs, LONGEST_MS)));
}
