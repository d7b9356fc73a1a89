/** The lane of known faces: behind all onboardings, at most its share, and no less when it is alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_LANE, laneSlotFor } from '../../../src/ilive/rate-limit/background-lane.ts';
import { NO_BACKLOG, type Tier } from '../../../src/ilive/rate-limit/rate-limit.ts';
import { type Arrival, busiest, playLanes, type Start } from '../../support/lanes.ts';

const SMALL: Tier = { perMinute: 600, perSecond: 50 };
const START = 1_000_000;
const MINUTE_MS = 60_000;
const of = (starts: readonly Start[], lane: Start['lane']) => starts.filter((it) => it.lane === lane);
const callsOf = (starts: readonly Start[]) => starts.reduce((sum, { calls }) => sum + calls, 0);
const faces = (count: number, at = START): Arrival[] =>
  Array.from({ length: count }, () => ({ lane: 'known', at, calls: 2 }));
const onboardings = (count: number, at = START): Arrival[] =>
  Array.from({ length: count }, () => ({ lane: 'onboarding', at, calls: 3 }));

const arrivals = fc.array(
  fc.record({
    lane: fc.constantFrom('known' as const, 'onboarding' as const),
    at: fc.integer({ min: START, max: START + 90_000 }),
    calls: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 500 },
);
/** Lateness of alarms that differs from question to question and is the same each time. */
const lateBy = (mostMs: number) => (nth: number) => ((nth * 7_919) % 1_009) * (mostMs / 1_009);

describe('the lane of known faces', () => {
  it('changes no start of an onboarding, whoever comes when', () => {
    fc.assert(
      fc.property(arrivals, (given) => {
        const alone = playLanes(
          SMALL,
          0.5,
          given.filter(({ lane }) => lane === 'onboarding'),
        );
        const beside = of(playLanes(SMALL, 0.5, given), 'onboarding');
        expect(beside).toEqual(alone);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [600, 50, 0.5],
    [6_000, 200, 0.5],
    [600, 50, 1],
    [600, 50, 0.1],
    [300, 10, 0.5],
  ])('keeps %i a minute and %i a second with a share of %d', (perMinute, perSecond, share) => {
    const tier = { perMinute, perSecond };
    fc.assert(
      fc.property(arrivals, (given) => {
        const starts = playLanes(tier, share, given);
        expect(starts).toHaveLength(given.length);
        // At a small tier the bursts of onboardings alone take the whole spare.
        const known = given.some(({ lane }) => lane === 'known') ? 2 : 0;
        expect(busiest(starts, MINUTE_MS)).toBeLessThanOrEqual(
          Math.max(perMinute, perMinute * 0.99 + 3 + known),
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [SMALL, 0.5],
    [SMALL, 0.2],
    [SMALL, 1],
    [{ perMinute: 60, perSecond: 5 }, 0.5],
    [{ perMinute: 6_000, perSecond: 200 }, 0.5],
  ])('at %o takes at most a share of %d of any minute, and 95 hundredths of it when it is alone', (tier, share) => {
    const minutes = 10;
    const most = tier.perMinute * share;
    for (const late of [0, 50, 900]) {
      const until = START + minutes * MINUTE_MS;
      const starts = playLanes(tier, share, faces((most * minutes) / 2), lateBy(late), until);
      expect(busiest(starts, MINUTE_MS)).toBeLessThanOrEqual(most);
      const taken = callsOf(starts) / (most * minutes);
      expect.soft(taken, `late by up to ${late} ms`).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('waits for a burst of onboardings, then goes on', () => {
    const starts = playLanes(SMALL, 0.5, [...faces(500), ...onboardings(200, START + 10_000)], lateBy(50));
    const burst = of(starts, 'onboarding').map(({ startAt }) => startAt);
    const [first = 0, last = 0] = [Math.min(...burst), Math.max(...burst)];
    const during = of(starts, 'known').filter(({ startAt }) => startAt > first && startAt < last);
    expect(during).toEqual([]);
    expect(of(starts, 'known')).toHaveLength(500);
  });

  it('takes most of what onboardings leave when they come evenly', () => {
    // 480 calls a minute of onboardings leave 120 of 600.
    const even = Array.from({ length: 800 }, (_, n): Arrival => {
      return { lane: 'onboarding', at: START + n * 375, calls: 3 };
    });
    const until = START + 5 * MINUTE_MS;
    const known = of(playLanes(SMALL, 0.5, [...faces(2_000), ...even], lateBy(50), until), 'known');
    expect(callsOf(known)).toBeGreaterThan(5 * 80);
    expect(callsOf(known)).toBeLessThanOrEqual(5 * 120 + 10);
  });

  it('asks seldom more than a few times for each face', () => {
    const starts = playLanes(SMALL, 0.5, faces(2_000), lateBy(900));
    const asked = starts.reduce((sum, it) => sum + it.asked, 0) / starts.length;
    expect(asked).toBeLessThan(4);
  });

  it('spreads out alarms that ring in one heap', () => {
    // All come at once after an outage, each at a time that has passed.
    const heap = playLanes(SMALL, 0.5, faces(200), (nth) => (nth < 400 ? 120_000 : 0));
    expect(busiest(heap, MINUTE_MS)).toBeLessThanOrEqual(300);
    expect(heap).toHaveLength(200);
  });

  it('goes on at once when the clock is set back', () => {
    const tier = SMALL;
    let lane = EMPTY_LANE;
    const limiter = { promised: NO_BACKLOG };
    for (let nth = 0; nth < 20; nth += 1)
      ({ lane } = laneSlotFor({ limiter, lane }, tier, 0.5, 'due', 2, START));
    const back = laneSlotFor({ limiter, lane }, tier, 0.5, 'due', 2, START - 3_600_000);
    expect(back.slot.startAt).toBeLessThan(START - 3_600_000 + 10_000);
    // Who comes again at that time starts then, and does not find the backlog moved along with the clock.
    expect(laneSlotFor({ limiter, lane: back.lane }, tier, 0.5, 'due', 2, back.slot.startAt).slot.final).toBe(
      true,
    );
  });

  it('gives a picture that is checked a call to spare, and no place', () => {
    const waiting = faces(100);
    const starts = playLanes(SMALL, 0.5, waiting);
    const once = playLanes(SMALL, 0.5, [...waiting, { lane: 'known', at: START + 5_000, calls: 1 }]);
    expect(once.length).toBe(starts.length + 1);
  });
});
