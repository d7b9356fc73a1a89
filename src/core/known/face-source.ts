/** Finds the face that the state lacks: the one to index next, and the one to search for next. */
import { assess } from '../assess.ts';
import type { PhotoKind } from '../events.ts';
import { type Face, isSameFace, type StoredPhoto } from '../evidence.ts';
import type { State } from '../model.ts';

/** What a face is made of. */
export type FaceSource = {
  /** The id of the session or of the known picture: iLive's `external_image_id`. */
  readonly sessionId: string;
  readonly photo: StoredPhoto;
  readonly photoKind: Extract<PhotoKind, 'liveness' | 'known'>;
  readonly collection: string;
};

/** Returns the picture whose face must be indexed, or null. */
export function missingFace(state: State): FaceSource | null {
  if (state.status.name === 'known') return missingKnownFace(state);
  const assessment = assess(state);
  if (assessment.lacking !== 'face') return null;
  const { livenessPhoto: photo, match } = assessment;
  return { sessionId: photo.sessionId, photo, photoKind: 'liveness', collection: match.collection };
}

/** Returns the face that must be searched for, or null. */
export function unsearchedFace(state: State): Face | null {
  if (state.status.name !== 'known') {
    const assessment = assess(state);
    return assessment.lacking === 'dedupe' ? assessment.face : null;
  }
  const { face, knownFace, dedupe } = state;
  const isDue = face !== null && face.sessionId === knownFace?.pictureId && knownFace.failure === null;
  return isDue && !(dedupe && isSameFace(dedupe, face)) ? face : null;
}

function missingKnownFace(state: State): FaceSource | null {
  const { knownFace, face } = state;
  if (!knownFace || knownFace.failure !== null || knownFace.photoDeletedAt !== null) return null;
  const { pictureId: sessionId, photo, collection } = knownFace;
  return face?.sessionId === sessionId ? null : { sessionId, photo, photoKind: 'known', collection };
}
