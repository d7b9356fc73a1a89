import { describe, expect, it } from 'vitest';
import { GROUNDS, type Ground, groundSchema, groundsFor, type SamePerson } from '../../src/core/grounds.ts';
import { type Decision, decisionSchema } from '../../src/core/reasons.ts';
import {
  type Act,
  compares,
  failsForGood,
  given,
  hit,
  reports,
  reviewer,
  searches,
} from '../support/given-when-then.ts';
import { INDEXED, MATCHED, PHOTO } from '../support/onboarding-stages.ts';

const NOTE = { noteHash: 'b'.repeat(64) };
const LOW = [...PHOTO, compares(0.1)];
const DUPLICATE = [...INDEXED, searches([hit(1, true), hit(0.9), { ...hit(0.4), face_id: 'near' }])];
const OPEN_FOR: Record<Decision, readonly Act[]> = {
  approve: LOW,
  reject: LOW,
  retry_liveness: LOW,
  new_id_photo: LOW,
  resume: [...MATCHED, failsForGood],
  escalate: LOW,
  return: [...LOW, reviewer('escalate')],
};

/** The contract, written out. */
const ALLOWED: Record<Decision, readonly Ground[]> = {
  approve: ['same_person', 'not_a_duplicate', 'known_customer', 'photo_good_enough', 'other'],
  reject: [
    ...(['impersonation', 'duplicate_identity', 'spoof', 'document_not_genuine'] as const),
    ...(['different_person', 'customer_withdrew', 'other'] as const),
  ],
  retry_liveness: ['photo_too_poor', 'technical_trouble', 'another_attempt', 'other'],
  new_id_photo: ['not_readable', 'wrong_document', 'face_covered', 'other'],
  resume: ['failure_passed', 'other'],
  escalate: ['second_opinion', 'suspected_fraud', 'other'],
  return: ['second_opinion', 'suspected_fraud', 'other'],
};

describe('the ground of a decision', () => {
  it('is one of those that the contract lists for it', () => {
    expect(GROUNDS).toEqual(ALLOWED);
    for (const decision of decisionSchema.options) expect(groundsFor(decision)).toEqual(ALLOWED[decision]);
  });

  it.each(
    decisionSchema.options.flatMap((decision) =>
      groundSchema.options.map((ground) => [decision, ground] as const),
    ),
  )('%s for %s: taken where it is listed, else refused with those that are', (decision, ground) => {
    const allowed = ALLOWED[decision];
    const { events, refusal, state } = given(...OPEN_FOR[decision]).when(
      reviewer(decision, undefined, { ground, ...NOTE }),
    );
    if (allowed.includes(ground)) {
      const moves = { escalate: 'review_escalated', return: 'review_returned' } as const;
      if (decision === 'escalate' || decision === 'return') {
        expect(events).toMatchObject([{ type: moves[decision], data: { ground } }]);
        return;
      }
      expect(events).toMatchObject([
        { type: 'review_decided', data: { decision, ground, same_person: null } },
      ]);
      expect(state?.review?.decided).toMatchObject({ decision, ground });
    } else {
      expect([events, refusal]).toEqual([[], { code: 'ground_not_allowed', allowed }]);
    }
  });

  it.each(groundSchema.options)('%s without a note: only `other` needs one', (ground) => {
    const decision = decisionSchema.options.find((one) => ALLOWED[one].includes(ground));
    if (!decision) throw new Error('no decision has this ground');
    const { refusal } = given(...OPEN_FOR[decision]).when(reviewer(decision, undefined, { ground }));
    expect(refusal).toEqual(ground === 'other' ? { code: 'note_required' } : null);
  });

  it('is looked at before the state of the case: what is wrong with the form is said first', () => {
    const { seq } = given(...LOW).applicant;
    const moved = given(...LOW, reports('fail'));
    moved
      .when(reviewer('reject', seq, { ground: 'other' }))
      .then({ events: [], refusal: { code: 'note_required' } });
    moved
      .when(reviewer('reject', seq, { ground: 'same_person' }))
      .then({ events: [], refusal: { code: 'ground_not_allowed', allowed: ALLOWED.reject } });
  });
});

describe('who decided', () => {
  it('is the authenticated actor; the name that came along is a label beside it', () => {
    given(...LOW)
      .when(reviewer('reject', undefined, { reviewer: 'somebody else' }))
      .then({ state: { review: { decided: { reviewer: 'somebody else', decidedBy: 'test' } } } });
  });
});

describe('what the reviewer saw', () => {
  it.each<[string, SamePerson]>([
    ['nothing of it', {}],
    ['of the two photos', { match: 'cannot_tell' }],
    ["of another's hit", { hits: { x1: 'no' } }],
    ['of both', { match: 'yes', hits: { x1: 'yes' } }],
  ])('stands in the log, %s', (_name, samePerson) => {
    given(...DUPLICATE)
      .when(reviewer('reject', undefined, { samePerson }))
      .then({ events: [{ type: 'review_decided', data: { same_person: samePerson } }] });
  });

  it.each([
    ['a face that nobody found', DUPLICATE, { x9: 'no' }, 'x9'],
    ['one beside a hit', DUPLICATE, { x1: 'no', x9: 'no' }, 'x9'],
    ['a stranger at or below the threshold', DUPLICATE, { near: 'no' }, 'near'],
    ['an own face', DUPLICATE, { f0: 'yes' }, 'f0'],
    ['a case without a search', LOW, { x1: 'no' }, 'x1'],
    ['a name that every object has', DUPLICATE, { constructor: 'no' }, 'constructor'],
  ] as const)('is refused of anything but the hits of others here: %s', (_name, story, hits, faceId) => {
    given(...story)
      .when(reviewer('reject', undefined, { samePerson: { hits } }))
      .then({ events: [], status: 'in_review', refusal: { code: 'unknown_hit', faceId } });
  });
});
