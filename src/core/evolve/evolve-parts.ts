/** The changes that single events make to parts of the state. Used only while events are folded. */
import { NONE_TODAY } from '../daily-limits.ts';
import type { DataOf } from '../events.ts';
import { type Face, type FaceRef, isSameFace } from '../evidence.ts';
import { isKnownFaceIndexed, knownFaceFailed } from '../known/known-faces.ts';
import { pairsIn } from '../known/pairs.ts';
import { isSameCall, newestSession, type Session, type State } from '../model.ts';
import { FIRST_LINK } from '../onboarding-link.ts';
import { advance, applyRuling, isFaceWanted, isFinal, openReview } from '../status.ts';
import { withPossibleIndexCall, withUncertainIndexCall } from './index-calls.ts';

/** Returns the state of a new applicant: only the `user_id` and the prefix of the photos are known. */
export function newState(data: DataOf<'applicant_created'>, at: string): State {
  return {
    userId: data.user_id,
    photoPrefix: data.photo_prefix,
    createdAt: at,
    updatedAt: at,
    seq: 1,
    changedSeq: 1,
    caseSeq: 1,
    notes: 0,
    policy: null,
    consent: null,
    onboardingLink: FIRST_LINK,
    idPhoto: null,
    photosReceived: 0,
    unusableIdPhotos: 0,
    apiUploads: 0,
    today: NONE_TODAY,
    sessions: [],
    attemptsGranted: 0,
    sessionsGranted: 0,
    sessionsGivenUp: 0,
    livenessPhoto: null,
    alteredPhotos: [],
    match: null,
    face: null,
    dedupe: null,
    review: null,
    collectionMissing: null,
    collectionEnsured: null,
    staleFaces: [],
    uncertainIndexCalls: [],
    photosDeletedAt: null,
    ownFaces: [],
    knownFace: null,
    isFromBefore: data.known === true,
    knownAs: null,
    onboardingPhotos: [],
    photosToDelete: [],
    knownPairs: null,
    pairDecisions: [],
    photoViews: [],
    funnel: [],
    reviewedFor: [],
    reviewerFigures: [],
    status: data.known ? { name: 'known' } : { name: 'awaiting_id_photo', reasons: [] },
  };
}

/** Returns the session that `session_opened` adds. */
export function newSession(data: DataOf<'session_opened'>, at: string): Session {
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
    announcedAt: null,
    announcements: 0,
    resultRequested: false,
    timedOut: false,
    usedAttempt: false,
    closed: null,
  };
}

/** Changes the session with that id. An unknown id changes nothing. */
export function withSession(state: State, id: string, change: (session: Session) => Partial<Session>): State {
  const sessions = state.sessions.map((s) => (s.sessionId === id ? { ...s, ...change(s) } : s));
  return { ...state, sessions };
}

/** Closes the newest session for good, and drops what was computed from its photo. */
export function withSessionSetAside(state: State, at: string): State {
  const newest = newestSession(state);
  const sessions = state.sessions.map((s) => (s === newest ? { ...s, closed: 'ended' as const } : s));
  return { ...withPossibleIndexCall(state, at), sessions, match: null, dedupe: null };
}

/**
 * Applies the end of all links. The one who had a link may have made the face check, or may be making it at iLive now:
 * the newest session does not count. That holds for a session that the API opened too, because the pages lead on to it.
 * In review the reviewer decides.
 * @param at RFC 3339
 */
export function linksEnded(state: State, generation: number, at: string): State {
  const ended = { ...state, onboardingLink: { generation, ended: true } };
  const session = newestSession(state);
  const { name } = state.status;
  if (name === 'in_review' || name === 'known' || isFinal(state.status) || !session) return ended;
  // An attempt that the session has used up, but a reviewer had accepted, is given back.
  const attemptsGranted = state.attemptsGranted + (session.usedAttempt ? 1 : 0);
  return advance({ ...withSessionSetAside(ended, at), attemptsGranted });
}

/** Applies a webhook's verdict. The session's first reported verdict is kept. */
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

/** Applies a webhook without a verdict: `/result` is due, also for a session that has expired. */
export function unreadableVerdictReceived(state: State, sessionId: string, at: string): State {
  const received = withSession(state, sessionId, ({ announcements }) => ({
    announcedAt: at,
    announcements: announcements + 1,
    resultRequested: false,
    closed: null,
  }));
  return advance(received);
}

/**
 * Applies the ruling that a session's photo cannot be used. The attempt is used up. On `retry` the session is closed;
 * otherwise a reviewer can still accept the photo.
 */
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

/** Applies the ruling that iLive takes no such ID photo. A reviewer keeps it to look at; otherwise it is set aside. */
export function idPhotoUnusable(state: State, { next }: DataOf<'id_photo_unusable'>): State {
  const idPhoto = next === 'retry' ? null : state.idPhoto;
  return { ...state, idPhoto, match: null, dedupe: null, unusableIdPhotos: state.unusableIdPhotos + 1 };
}

/**
 * Applies a face that now exists at iLive. It comes into use if it is of the newest session, or of the known picture
 * before any session's, and the status is not final; otherwise it must be deleted.
 */
