import { describe, expect, it } from 'vitest';
import { nextStep } from '../../src/core/machine.ts';
import {
  closingDecisionSchema,
  closingDecisions,
  type Decision,
  type Reason,
} from '../../src/core/reasons.ts';
import {
  type Act,
  compares,
  confirms,
  confirmsNothing,
  failsForGood,
  fetchesPhoto,
  findsAltered,
  given,
  givenUnder,
  hit,
  indexes,
  POLICY,
  refusesIdPhoto,
  reports,
  reviewer,
  searches,
  starts,
  ticks,
  uploads,
  views,
  waits,
} from '../support/given-when-then.ts';
import { MATCHED, OPEN, PASSED, PHOTO } from '../support/onboarding-stages.ts';

const EXPIRED = [...OPEN, waits(POLICY.sessionTtlMs + 10_000), ticks, confirmsNothing()];
/** One attempt and one session, so that a case is soon a person's. */
const MEAN = { ...POLICY, maxLivenessAttempts: 1, maxSessions: 1 };

const ALL = closingDecisionSchema.options;
const EVIDENCE: readonly Decision[] = ['approve', 'reject', 'retry_liveness', 'new_id_photo'];
const NO_FACE: readonly Decision[] = ['retry_liveness', 'reject'];
const ALTERED: readonly Decision[] = ['retry_liveness', 'reject', 'new_id_photo'];
const OUTAGE: readonly Decision[] = ['resume', 'reject', 'retry_liveness', 'new_id_photo'];

/** The contract's table, with the shortest story that ends there. */
const TABLE: readonly (readonly [Reason, readonly Decision[], readonly Act[]])[] = [
  ['similarity_low', EVIDENCE, [...PHOTO, compares(0.1)]],
  ['photo_quality_low', EVIDENCE, [...OPEN, reports('pass'), confirms('pass', 's1', 0.1), fetchesPhoto()]],
  ['possible_duplicate', EVIDENCE, [...MATCHED, indexes(), searches([hit(0.9)])]],
  ['liveness_failed', NO_FACE, [...OPEN, reports('fail'), confirms('fail')]],
  ['liveness_inconclusive', NO_FACE, [...OPEN, reports('retry'), confirms('retry')]],
  ['verdict_mismatch', NO_FACE, [...OPEN, reports('pass'), confirms('fail')]],
  ['session_limit_reached', NO_FACE, [...EXPIRED, starts]],
  ['photo_altered', ALTERED, [...PHOTO, findsAltered('id', 'id-1')]],
  ['verification_unavailable', OUTAGE, [...PASSED, failsForGood]],
  [
    'id_photo_unusable',
    OUTAGE,
    [
      ...PHOTO,
      refusesIdPhoto(),
      uploads(2),
      refusesIdPhoto('s1', 'id-2'),
      uploads(3),
      refusesIdPhoto('s1', 'id-3'),
    ],
  ],
];
/** Reasons that send nobody to a reviewer, so they can only stand beside another and forbid nothing. */
const BESIDE: readonly Reason[] = [
  'session_expired',
  'id_photo_no_face',
  'photo_unavailable',
  'requested_by_reviewer',
];

describe('what a reviewer may decide', () => {
  const rows = TABLE.flatMap(([reason, allowed, story]) =>
    ALL.map((decision) => ({ reason, decision, allowed, story, may: allowed.includes(decision) })),
  );

  it.each(rows)('$reason: $decision $may', ({ reason, decision, allowed, story, may }) => {
    const { state } = givenUnder(MEAN, ...story);
    expect(state?.status).toMatchObject({ name: 'in_review' });
    const data = { decision, reviewed_seq: state?.seq, policy: MEAN.version };
    givenUnder(MEAN, ...story)
      .when(reviewer(decision))
      .then(
        may
          ? { events: [{ type: 'review_decided', data }], state: { review: { decided: { decision } } } }
          : {
              events: [],
              refusal: {
                code: 'decision_not_allowed',
                allowed: [...ALL.filter((d) => allowed.includes(d)), 'escalate'],
              },
            },
      );
    if (reason !== 'session_limit_reached') return;
    expect(state?.status).toMatchObject({ reasons: ['session_expired', reason] });
  });

  it('with two reasons only what both allow', () => {
    const single = new Map<Reason, readonly Decision[]>(TABLE.map(([reason, allowed]) => [reason, allowed]));
    for (const reason of BESIDE) single.set(reason, ALL);
    expect(single.size).toBe(14);
    for (const [one, ofOne] of single) {
      for (const [other, ofOther] of single) {
        const both = ALL.filter((decision) => ofOne.includes(decision) && ofOther.includes(decision));
        expect(closingDecisions([one, other]), `${one} and ${other}`).toEqual(both);
      }
    }
  });

  it('a mismatch beside a low similarity forbids approval', () => {
    given(...PHOTO, compares(0.1), reports('fail'))
      .when(reviewer('approve'))
      .then({ refusal: { code: 'decision_not_allowed', allowed: ['reject', 'retry_liveness', 'escalate'] } });
  });

  it.each([
    ['awaiting_liveness', OPEN],
    ['verifying', PASSED],
    ['approved', [...MATCHED, indexes(), searches()]],
  ] as const)('nothing while %s', (_status, story) => {
    for (const decision of ALL) {
      given(...story)
        .when(reviewer(decision))
        .then({ refusal: { code: 'decision_not_allowed', allowed: [] } });
    }
  });
});

