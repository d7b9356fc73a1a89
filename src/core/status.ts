/** Derives the status from the evidence and from rulings. These functions never leave a final status. */
import { assess } from './assess.ts';
import { type Dossier, reasonsOf, type Standing, type State } from './model.ts';
import type { Reason } from './reasons.ts';

/** Where a judgement leads: on to the next check, back to the applicant, or to a reviewer. */
export type Ruling = { readonly next: 'continue' | 'retry' | 'review'; readonly reason: Reason | null };

/**
 * Sets the status by the first check that lacks evidence. An applicant in review or in a final status keeps its status.
 */
export function advance(state: State): State {
  const { status } = state.standing;
  if (status === 'in_review' || isFinal(state.standing)) return state;
  return { ...state, standing: standingOf(state, reasonsOf(state.standing), state.updatedAt) };
}

function standingOf(dossier: Dossier, reasons: readonly Reason[], at: string): Standing {
  const assessment = assess(dossier);
  switch (assessment.lacking) {
    case 'id_photo':
      return { status: 'awaiting_id_photo', reasons };
    case 'session':
    case 'signal':
      return { status: 'awaiting_liveness', reasons };
    case 'verdict':
    case 'liveness_photo':
    case 'match':
    case 'face':
    case 'dedupe':
      return { status: 'verifying' };
    case 'nothing':
      return { status: 'approved', evidence: assessment.evidence, decidedAt: at };
  }
}

/**
 * Hands over to the applicant, with the reason. The evidence decides whether a photo or a session is needed. An
 * applicant in review or in a final status keeps its status.
 */
export function backToApplicant(state: State, reason: Reason): State {
  if (state.standing.status === 'in_review' || isFinal(state.standing)) return state;
  return advance({ ...state, standing: { status: 'awaiting_liveness', reasons: [reason] } });
}

/**
 * Opens a review, or adds the reason to the open one. Changes nothing in a final status.
 * @param at the time of the event, RFC 3339
 * @param keeping whether the reasons that the applicant had before the review are kept too
 */
export function openReview(state: State, reason: Reason, at: string, keeping = false): State {
  const { standing } = state;
  if (isFinal(standing)) return state;
  const open = standing.status === 'in_review';
  const earlier = open || keeping ? reasonsOf(standing) : [];
  return {
    ...state,
    standing: { status: 'in_review', reasons: [...new Set([...earlier, reason])] },
    review: open ? state.review : { openedAt: at, decided: null },
  };
}

/** Sets the status by the ruling of an event. @param at the time of the event, RFC 3339 */
export function applyRuling(state: State, { next, reason }: Ruling, at: string): State {
  if (next === 'continue' || reason === null) return advance(state);
  return next === 'retry' ? backToApplicant(state, reason) : openReview(state, reason, at);
}

/** Returns whether the status is final. Only an erasure leaves `approved` or `rejected`; nothing leaves `erased`. */
export function isFinal({ status }: Standing): boolean {
  return status === 'approved' || status === 'rejected' || status === 'erased';
}

/** Returns whether the applicant has to act: upload an ID photo, or complete a liveness session. */
export function isAwaitingApplicant({ status }: Standing): boolean {
  return status === 'awaiting_id_photo' || status === 'awaiting_liveness';
}

/** Returns whether the applicant was erased. No personal data may be stored for it again. */
export function isErased({ standing }: State): boolean {
  return standing.status === 'erased';
}
