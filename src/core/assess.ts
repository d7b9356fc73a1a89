/** What the evidence holds and what it still lacks. The only place where `CompleteEvidence` is made. */
import type { Face, IdPhoto, LivenessPhoto, Match } from './evidence.ts';
import { type CompleteEvidence, type Dossier, newestSession, type Session } from './model.ts';

/** The first check, in order, that lacks evidence; each arm holds what the check stands on. */
export type Assessment =
  | { readonly lacking: 'id_photo' }
  /** A new session must be started. */
  | { readonly lacking: 'session' }
  /** The session is open: the applicant has it in hand. */
  | { readonly lacking: 'signal'; readonly session: Session }
  /** A signal came (webhook, or the end of the session's life): `/result` must say what it was. */
  | { readonly lacking: 'verdict'; readonly session: Session }
  | { readonly lacking: 'liveness_photo'; readonly session: Session }
  | { readonly lacking: 'match'; readonly idPhoto: IdPhoto; readonly livenessPhoto: LivenessPhoto }
  | { readonly lacking: 'face'; readonly livenessPhoto: LivenessPhoto }
  | { readonly lacking: 'dedupe'; readonly face: Face }
  | { readonly lacking: 'nothing'; readonly evidence: CompleteEvidence };

/**
 * Walks the checks in their order. A part counts only while it belongs to the parts before it: a photo to this
 * session, a comparison to these two photos, a face to this session, a search to this face. So evidence computed from
 * something older can never complete the row, and a reviewer's acceptance ends with what it was given on.
 */
export function assess(dossier: Dossier): Assessment {
  const { idPhoto, livenessPhoto, match, face, dedupe } = dossier;
  if (!idPhoto) return { lacking: 'id_photo' };
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
  if (face?.sessionId !== session.sessionId) return { lacking: 'face', livenessPhoto };
  if (dedupe?.faceId !== face.faceId || (dedupe.outcome !== 'unique' && !dedupe.accepted)) {
    return { lacking: 'dedupe', face };
  }
  return { lacking: 'nothing', evidence: { idPhoto, session, livenessPhoto, match, face, dedupe } };
}

/** Whether only a new session can bring the applicant on: there is none, it ended, did not pass, or its photo is too poor. */
export function isSessionNeeded(dossier: Dossier): boolean {
  const session = newestSession(dossier);
  if (!session || session.closed) return true;
  if (!session.result) return false;
  const { livenessPhoto } = dossier;
  const tooPoor = livenessPhoto?.sessionId === session.sessionId && livenessPhoto.quality === 'low';
  return session.result.verdict !== 'pass' || tooPoor;
}

/** A comparison that holds, of exactly the photos in use. */
function isOfThesePhotos(match: Match, idPhoto: IdPhoto, livenessPhoto: LivenessPhoto): boolean {
  return (
    match.sessionId === livenessPhoto.sessionId &&
    match.idPhotoKey === idPhoto.key &&
    match.outcome !== 'below_threshold'
  );
}
