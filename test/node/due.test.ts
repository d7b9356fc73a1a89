import { describe, expect, it } from 'vitest';
import {
  alarmAt,
  compareAt,
  dueStep,
  nextDueAt,
  ROW_NET_MS,
  RUN_NET_MS,
  rowDueAt,
  type ScheduleInput,
} from '../../src/applicant/schedule/due-times.ts';
import type { RowStatus } from '../../src/applicant/schedule/row-status.ts';
import {
  type Act,
  compares,
  confirms,
  createsWithPhoto,
  erases,
  fetchesPhoto,
  given,
  indexes,
  opens,
  POLICY,
  reports,
  returns,
  reviewer,
  START,
  searches,
  views,
  waits,
} from '../support/given-when-then.ts';
import { OPEN, REPORTED } from '../support/onboarding-stages.ts';

const UNSURE = [
  ...REPORTED,
  confirms('pass'),
  fetchesPhoto(),
  compares(0.9),
  indexes('f1', 's1', true),
  searches(),
];
const LIFE_END = START + POLICY.sessionTtlMs + 10_000;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const IN_REVIEW = [...createsWithPhoto(), opens(), reports('fail'), confirms('fail')];
const CURRENT: RowStatus = { is: 'current', failedAt: null };

/** The row is current and nothing is retried, unless said otherwise. Times are after START. */
function stored(
  story: readonly Act[],
  retryIn?: number,
  key = 'confirm:s1:signed',
  row: RowStatus = CURRENT,
): ScheduleInput {
  return {
    state: given(...story).applicant,
    retry:
      retryIn === undefined
        ? null
        : {
            stepKeys: [key],
            retryClass: 'outage',
            sameClassInRow: 1,
            unfinished: 0,
            failures: 1,
            firstFailedAt: START,
            dueAt: START + retryIn,
            reserved: 0,
          },
    row,
    photos: { seq: 0, failures: 0, dueAt: 0 },
    notifyAt: null,
    retention: { photosMs: null, abandonedMs: null },
    dueMs: null,
  };
}

/** The same; the row is due, or was tried so long after START and failed. */
const withRow = (story: readonly Act[], is: RowStatus['is'], failedIn?: number): ScheduleInput =>
  stored(story, undefined, '', { is, failedAt: failedIn === undefined ? null : START + failedIn });

describe('when the step may run', () => {
  it.each<[string, ScheduleInput, number | null]>([
    ['no step', stored([...createsWithPhoto()]), null],
    ['at once', stored(REPORTED), 0],
    ['after a failure', stored(REPORTED, 4_000), START + 4_000],
    ["another step's failure holds nothing up", stored(REPORTED, 4_000, 'confirm:s1:asked'), 0],
    ['after the grace of a return', stored([...OPEN, returns()]), START + 5_000],
    [
      'a failure later than the grace',
      stored([...OPEN, returns()], 9_000, 'confirm:s1:asked'),
      START + 9_000,
    ],
    [
      'a failure earlier than the grace',
      stored([...OPEN, returns()], 1_000, 'confirm:s1:asked'),
      START + 5_000,
    ],
    ['tidying, a minute later', stored(UNSURE), START + 60_000],
  ])('%s', (_name, it, at) => {
    expect(dueStep(it)?.at ?? null).toBe(at);
  });
});

describe('when the row is written or compared', () => {
  it.each<[string, ScheduleInput, number | null]>([
    ['not while it is current', withRow(OPEN, 'current'), null],
    ['not by an object that has just started: its alarm says when', withRow(OPEN, 'unknown'), null],
    ['not by one that has just started, whatever failed', withRow(OPEN, 'unknown', 5_000), null],
    ['at once when it is due', withRow(OPEN, 'due'), 0],
    ['at once when it is to be compared', withRow(OPEN, 'compare'), 0],
    ['a second after a failure in the moment of the change', withRow(OPEN, 'due', 0), START + 1_000],
    ['a second after a failure just under a second behind', withRow(OPEN, 'due', 999), START + 999 + 1_000],
    ['a second after a failure just a second behind', withRow(OPEN, 'due', 1_000), START + 2_000],
    ['as long after as it was behind', withRow(OPEN, 'due', 1_001), START + 2_002],
    ['as long after as it was behind, minutes too', withRow(OPEN, 'due', 2 * MINUTE), START + 4 * MINUTE],
    ['just under five minutes', withRow(OPEN, 'due', 5 * MINUTE - 1), START + 2 * (5 * MINUTE - 1)],
    ['five minutes at most', withRow(OPEN, 'due', 5 * MINUTE), START + 10 * MINUTE],
    ['five minutes at most, after a day', withRow(OPEN, 'due', DAY), START + DAY + 5 * MINUTE],
    [
      'a second at least, also where the clock was set back',
      withRow(OPEN, 'due', -5_000),
      START - 5_000 + 1_000,
    ],
    ['the same for a comparison that failed', withRow(OPEN, 'compare', 2_000), START + 4_000],
    ['whoever the turn is with', withRow(REPORTED, 'due', 2_000), START + 4_000],
  ])('%s', (_name, it, at) => {
    expect(rowDueAt(it)).toBe(at);
  });

  it('is reckoned from the newest event that changed anything', () => {
    const later = withRow([...IN_REVIEW, waits(7_000), reviewer('reject')], 'due', 10_000);
    expect(rowDueAt(later)).toBe(START + 10_000 + 3_000);
    const looked = withRow([...IN_REVIEW, waits(7_000), views('id')], 'due', 10_000);
    expect(rowDueAt(looked)).toBe(START + 20_000);
  });

  it('comes less often with each failure, and a restart forgets nothing of that', () => {
    const tries: number[] = [];
    for (let failedIn = 0; tries.length < 12; ) {
      // Each time another instance: nothing but the time of the last failure.
      const at = rowDueAt(withRow(OPEN, 'due', failedIn)) ?? Number.NaN;
      tries.push((at - START - failedIn) / 1_000);
      failedIn = at - START;
    }
    expect(tries).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });
});

