/** Derives the status from the evidence and from rulings. These functions never leave a final status. */
import { assess } from './assess.ts';
import {
  type Dossier,
  isKnownFaceReplaced,
  newestSession,
  newReview,
  reasonsOf,
  type State,
  type Status,
} from './model.ts';
import type { Reason } from './reasons.ts';

/** Where a judgement leads: on to the next check, back to the applicant, or to a reviewer. */
export type Ruling = { readonly next: 'continue' | 'retry' | 'review'; readonly reason: Reason | null };

/**
 * Sets the status by the first check that lacks evidence. An applicant in review, in a final status or `known`
 * keeps its status: only an ID photo or a session begins the onboarding of a customer from before.
 */
export function advance(state: State): State {
  const { status } = state;
  if (status.name === 'in_review' || status.name === 'known' || isFinal(status)) return state;
  return { ...state, status: statusOf(state, reasonsOf(status), state.updatedAt) };
}

function statusOf(dossier: Dossier, reasons: readonly Reason[], at: string): Status {
  const assessment = assess(dossier);
  switch (assessment.lacking) {
    case 'id_photo':
      return { name: 'awaiting_id_photo', reasons };
    case 'session':
    case 'signal':
      return { name: 'awaiting_liveness', reasons };
    case 'verdict':
    case 'liveness_photo':
    case 'match':
    case 'face':
    case 'dedupe':
      return { name: 'verifying' };
    case 'nothing':
      return { name: 'approved', evidence: assessment.evidence, decidedAt: at };
  }
}

/**
 * Hands over to the applicant, with the reason. The evidence decides whether a photo or a session is needed. An
 * applicant in review or in a final status keeps its status.
 */
export function backToApplicant(state: State, reason: Reason): State {
  if (state.status.name === 'in_review' || isFinal(state.status)) return state;
  return advance({ ...state, status: { name: 'awaiting_liveness', reasons: [reason] } });
}

/**
 * Opens a review, or adds the reason to the open one. Changes nothing in a final status.
 * @param at the time of the event, RFC 3339
 * @param keepEarlierReasons whether the reasons that the applicant had before the review are kept too
 */
export function openReview(state: State, reason: Reason, at: string, keepEarlierReasons = false): State {
  const { status } = state;
  if (isFinal(status)) return state;
  const open = status.name === 'in_review';
  const earlier = open || keepEarlierReasons ? reasonsOf(status) : [];
  return {
    ...state,
    status: { name: 'in_review', reasons: [...new Set([...earlier, reason])] },
    review: open ? state.review : newReview(at),
  };
}

/** Sets the status by the ruling of an event. @param at the time of the event, RFC 3339 */
export function applyRuling(state: State, { next, reason }: Ruling, at: string): State {
  if (next === 'continue' || reason === null) return advance(state);
  return next === 'retry' ? backToApplicant(state, reason) : openReview(state, reason, at);
}

/** Returns whether the status is final. Only an erasure leaves `approved` or `rejected`; nothing leaves `erased`. */
export function isFinal({ name }: Status): boolean {
  return name === 'approved' || name === 'rejected' || name === 'erased';
}

/**
 * Returns whether a face that was indexed comes into use. Otherwise it must be deleted. That of a known picture is wanted
 * until a session has one.
 * @param sessionId of the session, or the id of the known picture
 */
export function isFaceWanted(state: State, sessionId: string): boolean {
  if (isFinal(state.status)) return false;
  if (newestSession(state)?.sessionId === sessionId) return true;
  return state.knownFace?.pictureId === sessionId && !isKnownFaceReplaced(state);
}

/** Returns whether the applicant has to act: upload an ID photo, or complete a liveness session. */
export function isAwaitingApplicant({ name }: Status): boolean {
  return name === 'awaiting_id_photo' || name === 'awaiting_liveness';
}

/** Returns whether an ID photo, or consent before it, is taken. With a customer from before the photo begins the onboarding. */
export function takesIdPhoto(status: Status): boolean {
  return isAwaitingApplicant(status) || status.name === 'known';
}

/** Returns whether the applicant was erased. No personal data may be stored for it again. */
export function isErased({ status }: State): boolean {
  return status.name === 'erased';
}
