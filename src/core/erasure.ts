/** Erasure and retention: what is removed, and when. The log stays, since it holds no direct identifier. */

import type { ApplicantEvent } from './events.ts';
import { newState } from './evolve/evolve-parts.ts';
import { withPossibleIndexCall } from './evolve/index-calls.ts';
import { mayBeGivenUp } from './known/abandoned.ts';
import { knownPhotoToDelete } from './known/known-faces.ts';
import { type Deletion, endingOf, type State } from './model.ts';
import { PHOTO_LANDING_MS } from './policy.ts';
import { isAwaitingApplicant, isErased, isFinal } from './status.ts';

/** Retention periods in ms; null keeps the data for good. */
export type Retention = {
  /** The photos, from the decision on. */
  readonly photosMs: number | null;
  /** An applicant who has to act and does not, from the last change on. */
  readonly abandonedMs: number | null;
};

/**
 * Returns the state after an erasure. It starts from that of a new applicant, so that a field added later is erased
 * unless it is listed here. What stays: the position in the log, what must still be removed elsewhere, which
 * links have ended, and figures that say nothing about the person (`funnel`, `reviewedFor`, `reviewerFigures`).
 */
export function stateAfterErasure(state: State, cause: 'request' | 'retention', at: string): State {
  const { userId: user_id, photoPrefix: photo_prefix, createdAt, face } = state;
  const { staleFaces, uncertainIndexCalls, ownFaces, photosDeletedAt, seq, changedSeq, caseSeq, policy } =
    withPossibleIndexCall(state, at);
  const { funnel, reviewedFor, reviewerFigures, onboardingLink } = state;
  const { status } = state;
  const erasure = { cause, ending: endingOf(status), wasKnown: status.name === 'known', deletions: [] };
  return {
    ...newState({ user_id, photo_prefix, metadata_hash: null }, createdAt),
    ...{
      seq,
      changedSeq,
      caseSeq,
      policy,
      updatedAt: at,
      uncertainIndexCalls,
      ownFaces,
      photosDeletedAt,
      funnel,
      reviewedFor,
      reviewerFigures,
      onboardingLink,
    },
    status: { name: 'erased', erasure, erasedAt: at },
    staleFaces: face ? [...staleFaces, face] : staleFaces,
  };
}

/** Adds removals to the erasure's receipt. Changes nothing if the applicant is not erased. */
export function withDeletions(state: State, ...deletions: readonly Deletion[]): State {
  const { status } = state;
  if (status.name !== 'erased') return state;
  const { erasure } = status;
  const receipt = { ...erasure, deletions: [...erasure.deletions, ...deletions] };
  return { ...state, status: { ...status, erasure: receipt } };
}

/**
 * Answers the deletion of photos with `photos_deleted`: each time after an erasure, and once by retention after the
 * decision. If the applicant was erased while the photos were deleted, the cause is the erasure.
 */
export function photosDeleted(
  state: State,
  { photoPrefix: photo_prefix, count }: { readonly photoPrefix: string; readonly count: number },
): readonly ApplicantEvent[] {
  const deleted = { photo_prefix, count };
  if (isErased(state)) return [{ type: 'photos_deleted', data: { ...deleted, cause: 'erasure' } }];
  if (!isFinal(state.status) || state.photosDeletedAt !== null) return [];
  return [{ type: 'photos_deleted', data: { ...deleted, cause: 'retention' } }];
}

/** Answers with `d1_row_erased`, once, after an erasure. */
export function d1RowErased({ status }: State): readonly ApplicantEvent[] {
  if (status.name !== 'erased') return [];
  const known = status.erasure.deletions.some(({ what }) => what === 'd1_row');
  return known ? [] : [{ type: 'd1_row_erased', data: {} }];
}

/**
 * Computes when the photos must be deleted from R2, after the decision or after an erasure.
 * @returns ms since the epoch, or null if nothing is to be deleted
 */
export function photosDueAt(state: State, { photosMs }: Retention): number | null {
  const { status, photosDeletedAt } = state;
  switch (status.name) {
    case 'erased':
      return photosDueAfterErasure(status.erasedAt, photosDeletedAt);
    case 'approved':
    case 'rejected':
      return photosMs === null || photosDeletedAt !== null ? null : Date.parse(status.decidedAt) + photosMs;
    case 'awaiting_id_photo':
    case 'awaiting_liveness':
    case 'verifying':
    case 'in_review':
    case 'known':
      return null;
  }
}

/**
 * Computes when a picture of a customer from before must be deleted from R2, while others stay.
 * @returns ms since the epoch, or null if none is to be deleted
 */
export function knownPhotoDueAt(state: State, { photosMs }: Retention): number | null {
  return knownPhotoToDelete(state, photosMs)?.at ?? null;
}

/**
 * Computes when an applicant who does not act is erased, or the onboarding of a customer from before given up.
 * @returns ms since the epoch, or null if that is not to happen now or such applicants are kept for good
 */
export function abandonedAt(state: State, { abandonedMs }: Retention): number | null {
  const isLeft = state.isFromBefore ? mayBeGivenUp(state) : isAwaitingApplicant(state.status);
  return isLeft && abandonedMs !== null ? Date.parse(state.updatedAt) + abandonedMs : null;
}

/**
 * Computes when the photos of an erased applicant must be deleted: at once, and again `PHOTO_LANDING_MS` later for a
 * photo that was being written at the time.
 * @param erased when the applicant was erased, RFC 3339
 * @param photosDeletedAt when photos were last deleted, RFC 3339; null if never
 * @returns ms since the epoch, or null once both are done
 */
export function photosDueAfterErasure(erased: string, photosDeletedAt: string | null): number | null {
  const erasedAt = Date.parse(erased);
  const deletedAt = photosDeletedAt === null ? 0 : Date.parse(photosDeletedAt);
  if (deletedAt < erasedAt) return erasedAt;
  return deletedAt < erasedAt + PHOTO_LANDING_MS ? erasedAt + PHOTO_LANDING_MS : null;
}
