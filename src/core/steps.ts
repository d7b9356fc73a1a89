/** The next work at iLive, and when time alone changes something. Both follow from the state and are not stored. */
import { assess } from './assess.ts';
import { type FaceRef, isSameFace, type StoredPhoto } from './evidence.ts';
import { type FaceSource, missingFace, unsearchedFace } from './known/face-source.ts';
import { type Dossier, isSameCall, newestSession, type State } from './model.ts';
import { INDEX_LANDING_MS, RETURN_GRACE_MS, SESSION_GRACE_MS } from './policy.ts';
import { overdueAt } from './review/due-time.ts';
import { isAwaitingApplicant, isFinal } from './status.ts';

/** Work at iLive. It may start at `notBefore` (ms since the epoch), or at once if that is absent. */
export type Step =
  | {
      readonly type: 'confirm';
      readonly sessionId: string;
      /** A signed webhook reported a verdict, so `/result` must hold one. */
      readonly signed: boolean;
      readonly notBefore?: number;
    }
  | { readonly type: 'fetch_photo'; readonly sessionId: string }
  | {
      readonly type: 'compare';
      readonly sessionId: string;
      readonly livenessPhoto: StoredPhoto;
      readonly idPhoto: StoredPhoto;
    }
  | { readonly type: 'ensure_collection'; readonly collection: string }
  | {
      readonly type: 'index';
      /** Of the session, or the id of the known picture. */
      readonly sessionId: string;
      readonly photo: StoredPhoto;
      readonly photoKind: FaceSource['photoKind'];
      /** As the log has it. If it is not the one in force any more, no call is made and the change is recorded. */
      readonly collection: string;
      /** An earlier call for this session may have taken effect, so the session's faces must be listed first. */
      readonly listFirst: boolean;
      /** The collection was just created. If iLive does not find it, it must not be created again. */
      readonly collectionCreated: boolean;
      /** The applicant's faces in this collection that are in the log. */
      readonly ownFaceIds: readonly string[];
      /** Those of them that must be deleted. They must not be adopted as the face of an earlier call. */
      readonly staleFaceIds: readonly string[];
      /** The face by which the customer is known, in an onboarding. If iLive names it, it is that no more. */
      readonly knownFaceId: string | null;
    }
  | {
      readonly type: 'search';
      readonly sessionId: string;
      readonly faceId: string;
      readonly collection: string;
      /** The applicant's faces in this collection that are in the log. A hit on one of them is the applicant's own. */
      readonly ownFaceIds: readonly string[];
    }
  | {
      readonly type: 'delete_face';
      readonly faceId: string;
      readonly collection: string;
      readonly sessionId: string;
    }
  | {
      readonly type: 'reconcile_faces';
      readonly sessionId: string;
      /** The collection that was called, whichever is in force now. */
      readonly collection: string;
      /** The applicant's faces in this collection that are in the log. */
      readonly ownFaceIds: readonly string[];
      /** The one face of the session that stays; null if none may. */
      readonly keep: string | null;
      /**
       * False for an early check, made only if the applicant was rejected or erased. An index call could still take
       * effect after it, so another check follows.
       */
      readonly last: boolean;
      readonly notBefore: number;
    };

/** Returns the next step, or null. The checks come before the deletion of faces. */
export function nextStep(state: State): Step | null {
  return nextSteps(state)[0] ?? null;
}

/**
 * Returns the next check or, if none is due, all faces to delete and to check: one failure must not hold up the others.
 */
export function nextSteps(state: State): readonly Step[] {
  const check = checkStep(state);
  return check ? [check] : clearingUp(state);
}

function checkStep(state: State): Step | null {
  switch (state.status.name) {
    case 'verifying':
      return verifyingStep(state);
    case 'awaiting_liveness':
      return returnedStep(state);
    case 'known':
      return faceStep(state);
    case 'awaiting_id_photo':
      return earlyStep(state);
    case 'in_review':
    case 'approved':
    case 'rejected':
    case 'erased':
      return null;
  }
}

/** Names a step, so that its failures can be counted and its outcome can be matched to it. */
export function stepKey(step: Step): string {
  switch (step.type) {
    case 'confirm':
      return `confirm:${step.sessionId}:${step.signed ? 'signed' : 'asked'}`;
    case 'fetch_photo':
      return `fetch_photo:${step.sessionId}`;
    case 'index':
      return `index:${step.sessionId}:${step.collection}`;
    case 'reconcile_faces':
      return `reconcile_faces:${step.sessionId}:${step.collection}:${step.last ? 'last' : 'early'}`;
    case 'compare':
      return `compare:${step.livenessPhoto.key}:${step.idPhoto.key}`;
    case 'ensure_collection':
      return `ensure_collection:${step.collection}`;
    case 'search':
    case 'delete_face':
      return `${step.type}:${step.faceId}:${step.collection}`;
  }
}

