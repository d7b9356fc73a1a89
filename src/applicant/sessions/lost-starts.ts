/**
 * Starts of one applicant whose answer from iLive was lost. Each stays taken from the budget of all applicants, so one who
 * tries again and again while iLive does not answer must not use it up. Counted while the object is in memory.
 */

/** The starts that were lost. */
export type LostStarts = {
  /** Whether no more may be lost for now. @param now ms since the epoch */
  isFull(now: number): boolean;
  add(now: number): void;
};

/** How many may be lost in how long. */
const [MOST, WITHIN_MS] = [5, 600_000];

/** Creates the count of one object. */
export function createLostStarts(): LostStarts {
  let times: readonly number[] = [];
  return {
    isFull: (now) => times.filter((at) => at > now - WITHIN_MS).length >= MOST,
    add(now) {
      times = [...times, now].slice(-MOST);
    },
  };
}
