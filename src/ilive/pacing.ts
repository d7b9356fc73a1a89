/**
 * When the next calls may start so that the key's tier is kept: the generic cell rate algorithm over two windows, a few
 * numbers of state. Pure: the clock is an argument. Times in ms since the epoch.
 */

/** One window of the tier: a call each `intervalMs`, and so many at once after a quiet spell. */
export type Lane = { readonly intervalMs: number; readonly burst: number };

/** The most calls that one reservation asks for: compare, index, search. */
export const MOST_CALLS = 3;

/**
 * The lanes of a tier; 0 is no cap (/docs/reference/rate-limits). A rolling window sees at most rate times window plus the
 * burst, so the two must not add up to more than the tier: the minute leaves 1 % for bursts, the second, which the
 * minute hardly ever fills, 10 %.
 */
export function lanesOf(perMinute: number, perSecond: number): readonly Lane[] {
  const lane = (calls: number, windowMs: number, spare: number): Lane[] =>
    calls === 0
      ? []
      : [
          {
            intervalMs: windowMs / (calls * (1 - spare)),
            burst: Math.max(MOST_CALLS, Math.floor(calls * spare)),
          },
        ];
  return [...lane(perMinute, 60_000, 0.01), ...lane(perSecond, 1_000, 0.1)];
}

/** The whole state: for each lane when it would be empty, and when that was reckoned. */
export type Backlog = { readonly emptyAt: readonly number[]; readonly asOf: number };

/** Nothing reserved yet. */
export const NO_BACKLOG: Backlog = { emptyAt: [], asOf: 0 };

/** Reserves calls together, first come, first served. Gives when they may start and the backlog after them. */
export function reserve(
  lanes: readonly Lane[],
  backlog: Backlog,
  calls: number,
  now: number,
): { readonly startAt: number; readonly backlog: Backlog } {
  // A clock set back must not keep everybody waiting until it has caught up.
  const setBack = Math.max(0, backlog.asOf - now);
  const empty = lanes.map((_, index) => (backlog.emptyAt[index] ?? 0) - setBack);
  const startAt = lanes.reduce((latest, { intervalMs, burst }, index) => {
    return Math.max(latest, (empty[index] ?? 0) + (calls - burst) * intervalMs);
  }, now);
  const emptyAt = lanes.map(
    ({ intervalMs }, index) => Math.max(startAt, empty[index] ?? 0) + calls * intervalMs,
  );
  return { startAt, backlog: { emptyAt, asOf: now } };
}
