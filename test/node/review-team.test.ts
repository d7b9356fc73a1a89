import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/reasons.ts';
import { MAX_NOTES } from '../../src/core/review/notes.ts';
import { wakeAt } from '../../src/core/steps.ts';
import {
  type Act,
  applyAct,
  compares,
  decidesPair,
  erases,
  given,
  givenUnder,
  hit,
  POLICY,
  reports,
  reviewer,
  START,
  searches,
  ticks,
  views,
  waits,
} from '../support/given-when-then.ts';
import { APPROVED, INDEXED, matched, PHOTO } from '../support/onboarding-stages.ts';

const [ANNA, BEN] = ['reviewer:anna', 'reviewer:ben'];
const OPEN = [...PHOTO, compares(0.1)];
const CLAIM_MS = POLICY.review.claimMs;
const claims = (actor: string, takeOver = false): Command => ({
  type: 'claim_review',
  actor,
  reviewer: 'r',
  takeOver,
});
const ends = (actor: string): Command => ({ type: 'end_claim', actor });
const notes = (reviewer = 'r'): Command => ({ type: 'add_note', reviewer, noteHash: 'a'.repeat(64) });
const withdraws = (actor: string): Command => ({ type: 'withdraw_proposal', actor });
const decides = (decision: Decision, actor: string, said: object = {}): Act =>
  reviewer(decision, undefined, { actor, isSenior: false, ...said });

describe('a claim', () => {
  it('holds for the minutes of the setting, and not a moment longer', () => {
    const claimed = given(...OPEN, claims(ANNA));
    expect(claimed.applicant.review?.claim?.until).toBe(new Date(START + CLAIM_MS).toISOString());
    given(...OPEN, claims(ANNA), waits(CLAIM_MS - 1))
      .when(claims(BEN))
      .then({
        refusal: { code: 'claimed_by_other', by: ANNA, until: new Date(START + CLAIM_MS).toISOString() },
      });
    given(...OPEN, claims(ANNA), waits(CLAIM_MS))
      .when(claims(BEN))
      .then({ events: ['review_claimed'], state: { review: { claim: { by: BEN } } } });
  });

  it('is recorded once, however often its owner opens the case', () => {
    given(...OPEN, claims(ANNA))
      .when(claims(ANNA), waits(1_000), claims(ANNA))
      .then({ events: [] });
  });

  it('does not make what another reviewer saw stale, but is shown', () => {
    const before = given(...OPEN).applicant;
    const { applicant } = given(...OPEN, claims(ANNA));
    expect(applicant.caseSeq).toBe(before.caseSeq);
    expect(applicant.changedSeq).toBe(applicant.seq);
  });

  it('keeps others from deciding until they take over', () => {
    given(...OPEN, claims(ANNA))
      .when(decides('reject', BEN))
      .then({
        events: [],
        refusal: { code: 'claimed_by_other', by: ANNA, until: new Date(START + CLAIM_MS).toISOString() },
      });
    given(...OPEN, claims(ANNA))
      .when(decides('reject', BEN, { takeOver: true }))
      .then({ events: ['review_decided'], status: 'rejected' });
    given(...OPEN, claims(ANNA))
      .when(decides('reject', ANNA))
      .then({ status: 'rejected' });
  });

  it('can be taken over, which the log says', () => {
    given(...OPEN, claims(ANNA))
      .when(claims(BEN, true))
      .then({ events: [{ type: 'review_claimed', data: { taken_over: true } }] });
    given(...OPEN)
      .when(claims(BEN, true))
      .then({ events: [{ type: 'review_claimed', data: { taken_over: false } }] });
  });

  it('is ended by its owner alone', () => {
    given(...OPEN, claims(ANNA))
      .when(ends(BEN))
      .then({
        refusal: { code: 'claimed_by_other', by: ANNA, until: new Date(START + CLAIM_MS).toISOString() },
      });
    given(...OPEN, claims(ANNA))
      .when(ends(ANNA))
      .then({ events: ['review_claim_ended'] });
    given(...OPEN, claims(ANNA), ends(ANNA))
      .when(claims(BEN))
      .then({ events: ['review_claimed'] });
    given(...OPEN)
      .when(ends(ANNA))
      .then({ events: [] });
  });

  it('ends with the case, and the next case has none', () => {
    const decided = given(...OPEN, claims(ANNA), decides('retry_liveness', ANNA));
    expect(decided.applicant.review?.claim).toBeNull();
    given(...OPEN, claims(ANNA), decides('retry_liveness', ANNA))
      .when(claims(BEN))
      .then({ refusal: { code: 'wrong_status', status: 'awaiting_liveness' } });
  });

  it('is possible of open cases only', () => {
    given(...APPROVED)
      .when(claims(ANNA))
      .then({ refusal: { code: 'wrong_status', status: 'approved' } });
    given(...APPROVED, erases)
      .when(claims(ANNA))
      .then({ refusal: { code: 'wrong_status', status: 'erased' } });
  });
});

