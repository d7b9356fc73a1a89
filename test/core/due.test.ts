import { describe, expect, it } from 'vitest';
import {
  alarmAt,
  dueStep,
  isPausing,
  LOG_PAUSE_MS,
  logDueAt,
  RUN_NET_MS,
  recordsDueAt,
  type Stored,
} from '../../src/applicant/due.ts';
import {
  type Act,
  compares,
  confirms,
  created,
  fetchesPhoto,
  given,
  indexes,
  POLICY,
  returns,
  START,
  searches,
} from '../support/core.ts';
import { OPEN, REPORTED } from '../support/stories.ts';

const UNSURE = [
  ...REPORTED,
  confirms('pass'),
  fetchesPhoto(),
  compares(0.9),
  indexes('f1', 's1', true),
  searches(),
];
const LIFE_END = START + POLICY.sessionTtlMs + 10_000;

/** Everything followed and nothing retried, unless said otherwise. Times are after START. */
function stored(
  story: readonly Act[],
  retryIn?: number,
  key = 'confirm:s1:signed',
  recordsIn?: number,
): Stored {
  const state = given(...story).applicant;
  const dueAt = START + (retryIn ?? 0);
  const followed = recordsIn === undefined ? state.seq : state.seq - 1;
  return {
    state,
    retry:
      retryIn === undefined
        ? null
        : {
            stepKeys: [key],
            retryClass: 'outage',
            sameClassInRow: 1,
            failures: 1,
            firstFailedAt: START,
            dueAt,
            reserved: 0,
          },
    records: { seq: followed, failures: recordsIn ? 1 : 0, dueAt: START + (recordsIn ?? 0) },
    listed: followed,
    photos: { seq: 0, failures: 0, dueAt: 0 },
    notifyAt: null,
    retention: { photosMs: null, abandonedMs: null },
  };
}

/** The lists show it all. */
function listed(it: Stored): Stored {
  return { ...it, listed: it.state.seq };
}

describe('when the step may run', () => {
  it.each<[string, Stored, number | null]>([
    ['no step', stored([...created()]), null],
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

describe('when the records follow', () => {
  it.each<[string, Stored, number | null]>([
    ['they have', stored(OPEN), null],
    ['at once', stored(OPEN, undefined, '', 0), START],
    ['after a failure', stored(OPEN, undefined, '', 20_000), START + 20_000],
    ['the lists have, the log may wait', listed(stored(OPEN, undefined, '', 0)), START + LOG_PAUSE_MS],
    ['the lists have, the log may not wait', listed(stored(REPORTED, undefined, '', 0)), START],
  ])('%s', (_name, it, at) => {
    expect(recordsDueAt(it)).toBe(at);
  });
});

describe('when the log is copied', () => {
  it.each<[string, Stored, number | null]>([
    ['it is', stored(OPEN), null],
    [
      'after a pause of the applicant, whose turn it is',
      stored(OPEN, undefined, '', 0),
      START + LOG_PAUSE_MS,
    ],
    ['later than that after failures', stored(OPEN, undefined, '', 400_000), START + 400_000],
    ['at once when nobody waits for the applicant', stored(REPORTED, undefined, '', 0), START],
    [
      'at once when it is all over',
      stored([...UNSURE.slice(0, -2), indexes(), searches()], undefined, '', 0),
      START,
    ],
  ])('%s', (_name, it, at) => {
    expect(logDueAt(it)).toBe(at);
  });
});

describe('an alarm that is too early will do', () => {
  it.each<[string, Stored, boolean]>([
    ['while the log waits for more', stored(OPEN, undefined, '', 0), true],
    ['not once it is copied', stored(OPEN), false],
    ['not after a failure', stored(OPEN, undefined, '', 20_000), false],
  ])('%s', (_name, it, does) => {
    expect(isPausing(it)).toBe(does);
  });
});

describe('the alarm', () => {
  const net = START + RUN_NET_MS;
  it.each<[string, Stored, number | null]>([
    ['none when nothing is due', stored([...created()]), null],
    ['none when all is said and done', stored([...UNSURE.slice(0, -2), indexes(), searches()]), null],
    ['a step due now runs now; the alarm is its net', stored(REPORTED), net],
    ['a retry', stored(REPORTED, 4_000), START + 4_000],
    ['a retry that is overdue', stored(REPORTED, -4_000), net],
    ['a retry due this very moment', stored(REPORTED, 0), net],
    ["the end of the session's life", stored(OPEN), LIFE_END],
    ['a return before it', stored([...OPEN, returns()]), START + 5_000],
    ['records before it', stored(OPEN, undefined, '', 20_000), START + 20_000],
    ['the log before it, and the lists with it', stored(OPEN, undefined, '', 0), START + LOG_PAUSE_MS],
    ['a retry before records', stored(REPORTED, 4_000, undefined, 20_000), START + 4_000],
    ['records before a retry', stored(REPORTED, 30_000, undefined, 4_000), START + 4_000],
    ['the net of records before a late retry', stored(REPORTED, 300_000, undefined, 0), net],
  ])('%s', (_name, it, at) => {
    expect(alarmAt(it, START)).toBe(at);
  });

  it('a session whose life is long over is looked at within the net', () => {
    expect(alarmAt(stored(OPEN), LIFE_END + 1)).toBe(LIFE_END + 1 + RUN_NET_MS);
  });

  it('is never in the past', () => {
    for (const now of [0, START, LIFE_END, LIFE_END * 2]) {
      for (const it of [stored(OPEN), stored(REPORTED, 4_000), stored(UNSURE), stored(OPEN, 1, '', 1)]) {
        expect(alarmAt(it, now)).toBeGreaterThan(now);
      }
    }
  });
});
