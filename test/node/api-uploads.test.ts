import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import { addressKey } from '../../src/http/address-key.ts';
import { giveBackSession, NO_SESSIONS, takeSession } from '../../src/ilive/rate-limit/session-budget.ts';
import {
  admits,
  compares,
  confirms,
  creates,
  createsWithPhoto,
  erases,
  fetchesPhoto,
  given,
  opens,
  receives,
  reports,
  reviewer,
  uploads,
} from '../support/given-when-then.ts';

const refusal = { code: 'upload_limit_reached' } as const;
const admitted = { events: [] };
const times = (count: number, act: (nth: number) => Command): readonly Command[] =>
  Array.from({ length: count }, (_, nth) => act(nth));

describe('uploads by the API', () => {
  it.each([
    [49, 0, admitted],
    [50, 0, { refusal }],
    [25, 24, admitted],
    [25, 25, { refusal }],
    [25, 26, { refusal }],
    [0, 49, admitted],
    [0, 50, { refusal }],
  ])('after %i stored ones, with %i refused or under way', (stored, unlogged, expected) => {
    given(creates(), ...times(stored, uploads))
      .when(admits(unlogged))
      .then(expected);
  });

  it.each(['new_id_photo', 'retry_liveness'] as const)('are counted afresh after %s', (decision) => {
    const review = [opens(), reports('pass'), confirms('pass'), fetchesPhoto(), compares(0.1)];
    given(creates(), ...times(49, (nth) => uploads(nth + 2)), uploads(1), ...review, reviewer(decision))
      .when(admits())
      .then(admitted);
  });

  it('have a count of their own: those on the applicant’s page do not use it up', () => {
    given(creates(), ...times(20, () => receives), ...times(49, uploads))
      .when(admits())
      .then(admitted);
  });

  it('come too late once the checks run, and after an erasure', () => {
    given(...createsWithPhoto(), opens(), reports('pass'))
      .when(admits())
      .then({ refusal: { code: 'wrong_status', status: 'verifying' } });
    given(creates(), erases)
      .when(admits())
      .then({ refusal: { code: 'wrong_status', status: 'erased' } });
  });
});

describe('the budget of a day', () => {
  const at = (time: string) => Date.parse(time);
  const take = (counted: typeof NO_SESSIONS, time: string, budget = 2) =>
    takeSession(counted, budget, at(time));

  it('is spent once, and whole again with the next day in UTC', () => {
    const first = take(NO_SESSIONS, '2026-11-27T00:00:00.000Z');
    const second = take(first.counted, '2026-11-27T23:59:59.998Z');
    const third = take(second.counted, '2026-11-27T23:59:59.999Z');
    const next = take(third.counted, '2026-11-28T00:00:00.000Z');
    const tomorrow = at('2026-11-28T00:00:00.000Z');
    expect([first, second, third, next].map(({ answer }) => answer.retryAt)).toEqual([
      null,
      null,
      tomorrow,
      null,
    ]);
    expect(next.counted).toEqual({ day: '2026-11-28', started: 1 });
  });

  it('is not whole again because a clock goes back, and follows a budget that is changed', () => {
    const { counted } = take({ day: '2026-11-28', started: 1 }, '2026-11-27T23:59:59.999Z');
    expect(counted).toEqual({ day: '2026-11-28', started: 2 });
    expect(take(counted, '2026-11-28T01:00:00.000Z', 2).answer.retryAt).toBe(at('2026-11-29T00:00:00.000Z'));
    expect(take(counted, '2026-11-28T01:00:00.000Z', 3).answer.retryAt).toBeNull();
    expect(take(counted, '2026-11-28T01:00:00.000Z', 1).answer.retryAt).not.toBeNull();
  });

  it('takes back what was not used, of this day only and never more than was taken', () => {
    const counted = { day: '2026-11-28', started: 1 };
    expect(giveBackSession(counted, at('2026-11-28T12:00:00.000Z')).started).toBe(0);
    expect(giveBackSession(counted, at('2026-11-27T12:00:00.000Z'))).toEqual(counted);
    expect(giveBackSession({ ...counted, started: 0 }, at('2026-11-28T12:00:00.000Z')).started).toBe(0);
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1::2:3:4:5', '2001:db8:1:0::/64'],
    [undefined, null],
    ['', null],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
});
