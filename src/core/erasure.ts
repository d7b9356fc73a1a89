/** Erasure and retention: what goes, when, and what has gone. The log itself stays; it holds nothing personal. */

import type { ApplicantEvent } from './events.ts';
import { created, withUnsureIndex } from './evolve/evolve-parts.ts';
import { type Deletion, endingOf, type State } from './model.ts';
import { PHOTO_LANDING_MS } from './policy.ts';
import { isAwaitingApplicant, isErased, isFinal } from './status.ts';

/** How long what is kept, in ms; null keeps it for good. */
export type Retention = {
  /** The photos, after the decision. */
  readonly photosMs: number | null;
  /** Applicants who have not done what was asked of them, after the last thing that happened. */
  readonly abandonedMs: number | null;
};

/** As if just created, but for what must still be removed elsewhere: a field that comes later is not forgotten here. */
export function erased(state: State, cause: 'request' | 'retention', at: string): State {
  const { userId: user_id, photoPrefix: photo_prefix, createdAt, face } = state;
  const { staleFaces, uncertainIndexCalls, ownFaceIds, photosDeletedAt, seq, changedSeq, policy } =
    withUnsureIndex(state, at);
  const { funnel, reviewedFor } = state;
  const erasure = { cause, ending: endingOf(state.standing), deletions: [] };
  return {
    ...created({ user_id, photo_prefix, metadata_hash: null }, createdAt),
    ...{
      seq,
      changedSeq,
      policy,
      updatedAt: at,
      uncertainIndexCalls,
      ownFaceIds,
      photosDeletedAt,
      funnel,
      reviewedFor,
    },
    standing: { status: 'erased', erasure, erasedAt: at },
    staleFaces: face ? [...staleFaces, face] : staleFaces,
  };
}

/** After an erasure, what is removed goes on the receipt. */
export function removed(state: State, ...deletions: readonly Deletion[]): State {
  const { standing } = state;
  if (standing.status !== 'erased') return state;
  const { erasure } = standing;
  const receipt = { ...erasure, deletions: [...erasure.deletions, ...deletions] };
  return { ...state, standing: { ...standing, erasure: receipt } };
}

/** By age only once, after the decision; what has been erased meanwhile is cleared as such. */
export function photosDeleted(
  state: State,
  { photoPrefix: photo_prefix, count }: { readonly photoPrefix: string; readonly count: number },
): readonly ApplicantEvent[] {
  const deleted = { photo_prefix, count };
  if (isErased(state)) return [{ type: 'photos_deleted', data: { ...deleted, cause: 'erasure' } }];
  if (!isFinal(state.standing) || state.photosDeletedAt !== null) return [];
  return [{ type: 'photos_deleted', data: { ...deleted, cause: 'retention' } }];
}

/** Once, after an erasure. */
export function d1RowErased({ standing }: State): readonly ApplicantEvent[] {
  if (standing.status !== 'erased') return [];
  const known = standing.erasure.deletions.some(({ what }) => what === 'd1_row');
  return known ? [] : [{ type: 'd1_row_erased', data: {} }];
}

/** When R2 must be cleared (ms since the epoch), or null: by age after the decision; at once, and once more, after an erasure. */
export function photosDueAt(state: State, { photosMs }: Retention): number | null {
  const { standing, photosDeletedAt } = state;
  switch (standing.status) {
    case 'erased':
      return photosDueAfterErasure(standing.erasedAt, photosDeletedAt);
    case 'approved':
    case 'rejected':
      return photosMs === null || photosDeletedAt !== null ? null : Date.parse(standing.decidedAt) + photosMs;
    case 'awaiting_id_photo':
    case 'awaiting_liveness':
    case 'verifying':
    case 'in_review':
      return null;
  }
}

/** When an applicant who does not come back is erased (ms since the epoch), or null where it is not the applicant's turn. */
export function abandonedAt({ standing, updatedAt }: State, { abandonedMs }: Retention): number | null {
  return isAwaitingApplicant(standing) && abandonedMs !== null ? Date.parse(updatedAt) + abandonedMs : null;
}

/** The same of an erased applicant: until nothing can come in any more. */
export function photosDueAfterErasure(erased: string, photosDeletedAt: string | null): number | null {
  const erasedAt = Date.parse(erased);
  const deletedAt = photosDeletedAt === null ? 0 : Date.parse(photosDeletedAt);
  if (deletedAt < erasedAt) return erasedAt;
  return deletedAt < erasedAt + PHOTO_LANDING_MS ? erasedAt + PHOTO_LANDING_MS : null;
}