describe('when an open case compares its row', () => {
  const midnight = Math.floor(START / DAY) * DAY + DAY;
  const opened = (wait: number) =>
    given(...createsWithPhoto(), opens(), reports('fail'), waits(wait), confirms('fail')).applicant;
  const spread = (wait: number) => 5 * MINUTE + ((START + wait) % (20 * MINUTE));

  it.each([
    0,
    1,
    7 * MINUTE + 3,
    20 * MINUTE - 1,
  ])('each night, at its own time before the file of the night is written: %s', (wait) => {
    const state = opened(wait);
    const at = compareAt(state, START + wait);
    expect(at).toBe(midnight + spread(wait));
    expect((at ?? 0) - midnight).toBeGreaterThanOrEqual(5 * MINUTE);
    expect((at ?? 0) - midnight).toBeLessThan(25 * MINUTE);
  });

  it('is tomorrow once the time of today has come', () => {
    const state = opened(5);
    const today = midnight + spread(5);
    expect([today - 1, today, today + 1].map((now) => compareAt(state, now))).toEqual([
      today,
      today + DAY,
      today + DAY,
    ]);
    expect(compareAt(state, midnight)).toBe(today);
  });

  it.each<[string, readonly Act[]]>([
    ['open', OPEN],
    ['verifying', REPORTED],
    ['decided', [...IN_REVIEW, reviewer('reject')]],
    ['sent back', [...IN_REVIEW, reviewer('retry_liveness')]],
    ['erased', [...IN_REVIEW, erases]],
  ])('is never for one that is %s', (_name, story) => {
    expect(compareAt(given(...story).applicant, START)).toBeNull();
  });
});

describe('the alarm', () => {
  const net = START + RUN_NET_MS;
  it.each<[string, ScheduleInput, number | null]>([
    ['none when nothing is due', stored([...createsWithPhoto()]), null],
    ['none when all is said and done', stored([...UNSURE.slice(0, -2), indexes(), searches()]), null],
    ['a step due now runs now; the alarm is its net', stored(REPORTED), net],
    ['a retry', stored(REPORTED, 4_000), START + 4_000],
    ['a retry that is overdue', stored(REPORTED, -4_000), net],
    ['a retry due this very moment', stored(REPORTED, 0), net],
    ["the end of the session's life", stored(OPEN), LIFE_END],
    ['a return before it', stored([...OPEN, returns()]), START + 5_000],
    ['a row before it, that failed', withRow(OPEN, 'due', 20_000), START + 40_000],
    ['the net of a row that is written right now', withRow(IN_REVIEW, 'due'), net],
    ['the net of a row that is compared right now', withRow(IN_REVIEW, 'compare'), net],
    ['that of one who is awaited, further away', withRow(OPEN, 'due'), START + ROW_NET_MS],
    ['of one who is awaited, a retry', withRow(OPEN, 'due', -1_000), net - 30_000 + ROW_NET_MS],
    ['nothing for a row of which nothing is known', withRow(createsWithPhoto(), 'unknown'), null],
    [
      'a retry before the row',
      stored(REPORTED, 4_000, undefined, { is: 'due', failedAt: START + 20_000 }),
      START + 4_000,
    ],
    [
      'the row before a retry',
      stored(REPORTED, 30_000, undefined, { is: 'due', failedAt: START + 2_000 }),
      START + 4_000,
    ],
    [
      'the net of the row before a late retry',
      stored(REPORTED, 300_000, undefined, { is: 'due', failedAt: null }),
      net,
    ],
  ])('%s', (_name, it, at) => {
    expect(alarmAt(it, START)).toBe(at);
  });

  it('is the next time that something is due, but for an open case, which compares its row each night', () => {
    for (const it of [
      stored(OPEN),
      stored(REPORTED, 4_000),
      withRow(OPEN, 'due'),
      stored([...createsWithPhoto()]),
    ])
      expect(alarmAt(it, START)).toBe(nextDueAt(it, START));
    const open = stored(IN_REVIEW);
    expect(nextDueAt(open, START)).toBeNull();
    expect(alarmAt(open, START)).toBe(compareAt(open.state, START));
    const behind = withRow(IN_REVIEW, 'due', 2_000);
    expect(alarmAt(behind, START)).toBe(START + 4_000);
    const photos = { ...open, retention: { photosMs: 1, abandonedMs: null } };
    expect(alarmAt(photos, START)).toBe(compareAt(open.state, START));
  });

  it('a session whose life is long over is looked at within the net', () => {
    expect(alarmAt(stored(OPEN), LIFE_END + 1)).toBe(LIFE_END + 1 + RUN_NET_MS);
  });

  it('is never in the past', () => {
    for (const now of [0, START, LIFE_END, LIFE_END * 2]) {
      for (const it of [
        ...[stored(OPEN), stored(REPORTED, 4_000), stored(UNSURE), stored(IN_REVIEW)],
        ...[withRow(OPEN, 'due'), withRow(OPEN, 'due', 1), withRow(IN_REVIEW, 'compare')],
      ]) {
        expect(alarmAt(it, now)).toBeGreaterThan(now);
      }
    }
  });
});
