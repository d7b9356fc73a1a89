/** Finds what the evidence still lacks. This is the only place that makes `CompleteEvidence`. */
import {
  type Face,
  type IdPhoto,
  isSameFace,
  type LivenessPhoto,
  type Match,
  type StoredPhoto,
} from './evidence.ts';
import { type CompleteEvidence, type Dossier, newestSession, type Session } from './model.ts';

/** The first check, in order, that lacks evidence. Each arm holds the parts that this check needs. */
export type Assessment =
  | { readonly lacking: 'id_photo' }
  /** A new session must be started. */
  | { readonly lacking: 'session' }
  /** The session waits for the applicant: no signal has come yet. */
  | { readonly lacking: 'signal'; readonly session: Session }
  /** A signal came (a webhook, or the end of the session's life): `/result` must be requested. */
  | { readonly lacking: 'verdict'; readonly session: Session }
  | { readonly lacking: 'liveness_photo'; readonly session: Session }
  | { readonly lacking: 'match'; readonly idPhoto: IdPhoto; readonly livenessPhoto: LivenessPhoto }
  | { readonly lacking: 'face'; readonly livenessPhoto: LivenessPhoto; readonly match: Match }
  | { readonly lacking: 'dedupe'; readonly face: Face }
  | { readonly lacking: 'nothing'; readonly evidence: CompleteEvidence };

/**
 * Walks the checks in their order and returns the first that lacks evidence. A part counts only while it belongs to the
 * parts before it: a photo to this session, a comparison to these two photos, a face to this session, a search to this
 * face. So a result computed from an older part can never complete the evidence, and a reviewer's acceptance lasts only
 * as long as the part that was accepted.
 */
export function assess(dossier: Dossier): Assessment {
  const { idPhoto, livenessPhoto, match, face, dedupe } = dossier;
  if (!idPhoto || isAltered(dossier, idPhoto)) return { lacking: 'id_photo' };
  const session = newestSession(dossier);
  if (!session || isSessionNeeded(dossier)) return { lacking: 'session' };
  if (!session.result) {
    const signalled = session.reported !== null || session.timedOut;
    return { lacking: signalled ? 'verdict' : 'signal', session };
  }
  if (livenessPhoto?.sessionId !== session.sessionId) return { lacking: 'liveness_photo', session };
  if (!match || !isOfThesePhotos(match, idPhoto, livenessPhoto)) {
    return { lacking: 'match', idPhoto, livenessPhoto };
  }
  if (face?.sessionId !== session.sessionId) return { lacking: 'face', livenessPhoto, match };
  if (!dedupe || !isSameFace(dedupe, face) || (dedupe.outcome !== 'unique' && !dedupe.accepted)) {
    return { lacking: 'dedupe', face };
  }
  return { lacking: 'nothing', evidence: { idPhoto, session, livenessPhoto, match, face, dedupe } };
}

/**
 * Returns whether the applicant needs a new session: there is none yet, or the newest one was closed, did not pass, or
 * gave too poor a photo, or one that was altered since.
 */
export function isSessionNeeded(dossier: Dossier): boolean {
  const session = newestSession(dossier);
  if (!session || session.closed) return true;
  if (!session.result) return false;
  if (session.result.verdict !== 'pass') return true;
  const { livenessPhoto } = dossier;
  if (livenessPhoto?.sessionId !== session.sessionId) return false;
  return livenessPhoto.quality === 'low' || isAltered(dossier, livenessPhoto);
}

function isAltered({ alteredPhotos }: Dossier, { key }: StoredPhoto): boolean {
  return alteredPhotos.includes(key);
}

/** Returns whether the comparison is of exactly the two photos in use and was not below the threshold. */
function isOfThesePhotos(match: Match, idPhoto: IdPhoto, livenessPhoto: LivenessPhoto): boolean {
  return (
    match.sessionId === livenessPhoto.sessionId &&
    match.idPhotoKey === idPhoto.key &&
    match.outcome !== 'below_threshold'
  );
}
