/** Counts liveness attempts and uploads, and decides whether there may be another. */
import { type Dossier, newestSession, type State } from './model.ts';
import type { Policy } from './policy.ts';
import type { Ruling } from './status.ts';

/** Counts the attempts used up so far: sessions that ended in `retry` or gave too poor a photo. */
export function attemptsUsed(dossier: Dossier): number {
  return dossier.sessions.filter((session) => session.usedAttempt).length;
}

/**
 * Rules on a session that used up its attempt: `retry` while another attempt is left, otherwise `review`. The newest
 * session is counted even if the state does not say yet that it used an attempt, and never twice.
 */
export function anotherAttempt(
  state: State,
  reason: 'liveness_inconclusive' | 'photo_quality_low',
  policy: Policy,
): Ruling {
  const thisOne = newestSession(state)?.usedAttempt ? 0 : 1;
  const left = policy.maxLivenessAttempts + state.attemptsGranted - attemptsUsed(state) - thisOne;
  return { next: left > 0 ? 'retry' : 'review', reason };
}

/**
 * Returns whether the API may upload one more picture.
 * @param state null before the applicant is created, with a form that holds the first picture
 * @param unlogged uploads that the log does not tell
 */
export function hasUploadsLeft(state: State | null, unlogged: number, { maxUploads }: Policy): boolean {
  return (state?.apiUploads ?? 0) + unlogged < maxUploads;
}