describe('notes', () => {
  it('are added in any status but erased, and change nothing else', () => {
    for (const story of [OPEN, APPROVED, PHOTO]) {
      const before = given(...story).applicant;
      const { applicant, events } = { ...given(...story, notes()), ...given(...story).when(notes()) };
      expect(events).toMatchObject([{ type: 'note_added', data: { reviewer: 'r' } }]);
      expect([applicant.caseSeq, applicant.changedSeq, applicant.updatedAt, applicant.status]).toEqual([
        before.caseSeq,
        before.changedSeq,
        before.updatedAt,
        before.status,
      ]);
    }
    given(...APPROVED, erases)
      .when(notes())
      .then({ refusal: { code: 'wrong_status', status: 'erased' } });
  });

  it('are bounded until a reviewer decides', () => {
    const many = Array.from({ length: MAX_NOTES }, () => notes());
    given(...OPEN, ...many)
      .when(notes())
      .then({ refusal: { code: 'too_many_notes' } });
    given(...OPEN, ...many, decides('retry_liveness', ANNA))
      .when(notes())
      .then({ events: ['note_added'] });
  });
});

describe('an overdue case', () => {
  const HOUR = 3_600_000;
  const policy: Policy = { ...POLICY, review: { ...POLICY.review, dueMs: HOUR } };

  it('is logged once, when its time has come', () => {
    const { applicant } = givenUnder(policy, ...OPEN);
    expect(wakeAt(applicant, HOUR)).toBe(START + HOUR);
    givenUnder(policy, ...OPEN, waits(HOUR - 1))
      .when(ticks)
      .then({ events: [] });
    const due_at = new Date(START + HOUR).toISOString();
    givenUnder(policy, ...OPEN, waits(HOUR))
      .when(ticks, ticks)
      .then({ events: [{ type: 'review_overdue', data: { due_at } }] });
    const logged = givenUnder(policy, ...OPEN, waits(HOUR), ticks).applicant;
    expect(wakeAt(logged, HOUR)).toBeNull();
  });

  it('stays as the reviewer saw it: what is decided on the open page counts, and the proposal stands', () => {
    const seen = givenUnder(policy, ...OPEN, claims(ANNA), waits(HOUR)).applicant.seq;
    const overdue = givenUnder(policy, ...OPEN, claims(ANNA), waits(HOUR), ticks).applicant;
    expect([overdue.review?.overdue, overdue.seq]).toEqual([true, seen + 1]);
    // The row and the notification show it, so it is a change all the same.
    expect(overdue.changedSeq).toBe(overdue.seq);
    for (const decision of ['approve', 'reject', 'retry_liveness', 'new_id_photo', 'escalate'] as const) {
      const decided = givenUnder(policy, ...OPEN, claims(ANNA), waits(HOUR), ticks);
      expect(decided.when(reviewer(decision, seen, { actor: ANNA })).refusal, decision).toBeNull();
    }
  });

  it('never is without the setting, nor after the decision', () => {
    expect(wakeAt(given(...OPEN).applicant, null)).toBeNull();
    const decided = given(...OPEN, decides('reject', ANNA)).applicant;
    expect(wakeAt(decided, HOUR)).toBeNull();
  });

  it('is a new case again after a decision: overdue, queue and claim are those of the new one', () => {
    const next = [decides('retry_liveness', ANNA), ...matched('s2').slice(0, 4), compares(0.1, 's2')];
    const { applicant } = givenUnder(policy, ...OPEN, waits(HOUR), ticks, claims(ANNA), ...next);
    expect(applicant.review).toMatchObject({
      overdue: false,
      queue: 'standard',
      claim: null,
      proposal: null,
    });
  });
});

describe('the senior queue', () => {
  const ESCALATED = [...OPEN, decides('escalate', ANNA)];

  it('is reached from the standard queue alone, and left by a return', () => {
    given(...OPEN)
      .when(decides('escalate', ANNA))
      .then({ state: { review: { queue: 'senior' } } });
    given(...ESCALATED)
      .when(decides('return', ANNA))
      .then({ events: ['review_returned'], state: { review: { queue: 'standard', escalatedBy: null } } });
    expect(given(...ESCALATED).when(decides('escalate', BEN)).refusal?.code).toBe('decision_not_allowed');
    expect(given(...OPEN).when(decides('return', BEN)).refusal?.code).toBe('decision_not_allowed');
  });

  const table = [
    // who, whether senior, may decide, may return
    [ANNA, false, 'you_escalated', true],
    [ANNA, true, 'you_escalated', true],
    [BEN, false, 'senior_needed', false],
    [BEN, true, null, true],
  ] as const;
  it.each(table)('%s, senior: %s: refused as %s, may return: %s', (actor, isSenior, why, mayReturn) => {
    const decided = given(...ESCALATED).when(decides('reject', actor, { isSenior }));
    expect(decided.refusal).toEqual(why === null ? null : { code: 'other_reviewer_needed', why });
    const returned = given(...ESCALATED).when(decides('return', actor, { isSenior }));
    expect(returned.refusal).toEqual(
      mayReturn ? null : { code: 'other_reviewer_needed', why: 'senior_needed' },
    );
  });

  it('drops the claim, and makes what others saw stale', () => {
    const { applicant } = given(...OPEN, claims(ANNA), decides('escalate', ANNA));
    expect(applicant.review?.claim).toBeNull();
    expect(applicant.caseSeq).toBe(applicant.seq);
  });

  it('forgets who escalated with the next case', () => {
    const { applicant } = given(...ESCALATED, decides('retry_liveness', BEN, { isSenior: true }));
    expect(applicant.status.name).toBe('awaiting_liveness');
  });
});

