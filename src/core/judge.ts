/**
 * The judgement of what a step brought back, against the state as it is now: the world went on while the call was under
 * way. What does not belong to the evidence in use any more gives no event, but for a face: it exists at iLive and must
 * be known to be deleted.
 */
import { assess } from './assess.ts';
import { anotherAttempt } from './attempts.ts';
import type { Outcome } from './commands.ts';
import type { ApplicantEvent } from './events.ts';
import { newestSession, type State } from './model.ts';
import { isDuplicate, isMatch, isPhotoTooPoor, type Policy } from './policy.ts';
import { isFinal, type Ruling } from './standing.ts';
import { nextStep, stepKey } from './steps.ts';

type Brought<T extends Outcome['type']> = Extract<Outcome, { type: T }>;

/** What may be recorded of a closed case: the clearing up, and a face that came into being meanwhile. */
const OF_CLOSED_CASES: ReadonlySet<Outcome['type']> = new Set(['indexed', 'face_deleted', 'tidied']);

/** At most one event. */
export function judge(state: State, outcome: Outcome, policy: Policy): readonly ApplicantEvent[] {
  if (isFinal(state.standing) && !OF_CLOSED_CASES.has(outcome.type)) return [];
  const event = judged(state, outcome, policy);
  return event ? [event] : [];
}

function judged(state: State, outcome: Outcome, policy: Policy): ApplicantEvent | null {
  switch (outcome.type) {
    case 'confirmed':
      return confirmed(state, outcome, policy);
    case 'no_verdict':
      return noVerdict(state, outcome.sessionId);
    case 'photo_fetched':
      return photoFetched(state, outcome, policy);
    case 'photo_unavailable':
      return lacksPhotoOf(state, outcome.sessionId)
        ? { type: 'liveness_photo_unavailable', data: { session_id: outcome.sessionId } }
        : null;
    case 'compared':
      return compared(state, outcome, policy);
    case 'no_face':
      return noFace(state, outcome, policy);
    case 'collection_missing':
      return state.collectionMissing === null
        ? { type: 'collection_missing', data: { collection: outcome.collection } }
        : null;
    case 'collection_ensured':
      return state.collectionMissing === outcome.collection
        ? { type: 'collection_ensured', data: { collection: outcome.collection } }
        : null;
    case 'indexed':
      return indexed(state, outcome);
    case 'searched':
      return searched(state, outcome, policy);
    case 'face_deleted': {
      const { faceId: face_id, collection } = outcome;
      const known = state.staleFaces.some((face) => face.faceId === face_id);
      return known ? { type: 'face_deleted', data: { face_id, collection } } : null;
    }
    case 'tidied': {
      const { sessionId: session_id, collection, deleted, last } = outcome;
      const known = state.untidy.some((entry) => entry.sessionId === session_id);
      const data = { session_id, collection, deleted: [...deleted], last };
      return known ? { type: 'faces_tidied', data } : null;
    }
    case 'failed':
      return failed(state, outcome);
  }
}

function confirmed(state: State, outcome: Brought<'confirmed'>, policy: Policy): ApplicantEvent | null {
  const session = newestSession(state);
  if (session?.sessionId !== outcome.sessionId || session.result) return null;
  // Nobody waits for a session that was set aside, but a suspected spoof must be seen.
  if (session.closed === 'ended' && outcome.verdict !== 'fail') return null;
  const { sessionId: session_id, verdict, confidence, photoQualityScore: photo_quality_score } = outcome;
  const ruling = rulingOnVerdict(state, session.heard, verdict, policy);
  const data = { session_id, verdict, confidence, photo_quality_score, ...ruling, policy: policy.version };
  return { type: 'liveness_confirmed', data };
}

function rulingOnVerdict(state: State, heard: readonly string[], verdict: string, policy: Policy): Ruling {
  const setAside = newestSession(state)?.closed === 'ended';
  if (setAside || heard.some((said) => said !== verdict))
    return { next: 'review', reason: 'verdict_mismatch' };
  if (verdict === 'pass') return { next: 'continue', reason: null };
  if (verdict === 'retry') return anotherAttempt(state, 'liveness_inconclusive', policy);
  return { next: 'review', reason: 'liveness_failed' };
}

function noVerdict(state: State, sessionId: string): ApplicantEvent | null {
  const session = newestSession(state);
  if (session?.sessionId !== sessionId || session.result || session.reported || session.closed) return null;
  if (session.timedOut) return { type: 'session_expired', data: { session_id: sessionId } };
  return { type: 'result_pending', data: { session_id: sessionId } };
}