function verifyingStep(state: State): Step | null {
  const assessment = assess(state);
  switch (assessment.lacking) {
    case 'verdict': {
      const { sessionId, reported } = assessment.session;
      return { type: 'confirm', sessionId, signed: reported !== null };
    }
    case 'liveness_photo':
      return { type: 'fetch_photo', sessionId: assessment.session.sessionId };
    case 'match': {
      const { idPhoto, livenessPhoto } = assessment;
      return { type: 'compare', sessionId: livenessPhoto.sessionId, livenessPhoto, idPhoto };
    }
    case 'face':
    case 'dedupe':
      return faceStep(state);
    case 'id_photo':
    case 'session':
    case 'signal':
    case 'nothing':
      return null;
  }
}

/** Returns the step that indexes the face that is missing, or searches for the one in use; null if neither is due. */
function faceStep(state: State): Step | null {
  const missing = missingFace(state);
  if (missing) return indexStep(state, missing);
  const face = unsearchedFace(state);
  if (!face) return null;
  const { sessionId, faceId, collection } = face;
  return { type: 'search', sessionId, faceId, collection, ownFaceIds: idsIn(collection, state.ownFaces) };
}

function indexStep(state: State, source: FaceSource): Step {
  const { sessionId, collection } = source;
  if (state.collectionMissing === collection) return { type: 'ensure_collection', collection };
  const listFirst = state.uncertainIndexCalls.some((entry) => isSameCall(entry, { sessionId, collection }));
  const collectionCreated = state.collectionEnsured === collection;
  const ownFaceIds = idsIn(collection, state.ownFaces);
  const known =
    source.photoKind === 'liveness' ? idsIn(collection, state.knownAs ? [state.knownAs] : []) : [];
  const staleFaceIds = idsIn(collection, state.staleFaces).filter((id) => !known.includes(id));
  const knownFaceId = known[0] ?? null;
  return { type: 'index', ...source, listFirst, collectionCreated, ownFaceIds, staleFaceIds, knownFaceId };
}

/**
 * Returns the request for `/result` that is made once after each sign that a verdict may be there: the applicant came
 * back and no webhook arrived, or a webhook without a verdict that could be read.
 */
function returnedStep(dossier: Dossier): Step | null {
  const session = newestSession(dossier);
  if (!session || session.resultRequested || session.closed || session.result) return null;
  const { sessionId, returnedAt, announcedAt } = session;
  const confirm = { type: 'confirm', sessionId, signed: false } as const;
  if (announcedAt !== null && announcedAt >= (returnedAt ?? '')) return confirm;
  if (returnedAt === null) return null;
  return { ...confirm, notBefore: Date.parse(returnedAt) + RETURN_GRACE_MS };
}

/**
 * Returns what is due of a session before there is an ID photo, as with a customer from before: a reviewer must see a
 * suspected spoof whether a photo comes or not, and the liveness photo must not be lost meanwhile.
 */
function earlyStep(state: State): Step | null {
  const session = newestSession(state);
  if (!session || session.closed) return null;
  const { sessionId, reported, timedOut, result } = session;
  if (!result && (reported !== null || timedOut))
    return { type: 'confirm', sessionId, signed: reported !== null };
  if (!result) return returnedStep(state);
  const isFetched = result.verdict !== 'pass' || state.livenessPhoto?.sessionId === sessionId;
  return isFetched ? null : { type: 'fetch_photo', sessionId };
}

function idsIn(collection: string, faces: readonly FaceRef[]): readonly string[] {
  return faces.filter((face) => face.collection === collection).map(({ faceId }) => faceId);
}

function clearingUp(state: State): readonly Step[] {
  const { staleFaces, uncertainIndexCalls, ownFaces, face, status } = state;
  const knownAs = isFinal(status) ? null : state.knownAs;
  // If the applicant was rejected or erased, no face may stay: faces that exist are deleted at once, late ones later.
  const faceless = status.name === 'rejected' || status.name === 'erased';
  const reconciliations = uncertainIndexCalls.map(({ sessionId, collection, since, checkedEarly }) => {
    const early = faceless && !checkedEarly;
    const kept = [face, knownAs].find((it) => it?.sessionId === sessionId && it.collection === collection);
    const keep = kept?.faceId ?? null;
    const ownFaceIds = idsIn(collection, ownFaces);
    const notBefore = early ? 0 : Date.parse(since) + INDEX_LANDING_MS;
    const where = { sessionId, collection, ownFaceIds };
    return { type: 'reconcile_faces', ...where, keep, last: !early, notBefore } as const;
  });
  return [
    ...staleFaces
      .filter((stale) => !knownAs || !isSameFace(stale, knownAs))
      .map((stale) => ({ type: 'delete_face', ...stale }) as const),
    ...reconciliations.toSorted((a, b) => a.notBefore - b.notBefore),
  ];
}

/**
 * Returns when time alone changes something, by a `tick`: `SESSION_GRACE_MS` after the end of the open session's life, or
 * when an open case becomes overdue.
 * @param dueMs how long after its opening a case is overdue, or null
 * @returns ms since the epoch, or null
 */
export function wakeAt(state: State, dueMs: number | null): number | null {
  if (state.status.name === 'in_review') return overdueAt(state, dueMs);
  const session = newestSession(state);
  if (!isAwaitingApplicant(state.status) || !session || session.closed) return null;
  if (session.reported || session.result || session.timedOut) return null;
  return Date.parse(session.expiresAt) + SESSION_GRACE_MS;
}
