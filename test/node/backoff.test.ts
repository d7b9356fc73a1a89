import { describe, expect, it } from 'vitest';
import { type PassingFailure, retryDelay } from '../../src/core/backoff.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SLOW = 5 * MINUTE;
/** The middle of the jitter. */
const MIDDLE = 0.5;
const failure = (
  retryClass: PassingFailure['retryClass'],
  retryAfterMs: number | null = null,
): PassingFailure => ({ retryClass, retryAfterMs });

describe('an outage', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, 16_000],
    [6, SLOW],
    [7, SLOW],
    [250, SLOW],
  ])('try %d is followed after %d ms', (failures, delay) => {
    expect(retryDelay(failure('outage'), failures, 0, MIDDLE)).toBe(delay);
  });

  it.each([1, 2, 3, 4, 5])('try %d varies by a quarter either way', (failures) => {
    const middle = 1_000 * 2 ** (failures - 1);
    expect(retryDelay(failure('outage'), failures, 0, 0)).toBe(0.75 * middle);
    expect(retryDelay(failure('outage'), failures, 0, 1)).toBe(1.25 * middle);
  });

  it('ends after a day', () => {
    expect(retryDelay(failure('outage'), 290, 24 * HOUR - 1, MIDDLE)).toBe(SLOW);
    expect(retryDelay(failure('outage'), 290, 24 * HOUR, MIDDLE)).toBeNull();
  });

  it('but not before the quick tries are through: the object may have slept through the day', () => {
    expect(retryDelay(failure('outage'), 2, 30 * HOUR, MIDDLE)).toBe(2_000);
    expect(retryDelay(failure('outage'), 5, 30 * HOUR, MIDDLE)).toBe(16_000);
    expect(retryDelay(failure('outage'), 6, 30 * HOUR, MIDDLE)).toBeNull();
  });

  it('a clock that ran backwards ends nothing', () => {
    expect(retryDelay(failure('outage'), 6, -HOUR, MIDDLE)).toBe(SLOW);
  });
});

describe('our key refused', () => {
  it.each([1, 2, 5, 6, 100])('try %d is slow: no quick one mends it', (failures) => {
    expect(retryDelay(failure('key'), failures, 0, MIDDLE)).toBe(SLOW);
  });

  it('ends after a day', () => {
    expect(retryDelay(failure('key'), 289, 24 * HOUR, MIDDLE)).toBeNull();
  });
});

describe('what may pass for five tries only', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, null],
    [6, null],
  ])('try %d: %s', (failures, delay) => {
    expect(retryDelay(failure('tries_5'), failures, 0, MIDDLE)).toBe(delay);
  });
});

describe('clearing up', () => {
  it.each([
    [1, 0, 1_000],
    [5, 0, 16_000],
    [6, 0, SLOW],
    [290, 24 * HOUR - 1, SLOW],
    [290, 24 * HOUR, 6 * HOUR],
    [10_000, 365 * 24 * HOUR, 6 * HOUR],
  ])('try %d after %d ms is followed, always', (failures, since, delay) => {
    expect(retryDelay(failure('clear_up'), failures, since, MIDDLE)).toBe(delay);
  });
});

describe('what iLive asks for', () => {
  it.each([
    ['longer than ours', 20_000, 20_000],
    ['shorter than ours', 500, 1_000],
    ['nothing', null, 1_000],
    ['zero', 0, 1_000],
    ['an hour, which is too much', HOUR, SLOW],
    ['less than nothing', -5_000, 1_000],
  ])('%s', (_name, retryAfterMs, delay) => {
    expect(retryDelay(failure('outage', retryAfterMs), 1, 0, MIDDLE)).toBe(delay);
  });

  it('keeps no step alive that has had its tries', () => {
    expect(retryDelay(failure('tries_5', 1_000), 5, 0, MIDDLE)).toBeNull();
    expect(retryDelay(failure('outage', 1_000), 290, 24 * HOUR, MIDDLE)).toBeNull();
  });

  it('hurries no slow try', () => {
    expect(retryDelay(failure('key', 1_000), 1, 0, MIDDLE)).toBe(SLOW);
  });
});
