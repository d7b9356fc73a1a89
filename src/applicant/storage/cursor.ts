/** What follows the log at its own pace: how far it is, and when it is tried again. Times in ms since the epoch. */
import type { Cursor } from './store.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** It stands there, and the last try went well. */
export function cursorAt(seq: number): Cursor {
  return { seq, failures: 0, dueAt: 0 };
}

/** It stands where it stood and is tried again: after a second, doubling, five minutes at most. */
export function cursorAfterFailure({ seq, failures }: Cursor, now: number): Cursor {
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return { seq, failures: failures + 1, dueAt: now + delay };
}
