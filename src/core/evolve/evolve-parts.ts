/** The changes that single events make to the parts of the state. Used by the fold alone. */
import { assess } from '../assess.ts';
import type { DataOf } from '../events.ts';
import type { Face } from '../evidence.ts';
import { newestSession, type Session, type State } from '../model.ts';
import { advance, isFinal, openReview } from '../status.ts';

/** The first state: nothing but the name and the folder of the pictures. */
export function created(data: DataOf<'applicant_created'>, at: string): State {
  return {
    userId: data.user_id,
    photoPrefix: data.photo_prefix,
    createdAt: at,
    updatedAt: at,
    seq: 1,
    changedSeq: 1,
    policy: null,
    consent: null,
    idPhoto: null,
    photosReceived: 0,
    sessions: [],
    attemptsGranted: 0,
    sessionsGranted: 0,
    livenessPhoto: null,
    match: null,
    face: null,
    dedupe: null,
    review: null,
    collectionMissing: null,
    collectionEnsured: false,
    staleFaces: [],
    uncertainIndexCalls: [],
    photosDeletedAt: null,
    ownFaceIds: [],
    looks: [],
    funnel: [],
    reviewedFor: [],
    standing: { status: 'awaiting_id_photo', reasons: [] },
  };
}

/** A session as iLive made it. */
export function opened(data: DataOf<'session_opened'>, at: string): Session {
  return {
    sessionId: data.session_id,
    mode: data.mode,
    attempt: data.attempt,
    startedAt: at,
    expiresAt: data.expires_at,
    reported: null,
    result: null,
    verdictsSeen: [],
    returnedAt: null,
    resultRequested: false,
    timedOut: false,
    usedAttempt: false,
    closed: null,
  };
}

/** Changes the session of that id; an unknown one changes nothing. */
export function withSession(state: State, id: string, change: (session: Session) => Partial<Session>): State {
  const sessions = state.sessions.map((s) => (s.sessionId === id ? { ...s, ...change(s) } : s));
  return { ...state, sessions };
}

/** The webhook spoke. What it said first stays what it reported. */
export function verdictReceived(state: State, data: DataOf<'verdict_received'>, at: string): State {
  const { session_id, verdict, confidence, effect } = data;
  const received = withSession(state, session_id, (s) => ({
    reported: s.reported ?? { verdict, confidence, at },
    verdictsSeen: [...s.verdictsSeen, verdict],
    closed: effect === 'confirm' ? null : s.closed,
  }));
  if (effect === 'mismatch') return openReview(received, 'verdict_mismatch', at);
  return effect === 'confirm' ? advance(received) : received;
}

/** The session gave a photo that cannot be used: its attempt is used up, and only a reviewer can still accept it. */
export function photoTooPoor(
  state: State,
  { session_id, next }: DataOf<'liveness_photo_stored' | 'face_not_found'>,
): State {
  const photo = state.livenessPhoto;
  const used = withSession(state, session_id, () => ({
    usedAttempt: true,
    closed: next === 'retry' ? 'ended' : null,
  }));
  return { ...used, livenessPhoto: photo && { ...photo, quality: 'low' } };
}

/** A face exists at iLive: the live one if it belongs to the session in use, else one to delete. */
export function faceIndexed(state: State, data: DataOf<'face_indexed'>, at: string): State {
  const { session_id: sessionId, face_id: faceId, collection } = data;
  const face: Face = { sessionId, faceId, collection, indexedAt: at };
  const ownFaceIds = [...state.ownFaceIds, faceId];
  const before = data.uncertain ? withUncertainIndexCall(state, sessionId, at) : state;
  const known = { ...before, ownFaceIds, collectionEnsured: false };
  const wanted = newestSession(state)?.sessionId === sessionId && !isFinal(state.standing);
  if (!wanted) return { ...known, staleFaces: [...state.staleFaces, face] };
  // One live face per applicant: the older one goes once the newer is there.
  const staleFaces = state.face ? [...state.staleFaces, state.face] : state.staleFaces;
  return advance({ ...known, face, staleFaces });
}

/** An index call for that session may still land: one entry a session, and the last call counts. */
export function withUncertainIndexCall(state: State, sessionId: string, since: string): State {
  const others = state.uncertainIndexCalls.filter((entry) => entry.sessionId !== sessionId);
  return { ...state, uncertainIndexCalls: [...others, { sessionId, since, checkedEarly: false }] };
}

/** A stale face is gone. */
export function withoutFace(state: State, faceId: string): State {
  return { ...state, staleFaces: state.staleFaces.filter((face) => face.faceId !== faceId) };
}

/** The faces of that session are as the log has them; after an early look they are looked at once more. */
export function reconciled(state: State, { session_id, last }: DataOf<'faces_reconciled'>): State {
  const uncertainIndexCalls = state.uncertainIndexCalls.flatMap((entry) => {
    if (entry.sessionId !== session_id) return [entry];
    return last ? [] : [{ ...entry, checkedEarly: true }];
  });
  return { ...state, uncertainIndexCalls };
}

/** An index call may have been made whose answer never came: its face must be looked for later. */
export function withUnsureIndex(state: State, at: string): State {
  const assessment = assess(state);
  if (assessment.lacking !== 'face') return state;
  return withUncertainIndexCall(state, assessment.livenessPhoto.sessionId, at);
}
