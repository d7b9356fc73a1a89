/** What has come of the customers so far, in bounded memory. Pure. */
import { createHash } from 'node:crypto';
import type { Finished } from './outcome.ts';

/** Lines that were left out for one reason. */
export type RefusedLines = {
  readonly code: string;
  readonly count: number;
  /** Line numbers in the order of the file, as ranges; only the first once there are too many to keep. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly isWhole: boolean;
};

/** The counts. */
export type Counts = {
  readonly indexed: number;
  readonly alreadyThere: number;
  readonly taken: number;
  readonly ready: number;
  readonly refused: number;
  /** Pairs of customers with similar faces; `isWhole` is false if there were more than are counted. */
  readonly pairs: { readonly count: number; readonly isWhole: boolean };
};

/** Counts them. */
export type Tally = {
  add(finished: Finished): void;
  counts(): Counts;
  refusedLines(): readonly RefusedLines[];
};

/** Ranges that are kept for one reason, and pairs that are told apart: a few megabytes at most. */
const MOST_RANGES = 1_000;
const MOST_REASONS = 100;
const MOST_PAIRS = 100_000;

type Group = { count: number; ranges: [number, number][]; isWhole: boolean };

/** Makes one. */
export function createTally(): Tally {
  const counts = { indexed: 0, already_there: 0, taken: 0, ready: 0, refused: 0 };
  const groups = new Map<string, Group>();
  const pairs = new Set<string>();
  let allPairs = true;

  const refuse = (code: string, line: number) => {
    const key = groups.has(code) || groups.size < MOST_REASONS ? code : 'other';
    const group = groups.get(key) ?? { count: 0, ranges: [], isWhole: true };
    groups.set(key, group);
    group.count += 1;
    const last = group.ranges.at(-1);
    if (last && last[1] + 1 === line) last[1] = line;
    else if (group.ranges.length < MOST_RANGES) group.ranges.push([line, line]);
    else if (group.isWhole) {
      // Customers end a little out of order, so that ranges which touch stand apart.
      group.ranges = [...joined(group.ranges), [line, line]];
      group.isWhole = group.ranges.length <= MOST_RANGES / 2;
    }
  };

  return {
    add({ line, userId, outcome }) {
      counts[outcome.result] += 1;
      if (outcome.result === 'refused') refuse(outcome.refusal.code, line);
      if (!('duplicates' in outcome) || userId === null) return;
      for (const { userId: other } of outcome.duplicates) {
        if (pairs.size < MOST_PAIRS) pairs.add(pairKey(userId, other));
        else allPairs = allPairs && pairs.has(pairKey(userId, other));
      }
    },

    counts: () => ({
      indexed: counts.indexed,
      alreadyThere: counts.already_there,
      taken: counts.taken,
      ready: counts.ready,
      refused: counts.refused,
      pairs: { count: pairs.size, isWhole: allPairs },
    }),

    refusedLines: () =>
      [...groups]
        .map(([code, { count, ranges, isWhole }]) => ({ code, count, ranges: joined(ranges), isWhole }))
        .toSorted((a, b) => b.count - a.count),
  };
}

/** Sorts ranges, and makes one of those that touch. */
function joined(ranges: readonly [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] + 1 >= from) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** The same for both orders, and short. */
function pairKey(one: string, other: string): string {
  const [first, second] = one < other ? [one, other] : [other, one];
  return createHash('sha256').update(`${first}\n${second}`).digest('base64').slice(0, 22);
}