describe('a reviewer decides what it saw', () => {
  const LOW = [...PHOTO, compares(0.1)];
  const { seq } = given(...LOW).applicant;

  it('stale when anything happened since', () => {
    given(...LOW, reports('fail'))
      .when(reviewer('reject', seq))
      .then({ refusal: { code: 'stale_review', seq: seq + 1 }, events: [] });
  });

  it('a look at a photo makes nothing stale, its number is as good', () => {
    for (const seen of [seq, seq + 1, seq + 2]) {
      given(...LOW, views('id'), views('liveness'))
        .when(reviewer('reject', seen))
        .then({ status: 'rejected', events: [{ type: 'review_decided', data: { reviewed_seq: seen } }] });
    }
  });

  it('nor does it hide what came before it', () => {
    given(...LOW, reports('fail'), views('id'))
      .when(reviewer('reject', seq))
      .then({ refusal: { code: 'stale_review', seq: seq + 2 } });
  });

  it.each([-1, 1])('a number that is %d off', (off) => {
    given(...LOW)
      .when(reviewer('reject', seq + off))
      .then({ refusal: { code: 'stale_review', seq } });
  });

  it('the second of two reviewers comes too late', () => {
    given(...LOW, reviewer('approve', seq))
      .when(reviewer('reject', seq))
      .then({ refusal: { code: 'stale_review', seq: seq + 1 }, status: 'verifying' });
  });
});

describe('what a decision does', () => {
  it('approve on a low similarity: index and dedupe still run', () => {
    given(...PHOTO, compares(0.1))
      .when(reviewer('approve'))
      .then({ status: 'verifying', next: 'index', state: { match: { outcome: 'accepted_by_reviewer' } } });
  });

  it('approve on a poor photo: the compare runs', () => {
    givenUnder(MEAN, ...OPEN, reports('pass'), confirms('pass', 's1', 0.1), fetchesPhoto())
      .when(reviewer('approve'))
      .then({ status: 'verifying', next: 'compare' });
  });

  it('approve on a possible duplicate: approved in the same answer', () => {
    given(...MATCHED, indexes(), searches([hit(0.9)]))
      .when(reviewer('approve'))
      .then({ status: 'approved', next: null, events: ['review_decided'] });
  });

  it('reject removes the face', () => {
    given(...MATCHED, indexes(), searches([hit(0.9)]))
      .when(reviewer('reject'))
      .then({ status: 'rejected', reasons: ['possible_duplicate'], next: 'delete_face' });
  });

  it('new_id_photo goes on at the compare, and keeps the face', () => {
    given(...MATCHED, indexes(), searches([hit(0.9)]), reviewer('new_id_photo'), uploads(2))
      .when(compares(0.9, 's1', 'id-2'))
      .then({ status: 'verifying', next: 'search' });
  });

  it('resume tries the failed step again', () => {
    const stories = [[...OPEN, reports('pass')], PASSED, PHOTO, MATCHED, [...MATCHED, indexes()]];
    for (const story of stories) {
      const next = nextStep(given(...story).applicant)?.type ?? null;
      expect(next).not.toBeNull();
      given(...story, failsForGood)
        .when(reviewer('resume'))
        .then({ status: 'verifying', next });
    }
  });

  it('resume asks /result again after a return that could not be followed', () => {
    const story = [...OPEN, { type: 'note_return', sessionId: 's1' } as const, failsForGood];
    given(...story)
      .when(reviewer('resume'))
      .then({ status: 'awaiting_liveness', next: 'confirm' });
  });
});