describe('four eyes', () => {
  const REJECT: Policy = {
    ...POLICY,
    review: { ...POLICY.review, fourEyes: [{ decision: 'reject', reason: null }] },
  };
  const BOTH: Policy = {
    ...POLICY,
    review: {
      ...POLICY.review,
      fourEyes: [
        { decision: 'reject', reason: null },
        { decision: 'retry_liveness', reason: null },
        { decision: 'approve', reason: 'possible_duplicate' },
      ],
    },
  };
  const proposed = (policy: Policy, ...more: readonly Act[]) =>
    givenUnder(policy, ...OPEN, decides('reject', ANNA), ...more);

  it('makes a proposal of a listed decision, and carries it out when another decides the same', () => {
    proposed(REJECT).then({ status: 'in_review' });
    const { applicant } = proposed(REJECT);
    expect(applicant.review?.proposal).toMatchObject({ decision: 'reject', by: ANNA, seq: applicant.seq });
    proposed(REJECT)
      .when(decides('reject', BEN))
      .then({
        status: 'rejected',
        events: [{ type: 'review_decided', data: { proposal_seq: applicant.seq } }],
      });
  });

  it('is confirmed by nobody who proposed it', () => {
    for (const decision of ['reject', 'retry_liveness'] as const) {
      proposed(BOTH)
        .when(decides(decision, ANNA))
        .then({ refusal: { code: 'other_reviewer_needed', why: 'you_proposed' }, status: 'in_review' });
    }
  });

  it('of another listed decision replaces the proposal, and its first author may be the second', () => {
    const replaced = proposed(BOTH, decides('retry_liveness', BEN));
    expect(replaced.applicant.review?.proposal).toMatchObject({ decision: 'retry_liveness', by: BEN });
    proposed(BOTH, decides('retry_liveness', BEN))
      .when(decides('retry_liveness', ANNA))
      .then({ status: 'awaiting_liveness', events: ['review_decided'] });
  });

  it('does not hold up a decision that is not listed, which ends the proposal', () => {
    proposed(REJECT)
      .when(decides('new_id_photo', BEN))
      .then({
        status: 'awaiting_id_photo',
        events: [{ type: 'review_decided', data: { proposal_seq: null } }],
      });
    proposed(REJECT)
      .when(decides('escalate', ANNA))
      .then({ state: { review: { proposal: null, queue: 'senior' } } });
  });

  it('looks at the reason where the rule names one', () => {
    givenUnder(BOTH, ...OPEN)
      .when(decides('approve', ANNA))
      .then({ events: ['review_decided'] });
    givenUnder(BOTH, ...INDEXED, searches([hit(0.9)]))
      .when(decides('approve', ANNA))
      .then({ events: ['decision_proposed'], status: 'in_review' });
  });

  it('loses the proposal with new evidence, with an erasure, and by its author', () => {
    proposed(REJECT, reports('fail')).then({ state: { review: { proposal: null } } });
    expect(proposed(REJECT, reports('fail')).applicant.review?.proposal).toBeNull();
    expect(proposed(REJECT, erases).applicant.review).toBeNull();
    proposed(REJECT)
      .when(withdraws(BEN))
      .then({ refusal: { code: 'other_reviewer_needed', why: 'not_your_proposal' } });
    expect(proposed(REJECT, withdraws(ANNA)).applicant.review?.proposal).toBeNull();
    givenUnder(REJECT, ...OPEN)
      .when(withdraws(ANNA))
      .then({ events: [] });
  });

  it('keeps the proposal through looks, claims, notes and decisions on pairs', () => {
    const { applicant } = proposed(REJECT, claims(BEN), notes(), views('id'), ends(BEN));
    expect(applicant.review?.proposal).toMatchObject({ by: ANNA });
    const ofPair = proposed(REJECT, decidesPair('different'), decidesPair('same_person'));
    expect(ofPair.applicant.review?.proposal).toMatchObject({ by: ANNA });
  });

  it('must have been seen by the second', () => {
    const before = givenUnder(REJECT, ...OPEN).applicant.seq;
    const { refusal } = proposed(REJECT).when(reviewer('reject', before, { actor: BEN }));
    expect(refusal?.code).toBe('stale_review');
  });

  it('follows the settings of the moment', () => {
    const after = applyAct(proposed(REJECT), decides('reject', ANNA), POLICY);
    expect(after.refusal).toBeNull();
    expect(after.log.at(-1)).toMatchObject({ type: 'review_decided', data: { proposal_seq: null } });
  });
});
