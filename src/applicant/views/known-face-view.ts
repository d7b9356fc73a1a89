/** The picture of a customer from before, as the API shows it. */
import type { KnownFaceView } from '#src/contract/known-face.ts';
import { isSameFace } from '#src/core/evidence.ts';
import { isKnownFaceInUse } from '#src/core/known/known-faces.ts';
import { isKnownFaceReplaced, type State } from '#src/core/model.ts';

/** Makes the view; null when the applicant is no customer from before. */
export function knownFaceOf(state: State): KnownFaceView | null {
  const { knownFace } = state;
  if (!knownFace) return null;
  const { photo, failure } = knownFace;
  return {
    given_at: knownFace.givenAt,
    source: knownFace.source,
    sent_sha256: knownFace.sentSha256,
    sha256: photo.sha256,
    bytes: photo.bytes,
    content_type: photo.contentType,
    warnings: [...knownFace.warnings],
    keep_photo: knownFace.keepPhoto,
    photo_deleted_at: knownFace.photoDeletedAt ?? state.photosDeletedAt,
    state: progressOf(state),
    problem: failure?.code ?? null,
  };
}

function progressOf(state: State): KnownFaceView['state'] {
  const { knownFace, knownPairs, face } = state;
  if (isKnownFaceReplaced(state)) return 'replaced';
  if (knownFace?.failure) return 'failed';
  if (!face || !isKnownFaceInUse(state)) return 'waiting';
  return knownPairs && isSameFace(knownPairs.face, face) ? 'searched' : 'indexed';
}
