/** Checks and applies a reviewer's decision. An acceptance is stored in the part that was accepted. */

import { isSessionNeeded } from '../assess.ts';
import type { Command } from '../commands.ts';
import { refuseReviewerByDay } from '../daily-limits.ts';
import type { DataOf } from '../events.ts';
import { withSessionSetAside } from '../evolve/evolve-parts.ts';
import { withPossibleIndexCall } from '../evolve/index-calls.ts';
import { groundsFor, needsNote, type SamePerson } from '../grounds.ts';
import { reasonsOf, type State } from '../model.ts';
import type { Policy } from '../policy.ts';
import { allowedDecisions, type Reason } from '../reasons.ts';
import { type Answer, no, wrongStatus, yes } from '../result.ts';
import { advance, isErased } from '../status.ts';
import { claimOfAnother } from './claims.ts';
import { nextEyes } from './proposals.ts';
import { refusedInQueue, refusedReturn } from './queues.ts';

type DecideReview = Extract<Command, { type: 'decide_review' }>;

/**
 * Answers a reviewer's decision. Checks first whether the ground and the note fit the decision, then whether the case
 * has changed since the reviewer saw it, then whether the case allows the decision, then whether this reviewer may
 * decide it. A decision that needs two reviewers is proposed by the first.
 * @param now ms since the epoch
 */
export function decideReview(state: State, command: DecideReview, now: number, policy: Policy): Answer {
  if (isErased(state)) return wrongStatus(state);
  const { decision, ground, samePerson, reviewer, noteHash, seq, actor, isSenior } = command;
  const grounds = groundsFor(decision);
  if (!grounds.includes(ground)) return no({ code: 'ground_not_allowed', allowed: grounds });
  if (needsNote(ground) && noteHash === null) return no({ code: 'note_required' });
  if (seq < state.caseSeq || seq > state.seq) return no({ code: 'stale_review', seq: state.seq });
  const reasons = reasonsOf(state.status);
  const queue = state.review?.queue ?? 'standard';
  const allowed = state.status.name === 'in_review' ? allowedDecisions(reasons, queue) : [];
  if (!allowed.includes(decision)) return no({ code: 'decision_not_allowed', allowed });
  const faceId = unknownHit(state, samePerson);
  if (faceId !== null) return no({ code: 'unknown_hit', faceId });
  const another = command.takeOver ? null : claimOfAnother(state, actor, now);
  if (another) return another;
  const reviewed = { ground, reviewer, note_hash: noteHash, reviewed_seq: seq };
  if (decision === 'escalate') {
    return (
      refuseReviewerByDay(state, 'review_escalated', actor, now) ??
      yes({ type: 'review_escalated', data: reviewed })
    );
  }
  if (decision === 'return') {
    return refusedReturn(state, actor, isSenior) ?? yes({ type: 'review_returned', data: reviewed });
  }
  const refused = refusedInQueue(state, actor, isSenior);
  if (refused) return refused;
  const context = { same_person: samePerson, reasons: [...reasons], policy: policy.version };
  const data = { decision, ...reviewed, ...context };
  const next = nextEyes(state, { decision, actor }, reasons, policy);
  switch (next.leadsTo) {
    case 'carry_out':
      return (
        refuseReviewerByDay(state, 'review_decided', actor, now) ??
        yes({ type: 'review_decided', data: { ...data, proposal_seq: next.proposalSeq } })
      );
    case 'propose':
      return (
        refuseReviewerByDay(state, 'decision_proposed', actor, now) ??
        yes({ type: 'decision_proposed', data })
      );
    case 'ask_another':
      return no({ code: 'other_reviewer_needed', why: 'you_proposed' });
  }
}

/**
 * Returns the first face id in the reviewer's answers that is not a stranger's hit of this case, or null. Without this
 * check any text could get into the log as a face id.
 */
function unknownHit({ dedupe }: State, samePerson: SamePerson | null): string | null {
  const strangers = (dedupe?.hits ?? []).filter(({ self }) => !self).map(({ face_id }) => face_id);
  return Object.keys(samePerson?.hits ?? {}).find((faceId) => !strangers.includes(faceId)) ?? null;
}
/**
 * Applies a decision that `decideReview` allowed.
 * @param by the authenticated actor; `data.reviewer` is only a label
 * @param at RFC 3339
 */
export function applyReviewDecision(
  state: State,
  data: DataOf<'review_decided'>,
  by: string,
  at: string,
): State {
  const { decision, ground, reviewer } = data;
  const answer = { decision, ground, reviewer, decidedBy: by, at, seq: state.seq };
  const answered: State = {
    ...state,
    review: state.review && { ...state.review, claim: null, proposal: null, decided: answer },
  };
  switch (decision) {
    case 'approve':
      return resumeChecks(withAcceptance(answered, data));
    case 'resume':
      return resumeChecks(answered);
    case 'reject':
      return {
        ...withPossibleIndexCall(answered, at),
        status: { name: 'rejected', reasons: data.reasons, decidedAt: at },
        staleFaces: answered.face ? [...answered.staleFaces, answered.face] : answered.staleFaces,
        face: null,
      };
    case 'retry_liveness':
      return sendBackToApplicant({
        ...withSessionSetAside(answered, at),
        attemptsGranted: answered.attemptsGranted + 1,
        sessionsGranted: answered.sessionsGranted + 1,
      });
    case 'new_id_photo':
      return sendBackToApplicant({
        ...withPossibleIndexCall(answered, at),
        idPhoto: null,
        match: null,
        dedupe: null,
        attemptsGranted: answered.attemptsGranted + (isSessionNeeded(answered) ? 1 : 0),
      });
  }
}

function resumeChecks(state: State): State {
  return advance({ ...state, status: { name: 'verifying' } });
}

function sendBackToApplicant(state: State): State {
  return advance({ ...state, status: { name: 'awaiting_liveness', reasons: ['requested_by_reviewer'] } });
}

/** Accepts only the parts that the reasons of the case are about. A reason that comes later needs its own decision. */
function withAcceptance(state: State, { reasons }: DataOf<'review_decided'>): State {
  const { match, livenessPhoto, dedupe } = state;
  const outcome = 'accepted_by_reviewer' as const;
  return {
    ...state,
    match: match && reasons.includes('similarity_low') ? { ...match, outcome } : match,
    livenessPhoto:
      livenessPhoto && reasons.includes('photo_quality_low')
        ? { ...livenessPhoto, quality: outcome }
        : livenessPhoto,
    dedupe: dedupe && reasons.some(isOfSearch) ? { ...dedupe, accepted: true } : dedupe,
  };
}

function isOfSearch(reason: Reason): boolean {
  return reason === 'possible_duplicate' || reason === 'known_face_differs';
}