export function faceIndexed(state: State, data: DataOf<'face_indexed'>, at: string): State {
  const { session_id: sessionId, face_id: faceId, collection } = data;
  const face: Face = { sessionId, faceId, collection, indexedAt: at };
  const ownFaces = [...state.ownFaces.filter((own) => !isSameFace(own, face)), { faceId, collection }];
  const isWanted = isFaceWanted(state, sessionId);
  const isOfPicture = sessionId === state.knownFace?.pictureId;
  const before = isOfPicture ? state : withoutKnownFace(state, face);
  const knownAs = isOfPicture && isWanted ? face : before.knownAs;
  const uncertain = data.uncertain ? withUncertainIndexCall(before, { sessionId, collection }, at) : before;
  const known = { ...uncertain, ownFaces, knownAs, collectionEnsured: null };
  const stale = state.staleFaces.filter((earlier) => !isSameFace(earlier, face));
  if (!isWanted) return { ...known, staleFaces: [...stale, face] };
  // Each applicant has one face in use: the older one is deleted once the newer one exists, unless it is the same one.
  const older = before.face && !isSameFace(before.face, face) ? [before.face] : [];
  return advance({ ...known, face, staleFaces: [...stale, ...older] });
}

/**
 * Ends the face by which the customer is known if that is this one: iLive has put another one in its place, under its id,
 * or it was deleted. The picture may be given again.
 */
export function withoutKnownFace(state: State, another: FaceRef): State {
  const { knownAs, knownFace, face } = state;
  if (!knownAs || !isSameFace(knownAs, another)) return state;
  const failure = { step: 'index', code: 'face_replaced', isOfPicture: false };
  return {
    ...state,
    knownAs: null,
    // A newer picture has no face yet, and its own is still to come.
    knownFace: knownFace && isKnownFaceIndexed(state) ? { ...knownFace, failure } : knownFace,
    face: face && isSameFace(face, another) ? null : face,
  };
}

/**
 * Applies that the face in use is another customer's. It must not be deleted; the face that was really indexed lies
 * somewhere under another id and must be looked for.
 */
export function faceDisowned(state: State, data: DataOf<'face_disowned'>, at: string): State {
  const { session_id: sessionId, face_id: faceId, collection } = data;
  const ownFaces = state.ownFaces.filter((own) => !isSameFace(own, { faceId, collection }));
  const searched = withUncertainIndexCall(state, { sessionId, collection }, at);
  const isKnownAs = state.knownAs !== null && isSameFace(state.knownAs, { faceId, collection });
  const knownAs = isKnownAs ? null : state.knownAs;
  const disowned = { ...searched, ownFaces, knownAs, face: null, dedupe: null };
  return state.status.name === 'known'
    ? knownFaceFailed(disowned, { step: 'search', code: 'face_disowned', isOfPicture: false }, at)
    : openReview(disowned, 'verification_unavailable', at);
}

/** Applies another collection for the face of the session. What an earlier call put into the former one must go. */
export function collectionChanged(state: State, data: DataOf<'collection_changed'>, at: string): State {
  const { collection, uncertain } = data;
  const { match, knownFace, status } = state;
  const remembered = uncertain ? withPossibleIndexCall(state, at) : state;
  return status.name === 'known'
    ? { ...remembered, knownFace: knownFace && { ...knownFace, collection } }
    : { ...remembered, match: match && { ...match, collection } };
}

/** Applies that the collection must be created. An earlier call may have reached it nevertheless. */
export function collectionMissing(state: State, data: DataOf<'collection_missing'>, at: string): State {
  const remembered = data.uncertain ? withPossibleIndexCall(state, at) : state;
  return { ...remembered, collectionMissing: data.collection };
}

/** Removes a deleted face from the faces that must be deleted. */
export function withoutFace(state: State, deleted: FaceRef): State {
  return { ...state, staleFaces: state.staleFaces.filter((face) => !isSameFace(face, deleted)) };
}

/**
 * Applies a check of the session's faces. The last check removes the entry; after an early one another check follows.
 */
export function withReconciledFaces(state: State, data: DataOf<'faces_reconciled'>): State {
  const { session_id: sessionId, collection, last } = data;
  const before = data.deleted.reduce((it, faceId) => withoutKnownFace(it, { faceId, collection }), state);
  const uncertainIndexCalls = state.uncertainIndexCalls.flatMap((entry) => {
    if (!isSameCall(entry, { sessionId, collection })) return [entry];
    return last ? [] : [{ ...entry, checkedEarly: true }];
  });
  return { ...before, uncertainIndexCalls };
}

/** Applies a search. For a known face it opens no review: what it found waits in a list of pairs. */
export function facesSearched(state: State, data: DataOf<'faces_searched'>, at: string): State {
  const { face_id: faceId, collection, floor, threshold, hits, near, next } = data;
  const isKnown = state.status.name === 'known';
  const pairs = isKnown ? pairsIn(data) : [];
  const isUnique = isKnown ? pairs.length === 0 : next === 'continue';
  const isAnothers = hits.some(({ self }) => !self);
  const differs = data.reason === 'known_face_differs' && !isAnothers ? data.reason : 'possible_duplicate';
  const outcome = isUnique ? 'unique' : differs;
  const found = { floor, threshold, outcome, hits, near } as const;
  const dedupe = { faceId, collection, ...found, accepted: false, decidedAt: at };
  const knownPairs = isKnown ? { face: { faceId, collection }, foundAt: at, pairs } : state.knownPairs;
  const ruled = applyRuling({ ...state, dedupe, knownPairs }, data, at);
  // One reason must not hide the other: each has its own rules about who decides.
  return data.reason === 'known_face_differs' && isAnothers
    ? openReview(ruled, 'possible_duplicate', at)
    : ruled;
}
