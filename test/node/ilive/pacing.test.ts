import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_BACKLOG, reserve, windowsOf } from '../../../src/ilive/rate-limit/rate-limit.ts';

/** Plays arrivals (ms after the last one, calls asked for) and gives the start of each call. */
function play(windows: ReturnType<typeof windowsOf>, arrivals: readonly (readonly [number, number])[]) {
  let backlog = NO_BACKLOG;
  let now = 1_000_000;
  return arrivals.map(([gap, calls]) => {
    now += gap;
    const reserved = reserve(windows, backlog, calls, now);
    backlog = reserved.backlog;
    return { now, calls, startAt: reserved.startAt };
  });
}

/** The most calls that any rolling window of that length saw. */
function busiest(starts: readonly { startAt: number; calls: number }[], windowMs: number): number {
  return Math.max(
    ...starts.map(({ startAt }) =>
      starts
        .filter((other) => other.startAt >= startAt && other.startAt < startAt + windowMs)
        .reduce((sum, { calls }) => sum + calls, 0),
    ),
  );
}

const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 3 })), {
  minLength: 1,
  maxLength: 700,
});

describe('the pacing', () => {
  it.each([
    [600, 50],
    [6_000, 200],
    [300, 10],
  ])('keeps %i a minute and %i a second in every rolling window', (perMinute, perSecond) => {
    fc.assert(
      fc.property(arrivals, (given) => {
        const starts = play(windowsOf({ perMinute, perSecond }), given);
        expect(busiest(starts, 60_000)).toBeLessThanOrEqual(perMinute);
        expect(busiest(starts, 1_000)).toBeLessThanOrEqual(perSecond);
      }),
      { numRuns: 100 },
    );
  });

  it('starts nobody before its time, and nobody before one who came first', () => {
    fc.assert(
      fc.property(arrivals, (given) => {
        const starts = play(
          windowsOf({ perMinute: 600, perSecond: 50 }),
          given.map(([gap]) => [gap, 3] as const),
        );
        for (const [index, { now, startAt }] of starts.entries()) {
          expect(startAt).toBeGreaterThanOrEqual(now);
          expect(startAt).toBeGreaterThanOrEqual(starts[index - 1]?.startAt ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('drains a burst of 1,000 onboardings at the tier less 1 %', () => {
    const starts = play(
      windowsOf({ perMinute: 600, perSecond: 50 }),
      Array.from({ length: 1_000 }, () => [0, 3] as const),
    );
    const took = (starts.at(-1)?.startAt ?? 0) - (starts[0]?.now ?? 0);
    const bound = (3_000 / 600) * 60_000;
    expect(took / bound).toBeLessThan(1.011);
    expect(took / bound).toBeGreaterThan(1);
  });

  it('makes a lone onboarding wait for nothing', () => {
    expect(
      play(windowsOf({ perMinute: 600, perSecond: 50 }), [
        [0, 1],
        [200, 3],
      ]).map(({ now, startAt }) => startAt - now),
    ).toEqual([0, 0]);
  });

  it('knows no wait without a cap, and forgets the backlog of a clock that was set back', () => {
    expect(reserve(windowsOf({ perMinute: 0, perSecond: 0 }), NO_BACKLOG, 3, 5).startAt).toBe(5);
    const windows = windowsOf({ perMinute: 600, perSecond: 50 });
    const ahead = reserve(windows, NO_BACKLOG, 3, 90_000_000);
    // Three calls were reserved before, and nothing else is left of that clock.
    const threeCallsMs = (3 * 60_000) / (600 * 0.99);
    expect(reserve(windows, ahead.backlog, 3, 1_000).startAt).toBeCloseTo(1_000 + threeCallsMs, 6);
  });
});
