/**
 * Tells whether iLive refuses the picture that was sent, rather than our key, our request or the moment. Such a refusal
 * is permanent: the same picture gets the same answer. The only home of these inferences.
 */
import type { Failure } from './failure.ts';

/** Why iLive takes no such picture. */
export type PictureFault = 'empty' | 'too_large' | 'too_small' | 'unsupported' | 'unreadable';

/**
 * Words in error codes about a picture. Documented: `image_too_large`, `empty_image`, `invalid_image`
 * (/docs/reference/error-codes); the rest of that table is not readable. Inferred: other codes about the picture name
 * it by one of these words.
 */
const NAMES_A_PICTURE = /image|picture|photo|pixel|resolution|dimension/;
/** Inferred: a code about faces, which says that a picture shows none, contains this word. */
const NAMES_A_FACE = /face/;

/**
 * Returns why iLive refuses a picture; null if the failure is not about one. A 413 or 415 is about the picture whatever
 * its body says: a proxy answers it with HTML. A 400 or 422 is if its code names a picture; without such a code it is
 * about our request. 401, 403, 404, 409, 429 and 5xx never are.
 */
export function pictureFaultOf({ kind, status, code }: Failure): PictureFault | null {
  if (kind !== 'permanent') return null;
  if (status === 413) return 'too_large';
  if (status === 415) return 'unsupported';
  if ((status !== 400 && status !== 422) || NAMES_A_FACE.test(code) || !NAMES_A_PICTURE.test(code))
    return null;
  if (/empty/.test(code)) return 'empty';
  if (/small|low|below|min/.test(code)) return 'too_small';
  if (/large|big|high|exceed|max/.test(code)) return 'too_large';
  return /unsupported|format|type/.test(code) ? 'unsupported' : 'unreadable';
}

/** Returns whether a 400 or 422 says that the picture shows no face. */
export function saysNoFace({ kind, status, code }: Failure): boolean {
  return kind === 'permanent' && (status === 400 || status === 422) && NAMES_A_FACE.test(code);
}

/** Returns whether iLive takes no such picture, or finds no face on it. Inferred: of the index call as of the others. */
export function isPictureRefused(failure: Failure): boolean {
  return pictureFaultOf(failure) !== null || saysNoFace(failure);
}

/**
 * Returns whether a failed comparison is a refusal of the ID photo. iLive's codes name a picture only for faces
 * (`no_face_in_target`). Inferred: a refusal that does not name the source is of the ID photo, because the source is
 * the liveness photo, which iLive made itself (a JPEG of 480 x 600, /docs/get-started/web).
 */
export function isIdPhotoRefused(failure: Failure): boolean {
  return pictureFaultOf(failure) !== null && !/source/.test(failure.code);
}
