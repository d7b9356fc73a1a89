import { describe, expect, it } from 'vitest';
import { reasonSchema } from '../../src/core/reasons.ts';
import {
  type Act,
  compares,
  confirms,
  confirmsNothing,
  createsWithPhoto,
  type Expected,
  erases,
  failsForGood,
  fetchesPhoto,
  findsAltered,
  findsNoFace,
  given,
  hit,
  indexes,
  known,
  lacksPhoto,
  looksAtAltered,
  opens,
  POLICY,
  refusesIdPhoto,
  reports,
  reviewer,
  searches,
  starts,
  ticks,
  uploads,
  waits,
} from '../support/given-when-then.ts';
import { INDEXED, MATCHED, OPEN, PASSED, PHOTO } from '../support/onboarding-stages.ts';

const LIFE_MS = POLICY.sessionTtlMs + 10_000;
const RETRIED = [...OPEN, reports('retry'), confirms('retry')];
const SECOND = [...RETRIED, opens('s2')];
const EXPIRED = (session: string) => [opens(session), waits(LIFE_MS), ticks, confirmsNothing(session)];
const ALL_USED = [...createsWithPhoto(), ...[1, 2, 3, 4, 5].flatMap((number) => EXPIRED(`s${number}`))];

type Row = readonly [string, readonly Act[], Act, Expected];
/** Every row of the table of reasons: what came before, what sets it, where it leads. */
const ROWS: readonly Row[] = [
  [
    'liveness_inconclusive, an attempt left',
    [...OPEN, reports('retry')],
    confirms('retry'),
    { status: 'awaiting_liveness', reasons: ['liveness_inconclusive'], next: null },
  ],
  [
    'liveness_inconclusive, none left',
    [...SECOND, reports('retry', 's2')],
    confirms('retry', 's2'),
    { status: 'in_review', reasons: ['liveness_inconclusive'], next: null },
  ],
  [
    'photo_quality_low, an attempt left',
    [...OPEN, reports('pass'), confirms('pass', 's1', 0.5)],
    fetchesPhoto(),
    {
      status: 'awaiting_liveness',
      reasons: ['photo_quality_low'],
      state: { livenessPhoto: { key: 'live-s1' } },
    },
  ],
  [
    'photo_quality_low, none left',
    [...SECOND, reports('pass', 's2'), confirms('pass', 's2', 0.5)],
    fetchesPhoto('s2'),
    { status: 'in_review', reasons: ['photo_quality_low'] },
  ],
  [
    'photo_quality_low by no face at the compare, an attempt left',
    PHOTO,
    findsNoFace('liveness'),
    { status: 'awaiting_liveness', reasons: ['photo_quality_low'] },
  ],
  [
    'photo_quality_low by no face at the compare, none left',
    [...SECOND, reports('pass', 's2'), confirms('pass', 's2'), fetchesPhoto('s2')],
    findsNoFace('liveness', 's2'),
    { status: 'in_review', reasons: ['photo_quality_low'] },
  ],
  [
    'session_expired',
    [...OPEN, waits(LIFE_MS), ticks],
    confirmsNothing(),
    { status: 'awaiting_liveness', reasons: ['session_expired'], events: ['session_expired'] },
  ],
  [
    'liveness_failed',
    [...OPEN, reports('fail')],
    confirms('fail'),
    { status: 'in_review', reasons: ['liveness_failed'] },
  ],
  [
    'liveness_failed by a verdict that nobody knows',
    [...OPEN, reports('Pass')],
    confirms('Pass'),
    { status: 'in_review', reasons: ['liveness_failed'] },
  ],
  [
    'verdict_mismatch',
    [...OPEN, reports('pass')],
    confirms('fail'),
    { status: 'in_review', reasons: ['verdict_mismatch'] },
  ],
  [
    'id_photo_no_face',
    PHOTO,
    findsNoFace('id'),
    { status: 'awaiting_id_photo', reasons: ['id_photo_no_face'], state: { idPhoto: null } },
  ],
  [
    'id_photo_unusable',
    PHOTO,
    refusesIdPhoto(),
    {
      status: 'awaiting_id_photo',
      reasons: ['id_photo_unusable'],
      events: [
        { type: 'id_photo_unusable', data: { id_photo: 'id-1', code: 'image_too_large', next: 'retry' } },
      ],
      state: { idPhoto: null },
      next: null,
    },
  ],
  [
    'id_photo_unusable, for the third time',
    [...PHOTO, refusesIdPhoto(), uploads(2), refusesIdPhoto('s1', 'id-2'), uploads(3)],
    refusesIdPhoto('s1', 'id-3'),
    { status: 'in_review', reasons: ['id_photo_unusable'], state: { idPhoto: { key: 'id-3' } }, next: null },
  ],
  ['similarity_low', PHOTO, compares(0.65), { status: 'in_review', reasons: ['similarity_low'] }],
  [
    'possible_duplicate',
    INDEXED,
    searches([hit(0.7)]),
    { status: 'in_review', reasons: ['possible_duplicate'] },
  ],
  [
    'known_face_differs',
    [
      ...[...known(), indexes('f1', 'p1'), searches(), uploads(1), opens()],
      ...[reports('pass'), confirms('pass'), fetchesPhoto(), compares(0.9), indexes('f2', 's1')],
    ],
    searches([], 'f2'),
    { status: 'in_review', reasons: ['known_face_differs'], next: null },
  ],
  [
    'photo_unavailable',
    PASSED,
    lacksPhoto(),
    { status: 'awaiting_liveness', reasons: ['photo_unavailable'] },
  ],
  [
    'photo_altered: the ID photo, at the compare',
    PHOTO,
    findsAltered('id', 'id-1'),
    { status: 'in_review', reasons: ['photo_altered'], events: ['photo_altered'], next: null },
  ],
  [
    'photo_altered: the liveness photo, at the index',
    MATCHED,
    findsAltered('liveness', 'live-s1'),
    { status: 'in_review', reasons: ['photo_altered'], events: ['photo_altered'] },
  ],
  [
    'photo_altered: the ID photo, by a look',
    OPEN,
    looksAtAltered('id', 'id-1'),
    { status: 'in_review', reasons: ['photo_altered'], events: ['photo_altered'], next: null },
  ],
  [
    'verification_unavailable',
    PASSED,
    failsForGood,
    { status: 'in_review', reasons: ['verification_unavailable'], events: ['verification_failed'] },
  ],
  [
    'session_limit_reached',
    ALL_USED,
    starts,
    { status: 'in_review', reasons: ['session_expired', 'session_limit_reached'] },
  ],
  [
    'requested_by_reviewer: a session',
    [...PHOTO, compares(0.1)],
    reviewer('retry_liveness'),
    { status: 'awaiting_liveness', reasons: ['requested_by_reviewer'] },
  ],
  [
    'requested_by_reviewer: an ID photo',
    [...PHOTO, compares(0.1)],
    reviewer('new_id_photo'),
    { status: 'awaiting_id_photo', reasons: ['requested_by_reviewer'] },
  ],
];

