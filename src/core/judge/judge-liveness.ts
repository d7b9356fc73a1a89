/** Judges a session's verdict and its photo. */
import { anotherAttempt } from '../attempts.ts';
import type { OutcomeOf } from '../commands.ts';
import type { ApplicantEvent } from '../events.ts';
import { newestSession, type State } from '../model.ts';
import { isPhotoTooPoor, type Policy } from '../policy.ts';
import type { Ruling } from '../status.ts';

/**
 * Judges the verdict of `/result`: `liveness_confirmed` with the ruling.
 * @returns null if the session is not the newest or has a result already. Also null, unless the verdict is `fail`, if
 *   the session was set aside (closed as `ended`).
 */
export function judgeVerdict(
  state: State,
  outcome: OutcomeOf<'confirmed'>,
  policy: Policy,
): ApplicantEvent | null {
  const session = newestSession(state);
  if (session?.sessionId !== outcome.sessionId || session.result) return null;
  // The verdict of a session that was set aside is not needed, except that a reviewer must see a suspected spoof.
  if (session.closed === 'ended' && outcome.verdict !== 'fail') return null;
  const { sessionId: session_id, verdict, confidence, photoQualityScore: photo_quality_score } = outcome;
  const ruling = rulingOnVerdict(state, session.verdictsSeen, verdict, policy);
  const data = { session_id, verdict, confidence, photo_quality_score, ...ruling, policy: policy.version };
  return { type: 'liveness_confirmed', data };
}

function rulingOnVerdict(
  state: State,
  verdictsSeen: readonly string[],
  verdict: string,
  policy: Policy,
): Ruling {
  const setAside = newestSession(state)?.closed === 'ended';
  if (setAside || verdictsSeen.some((said) => said !== verdict))
    return { next: 'review', reason: 'verdict_mismatch' };
  if (verdict === 'pass') return { next: 'continue', reason: null };
  if (verdict === 'retry') return anotherAttempt(state, 'liveness_inconclusive', policy);
  return { next: 'review', reason: 'liveness_failed' };
}

/**
 * Judges a `/result` without a verdict: `session_expired` if the session's life is over, `result_pending` before that.
 * @returns null if the session is not the newest, is closed, or has a verdict meanwhile
 */
export function noVerdict(state: State, sessionId: string): ApplicantEvent | null {
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

/**
 * Judges the quality of a stored liveness photo: `liveness_photo_stored` with the ruling.
 * @returns null if the photo of this session is not wanted any more
 */
export function photoFetched(
  state: State,
  outcome: OutcomeOf<'photo_fetched'>,
  policy: Policy,
): ApplicantEvent | null {
  const { sessionId, photo } = outcome;
  if (!lacksPhotoOf(state, sessionId)) return null;
  const { key, sha256, bytes, contentType: content_type } = photo;
  const photo_quality_score = newestSession(state)?.result?.photoQualityScore ?? null;
  const ruling: Ruling = isPhotoTooPoor(photo_quality_score, policy)
    ? anotherAttempt(state, 'photo_quality_low', policy)
    : { next: 'continue', reason: null };
  const minimum = policy.photoQualityMin;
  const stored = { session_id: sessionId, key, sha256, bytes, content_type };
  const data = { ...stored, photo_quality_score, minimum, ...ruling };
  return { type: 'liveness_photo_stored', data: { ...data, policy: policy.version } };
}

/**
 * Records that iLive no longer has the photo of a session that passed: `liveness_photo_unavailable`.
 * @returns null if the photo of this session is not wanted any more
 */
export function photoUnavailable(state: State, sessionId: string): ApplicantEvent | null {
  return lacksPhotoOf(state, sessionId)
    ? { type: 'liveness_photo_unavailable', data: { session_id: sessionId } }
    : null;
}
