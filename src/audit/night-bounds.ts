/** How much one night does at most, so that the file of the day is written whatever somebody did to D1. */
import { ROTATION } from '#src/d1/night-queries.ts';

/**
 * The bounds of one night. Cloudflare ends a run of the cron after 15 minutes. With eight objects at a time, 50 ms each,
 * all that the numbers allow takes some 22 minutes, and 5 at 10 ms; so the times decide when objects are slow.
 */
export const BOUNDS = {
  /** Rows written again or removed. */
  repairs: 1_000,
  /** Objects asked because their case is open. */
  cases: 20_000,
  /** Objects asked because an earlier file names a newer head than D1 has. */
  heads: 5_000,
  /** Objects asked because they are in the night's share of all rows: that of 4.5 million applicants. */
  rows: 150_000,
  /** Objects asked because their row moved. Half of them may be asked whose row looks right. */
  moved: 40_000,
  /** Rows that moved which are read for the file: about 15 MB of text. The next night goes on behind them. */
  chains: 100_000,
  /** No check begins to ask an object this long after the night began (ms). */
  checksMs: 9 * 60_000,
  /** Nor does the file itself after this time: what is left of the 15 minutes is for reading rows and writing. */
  asksMs: 12 * 60_000,
  /** How long one object may take to answer (ms). */
  askMs: 10_000,
};

/** The bounds of one night. */
export type Bounds = typeof BOUNDS;

/** The whole divisors of `ROTATION`: with `ROTATION` itself the cases of a night are those of its share. */
const CASE_ROTATIONS = [1, 2, 3, 5, 6, 10, 15, ROTATION];

/**
 * Over how many nights the open cases are spread, so that one night asks at most `bound`.
 * @param open how many cases are open
 * @returns a divisor of `ROTATION`, so at most that: from there on the share of all rows has each case in its turn
 */
export function caseRotation(open: number, bound: number): number {
  return CASE_ROTATIONS.find((nights) => open <= nights * bound) ?? ROTATION;
}

/**
 * Over how many nights all rows are spread, so that one night asks at most `bound`.
 * @param share how many rows a thirtieth has
 * @returns `ROTATION`, or a multiple of it
 */
export function rowRotation(share: number, bound: number): number {
  return ROTATION * Math.max(1, Math.ceil(share / bound));
}

/** Works on the items, at most `atOnce` at a time, in their order. */
export async function inLanes<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // All lanes take from one iterator.
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
