/** Which pictures there are, and where they are stored in R2. */

import type { PhotoKind } from '#src/core/events.ts';
import type { StoredPhoto } from '#src/core/evidence.ts';
import { isKnownFaceInUse } from '#src/core/known/known-faces.ts';
import { livenessPhotoInUse, photoInUse, type State } from '#src/core/model.ts';
import type { Result } from '#src/core/result.ts';
import { takesIdPhoto } from '#src/core/status.ts';

/** Returns the R2 prefix to store an ID photo under, or a refusal when none is awaited. */
export function idPhotoPrefix(state: State | null): Result<{ photoPrefix: string }> {
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  if (takesIdPhoto(state.status)) return { ok: true, value: { photoPrefix: state.photoPrefix } };
  return { ok: false, refusal: { code: 'wrong_status', status: state.status.name } };
}

/** Returns the picture in use as the log names it, or a refusal when there is none or the photos were deleted. */
export function namedPhoto(state: State | null, photo: PhotoKind): Result<StoredPhoto> {
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  const stored = state.photosDeletedAt === null ? photoInUse(state, photo) : null;
  if (!stored) return { ok: false, refusal: { code: 'photo_not_found' } };
  const { key, sha256, bytes, contentType } = stored;
  return { ok: true, value: { key, sha256, bytes, contentType } };
}

/**
 * Returns which of the pictures that can be shown is the one that the face in use was made of. Any other may show somebody
 * else: an ID photo, another session's photo, a known picture that has no face yet.
 * @returns null when that picture is gone, or the face is not in use
 */
export function pictureOfFace(state: State, faceId: string): 'known' | 'liveness' | null {
  const { face, photosDeletedAt } = state;
  if (face?.faceId !== faceId || photosDeletedAt !== null) return null;
  if (livenessPhotoInUse(state)?.sessionId === face.sessionId) return 'liveness';
  return isKnownFaceInUse(state) && photoInUse(state, 'known') ? 'known' : null;
}
