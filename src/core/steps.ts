/** What must be done outside next, and when the clock matters next. Both are derived from the state, never stored. */
import { assess } from './assess.ts';
import { type Dossier, newestSession, type State } from './model.ts';
import { INDEX_LANDING_MS, RETURN_GRACE_MS, SESSION_GRACE_MS } from './policy.ts';

/** Work at iLive. `notBefore` (ms since the epoch) is when it may start, at once where it is absent. */
export type Step =
  | {
      readonly type: 'confirm';
      readonly sessionId: string;
      /** A signed verdict is known, so `/result` must hold one. */
      readonly signed: boolean;
      readonly notBefore?: number;
    }
  | { readonly type: 'fetch_photo'; readonly sessionId: string }
  | {
      readonly type: 'compare';
      readonly sessionId: string;
      readonly livenessPhotoKey: string;
      readonly idPhotoKey: string;
    }
  | { readonly type: 'ensure_collection'; readonly collection: string }
  | {
      readonly type: 'index';
      readonly sessionId: string;
      readonly livenessPhotoKey: string;
      /** An earlier call for this session may have landed. */
      readonly unsure: boolean;
      /** The collection was just made, so that it is missing is no reason to make it. */
      readonly ensured: boolean;
      /** Faces already in the log: none of them is the one sought. */
      readonly ownFaceIds: readonly string[];
    }
  | {
      readonly type: 'search';
      readonly faceId: string;
      readonly collection: string;
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
      /** The face that stays, null where none may. */
      readonly keep: string | null;
      /** False for an early look, where no face may stay: an index call could still land after it. */
      readonly last: boolean;
      readonly notBefore: number;
    };

/** The step that the log says is due, or null. The checks come before the clearing up. */
export function nextStep(state: State): Step | null {
  return nextSteps(state)[0] ?? null;
}

/** All of them: one check, or everything that is to be cleared up, so that one that cannot be done holds up no other. */
export function nextSteps(state: State): readonly Step[] {
  const check = checkStep(state);
  return check ? [check] : clearingUp(state);
}

function checkStep(state: State): Step | null {
  switch (state.standing.status) {
    case 'verifying':
      return verifyingStep(state);
    case 'awaiting_liveness':
      return returnedStep(state);
    case 'awaiting_id_photo':
    case 'in_review':
    case 'approved':
    case 'rejected':
    case 'erased':
      return null;
  }
}

/** Names a step, so that its tries are counted and a late answer finds it. */
export function stepKey(step: Step): string {
  switch (step.type) {
    case 'confirm':
      return `confirm:${step.sessionId}:${step.signed ? 'signed' : 'asked'}`;
    case 'fetch_photo':
    case 'index':
      return `${step.type}:${step.sessionId}`;
    case 'reconcile_faces':
      return `reconcile_faces:${step.sessionId}:${step.last ? 'last' : 'early'}`;
    case 'compare':
      return `compare:${step.livenessPhotoKey}:${step.idPhotoKey}`;
    case 'ensure_collection':
      return `ensure_collection:${step.collection}`;
    case 'search':
    case 'delete_face':
      return `${step.type}:${step.faceId}`;
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
      const { sessionId, key: livenessPhotoKey } = livenessPhoto;
      return { type: 'compare', sessionId, livenessPhotoKey, idPhotoKey: idPhoto.key };
    }
    case 'face': {
      const { sessionId, key: livenessPhotoKey } = assessment.livenessPhoto;
      if (state.collectionMissing !== null) {
        return { type: 'ensure_collection', collection: state.collectionMissing };
      }
      const unsure = state.uncertainIndexCalls.some((entry) => entry.sessionId === sessionId);
      const { ownFaceIds, collectionEnsured: ensured } = state;
      return { type: 'index', sessionId, livenessPhotoKey, unsure, ensured, ownFaceIds };
    }
    case 'dedupe': {
      const { faceId, collection } = assessment.face;
      return { type: 'search', faceId, collection, ownFaceIds: state.ownFaceIds };
    }
    case 'id_photo':
    case 'session':
    case 'signal':
    case 'nothing':
      return null;
  }
}

/** The applicant came back and no webhook did: `/result` is asked once. */
function returnedStep(dossier: Dossier): Step | null {
  const session = newestSession(dossier);
  if (!session?.returnedAt || session.resultRequested || session.closed || session.result) return null;
  const notBefore = Date.parse(session.returnedAt) + RETURN_GRACE_MS;
  return { type: 'confirm', sessionId: session.sessionId, signed: false, notBefore };
}

function clearingUp({ staleFaces, uncertainIndexCalls, face, standing }: State): readonly Step[] {
  // Whoever was rejected or erased has no face to keep: what landed already goes at once, what lands late goes then.
  const faceless = standing.status === 'rejected' || standing.status === 'erased';
  const looks = uncertainIndexCalls.map(({ sessionId, since, checkedEarly }) => {
    const early = faceless && !checkedEarly;
    const keep = face?.sessionId === sessionId ? face.faceId : null;
    const notBefore = early ? 0 : Date.parse(since) + INDEX_LANDING_MS;
    return { type: 'reconcile_faces', sessionId, keep, last: !early, notBefore } as const;
  });
  return [
    ...staleFaces.map((stale) => ({ type: 'delete_face', ...stale }) as const),
    ...looks.toSorted((a, b) => a.notBefore - b.notBefore),
  ];
}

/** When the clock alone changes something (ms since the epoch), or null: the end of the open session's life. */
export function wakeAt(state: State): number | null {
  const session = newestSession(state);
  if (state.standing.status !== 'awaiting_liveness' || !session || session.closed) return null;
  if (session.reported || session.result || session.timedOut) return null;
  return Date.parse(session.expiresAt) + SESSION_GRACE_MS;
}