function lacksPhotoOf(state: State, sessionId: string): boolean {
  const session = newestSession(state);
  const passed = session?.sessionId === sessionId && session.result?.verdict === 'pass' && !session.closed;
  return passed && state.livenessPhoto?.sessionId !== sessionId;
}

function photoFetched(
  state: State,
  outcome: Brought<'photo_fetched'>,
  policy: Policy,
): ApplicantEvent | null {
  const { sessionId, photo } = outcome;
  if (!lacksPhotoOf(state, sessionId)) return null;
  const photo_quality_score = newestSession(state)?.result?.photoQualityScore ?? null;
  const ruling: Ruling = isPhotoTooPoor(photo_quality_score, policy)
    ? anotherAttempt(state, 'photo_quality_low', policy)
    : { next: 'continue', reason: null };
  const minimum = policy.photoQualityMin;
  const data = { session_id: sessionId, ...photo, photo_quality_score, minimum, ...ruling };
  return { type: 'liveness_photo_stored', data: { ...data, policy: policy.version } };
}

/** The comparison in question, if it still is: of the photos in use. The case may wait for a person meanwhile. */
function awaitsMatchOf(state: State, sessionId: string, idPhotoKey: string): { photo: string } | null {
  const assessment = assess(state);
  if (assessment.lacking !== 'match') return null;
  const { idPhoto, livenessPhoto } = assessment;
  const same = livenessPhoto.sessionId === sessionId && idPhoto.key === idPhotoKey;
  return same ? { photo: livenessPhoto.key } : null;
}

function compared(state: State, outcome: Brought<'compared'>, policy: Policy): ApplicantEvent | null {
  const { sessionId: session_id, idPhotoKey: id_photo, similarity, livenessFace } = outcome;
  const inUse = awaitsMatchOf(state, session_id, id_photo);
  if (!inUse) return null;
  const ruling: Ruling = isMatch(similarity, policy)
    ? { next: 'continue', reason: null }
    : { next: 'review', reason: 'similarity_low' };
  const evidence = { session_id, liveness_photo: inUse.photo, id_photo, similarity };
  const rule = { threshold: policy.matchThreshold, policy: policy.version };
  const seen = livenessFace ? { liveness_face: livenessFace } : {};
  return { type: 'faces_compared', data: { ...evidence, ...rule, ...seen, ...ruling } };
}

function noFace(state: State, outcome: Brought<'no_face'>, policy: Policy): ApplicantEvent | null {
  const { photo, sessionId: session_id, idPhotoKey: id_photo } = outcome;
  if (!awaitsMatchOf(state, session_id, id_photo)) return null;
  const ruling: Ruling =
    photo === 'id'
      ? { next: 'retry', reason: 'id_photo_no_face' }
      : anotherAttempt(state, 'photo_quality_low', policy);
  return { type: 'face_not_found', data: { photo, session_id, id_photo, ...ruling, policy: policy.version } };
}

function indexed(state: State, outcome: Brought<'indexed'>): ApplicantEvent | null {
  if (state.ownFaceIds.includes(outcome.faceId)) return null;
  const { sessionId: session_id, faceId: face_id, collection, adopted, uncertain } = outcome;
  return { type: 'face_indexed', data: { session_id, face_id, collection, adopted, uncertain } };
}

function searched(state: State, outcome: Brought<'searched'>, policy: Policy): ApplicantEvent | null {
  const assessment = assess(state);
  if (assessment.lacking !== 'dedupe' || assessment.face.faceId !== outcome.faceId) return null;
  const { faceId: face_id, collection } = assessment.face;
  const strangers = outcome.hits.some((hit) => !hit.self && isDuplicate(hit.similarity, policy));
  const ruling: Ruling = strangers
    ? { next: 'review', reason: 'possible_duplicate' }
    : { next: 'continue', reason: null };
  const rule = { threshold: policy.duplicateThreshold, policy: policy.version };
  return {
    type: 'faces_searched',
    data: { face_id, collection, hits: [...outcome.hits], ...rule, ...ruling },
  };
}

/** For good, or after the last try. A step that is not due any more has failed for nobody. */
function failed(state: State, { stepKey: key, step, code }: Brought<'failed'>): ApplicantEvent | null {
  const due = nextStep(state);
  if (!due || stepKey(due) !== key) return null;
  switch (due.type) {
    case 'delete_face':
    case 'tidy_faces':
      // Never given up: a face left behind flags innocent people, and is not ours to keep.
      return null;
    case 'confirm':
    case 'fetch_photo':
    case 'compare':
    case 'ensure_collection':
    case 'index':
    case 'search':
      return { type: 'verification_failed', data: { step, code } };
  }
}
