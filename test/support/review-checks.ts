/** What must hold of every log in which several reviewers worked. Throws with what does not. */
import { expect } from 'vitest';
import type { LoggedEvent } from '../../src/core/events.ts';
import { FOUR_EYES_OF_MODEL } from './test-settings.ts';

/** What reviewers do that says nothing new about the person. */
const NO_EVIDENCE: ReadonlySet<string> = new Set([
  'review_claimed',
  'review_claim_ended',
  'review_overdue',
  'note_added',
  'photo_viewed',
  'onboarding_link_renewed',
  'onboarding_links_ended',
]);
const BY_CLAIM_ONLY: ReadonlySet<string> = new Set([
  'review_decided',
  'decision_proposed',
  'review_escalated',
  'review_returned',
]);
const LISTED = FOUR_EYES_OF_MODEL.split(',').map((rule) => rule.split(':'));

/** All of it. No decision of the log took a case over. */
export function checkReviews(log: readonly LoggedEvent[]): void {
  checkSecondReviewers(log);
  checkQueues(log);
  checkClaims(log);
}

/** What is listed was proposed by another one, on the same evidence, and is carried out as it was proposed. */
function checkSecondReviewers(log: readonly LoggedEvent[]): void {
  for (const event of log) {
    if (event.type !== 'review_decided') continue;
    const { decision, reasons, proposal_seq } = event.data;
    const isListed = LISTED.some(
      ([listed, reason]) => listed === decision && reasons.some((it) => it === reason),
    );
    expect(proposal_seq !== null, `${event.seq}: two reviewers for ${decision} of ${reasons}`).toBe(isListed);
    if (proposal_seq === null) continue;
    const proposal = log[proposal_seq - 1];
    expect(proposal, 'the proposal').toMatchObject({
      type: 'decision_proposed',
      data: { decision, reasons },
    });
    expect(proposal?.actor, 'who confirms').not.toBe(event.actor);
    const between = log.slice(proposal_seq, event.seq - 1).map(({ type }) => type);
    expect(
      between.filter((type) => !NO_EVIDENCE.has(type)),
      'since the proposal',
    ).toEqual([]);
  }
}

/** Nobody closes or proposes to close what they have escalated themselves. */
function checkQueues(log: readonly LoggedEvent[]): void {
  let escalatedBy: string | null = null;
  for (const { type, actor, seq } of log) {
    if (type === 'review_decided' || type === 'decision_proposed') {
      expect(actor, `${seq}: who decides what is escalated`).not.toBe(escalatedBy);
    }
    if (type === 'review_escalated') escalatedBy = actor;
    if (type === 'review_returned' || type === 'review_decided') escalatedBy = null;
  }
}

/** While one has a case no other one decides it. */
function checkClaims(log: readonly LoggedEvent[]): void {
  let claim: { by: string; until: string } | null = null;
  for (const event of log) {
    if (BY_CLAIM_ONLY.has(event.type)) {
      const another = claim && claim.until > event.at && claim.by !== event.actor;
      expect(another ? claim : null, `${event.seq}: ${event.type} by ${event.actor} in a claim`).toBe(null);
      claim = null;
    }
    if (event.type === 'review_claim_ended') claim = null;
    if (event.type === 'review_claimed') {
      const by = event.actor;
      const taken = claim !== null && claim.until > event.at && claim.by !== by;
      expect({ seq: event.seq, taken_over: event.data.taken_over }).toEqual({
        seq: event.seq,
        taken_over: taken,
      });
      claim = { by, until: event.data.until };
    }
  }
}
