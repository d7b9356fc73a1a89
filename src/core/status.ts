/** How the status follows from the evidence and from a ruling. Nothing leaves a final status here. */
import { assess } from './assess.ts';
import { type Dossier, reasonsOf, type Standing, type State } from './model.ts';
import type { Reason } from './reasons.ts';

/** A judged event's ruling: on to the next check, back to the applicant, or to a person. */
export type Ruling = { readonly next: 'continue' | 'retry' | 'review'; readonly reason: Reason | null };

/** Goes on at the first check that lacks evidence. A case that waits for a person, or is closed, stays where it is. */
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

/** Back to the applicant, who is told why; the evidence decides whether for a photo or for a session. */
export function backToApplicant(state: State, reason: Reason): State {
  if (state.standing.status === 'in_review' || isFinal(state.standing)) return state;
  return advance({ ...state, standing: { status: 'awaiting_liveness', reasons: [reason] } });
}

/** To a person. Beside the reasons of an open case; the applicant's own earlier reasons only where `keeping` says so. */
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

/** Follows the ruling that an event carries. */
export function applyRuling(state: State, { next, reason }: Ruling, at: string): State {
  if (next === 'continue' || reason === null) return advance(state);
  return next === 'retry' ? backToApplicant(state, reason) : openReview(state, reason, at);
}

/** Nothing but erasure leaves `approved` and `rejected`, and nothing at all leaves `erased`. */
export function isFinal({ status }: Standing): boolean {
  return status === 'approved' || status === 'rejected' || status === 'erased';
}

/** It is the applicant who must do something. */
export function isAwaitingApplicant({ status }: Standing): boolean {
  return status === 'awaiting_id_photo' || status === 'awaiting_liveness';
}

/** Nothing personal is left, or may come back. */
export function isErased({ standing }: State): boolean {
  return standing.status === 'erased';
}