describe('every reason', () => {
  it.each(ROWS)('%s', (_name, before, act, expected) => {
    given(...before)
      .when(act)
      .then(expected);
  });

  it('is in the table', () => {
    const named = new Set(ROWS.map(([name]) => name.split(/[ ,:]/)[0]));
    expect([...named].toSorted()).toEqual([...reasonSchema.options].toSorted());
  });
});

describe('reasons explain the present status only', () => {
  it('they last while a session is awaited and open', () => {
    given(...SECOND).then({ status: 'awaiting_liveness', reasons: ['liveness_inconclusive'] });
  });

  it('they go when the checks go on', () => {
    given(...SECOND, reports('pass', 's2')).then({ status: 'verifying', reasons: [] });
  });

  it('the next one replaces them', () => {
    given(...SECOND, waits(LIFE_MS), ticks, confirmsNothing('s2')).then({ reasons: ['session_expired'] });
  });

  it('a rejection keeps those that were reviewed', () => {
    given(...PHOTO, compares(0.1))
      .when(reports('fail'), reviewer('reject'))
      .then({ status: 'rejected', reasons: ['similarity_low', 'verdict_mismatch'] });
  });

  it('a case that waits for a person collects them, each once', () => {
    given(...PHOTO, compares(0.1), reports('fail'))
      .when(reports('retry'))
      .then({ status: 'in_review', reasons: ['similarity_low', 'verdict_mismatch'] });
  });
});

describe('id_photo_unusable', () => {
  const TWICE = [...PHOTO, refusesIdPhoto(), uploads(2), refusesIdPhoto('s1', 'id-2'), uploads(3)];
  const IN_REVIEW = [...TWICE, refusesIdPhoto('s1', 'id-3')];

  it('a new upload resumes at the compare, no new liveness', () => {
    given(...PHOTO, refusesIdPhoto())
      .when(uploads(2))
      .then({ status: 'verifying', next: 'compare', reasons: [] });
  });

  it('an outcome about an older photo changes nothing', () => {
    given(...PHOTO, refusesIdPhoto(), uploads(2))
      .when(refusesIdPhoto())
      .then({ events: [], status: 'verifying' });
  });

  it('resume compares the same photo again, and then a new refusal counts from the beginning', () => {
    given(...IN_REVIEW, reviewer('resume')).then({ status: 'verifying', next: 'compare' });
    given(...IN_REVIEW, reviewer('resume'))
      .when(refusesIdPhoto('s1', 'id-3'))
      .then({ status: 'awaiting_id_photo', reasons: ['id_photo_unusable'] });
  });

  it('the count ends with an erasure', () => {
    given(...IN_REVIEW, erases).then({ status: 'erased', state: { unusableIdPhotos: 0 } });
  });
});

describe('id_photo_no_face', () => {
  it('a new upload resumes at the compare, no new liveness', () => {
    given(...PHOTO, findsNoFace('id'))
      .when(uploads(2))
      .then({ status: 'verifying', next: 'compare', reasons: [] });
  });
});
