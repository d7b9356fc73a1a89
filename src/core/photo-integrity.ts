/** A picture is the bytes that the log names. Other bytes in R2 are no evidence, and a reviewer must decide. */
import type { AlteredPhoto, Command } from './commands.ts';
import type { ApplicantEvent } from './events.ts';
import { withPossibleIndexCall } from './evolve/index-calls.ts';
import { isKnownFaceIndexed, knownFaceFailed } from './known/known-faces.ts';
import { photoInUse, reasonsOf, type State } from './model.ts';
import { isFinal, openReview } from './status.ts';

/**
 * Records that a picture in R2 has other bytes than the log names: `photo_altered`, once for each picture. In a final
 * status too, where it changes no status.
 * @returns null if the picture is not in use any more, or is known to be altered
 */
export function photoAltered(state: State, { photo, key, foundSha256 }: AlteredPhoto): ApplicantEvent | null {
  const stored = photoInUse(state, photo);
  if (stored?.key !== key || state.alteredPhotos.includes(key)) return null;
  return { type: 'photo_altered', data: { photo, key, sha256: stored.sha256, found_sha256: foundSha256 } };
}

/**
 * Records that a picture of an open case is not in R2: `verification_failed`, so that the case cannot be approved.
 * @returns null if the picture is not in use any more, or the case cannot be approved already
 */
export function photoMissing(
  state: State,
  { photo, key }: Extract<Command, { type: 'note_missing_photo' }>,
): ApplicantEvent | null {
  if (state.status.name !== 'in_review' || photoInUse(state, photo)?.key !== key) return null;
  if (reasonsOf(state.status).includes('verification_unavailable')) return null;
  const code = photo === 'id' ? 'id_photo_missing' : 'liveness_photo_missing';
  return { type: 'verification_failed', data: { step: 'review', code } };
}

/**
 * Marks the picture as altered and opens a review, unless the status is final or it is that of a customer from before. What was computed from the picture does
 * not count any more, and a call that indexes its face may still be under way.
 * @param at the time of the event, RFC 3339
 */
export function withAlteredPhoto(state: State, key: string, at: string): State {
  const alteredPhotos = [...state.alteredPhotos, key];
  if (isFinal(state.status)) return { ...state, alteredPhotos };
  const { knownFace } = state;
  if (key === knownFace?.photo.key) {
    // Nothing that was verified rests on this picture. Its face is not indexed any more.
    const isMissing = !isKnownFaceIndexed(state) && knownFace.failure === null;
    const altered = { ...state, alteredPhotos };
    const failure = { step: 'index', code: 'photo_altered', isOfPicture: false };
    return isMissing ? knownFaceFailed(altered, failure, at) : altered;
  }
  return openReview({ ...withPossibleIndexCall(state, at), alteredPhotos }, 'photo_altered', at);
}
