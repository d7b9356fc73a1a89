/** Liveness attempts: how many are used up, and whether there may be another. */
import { type Dossier, newestSession, type State } from './model.ts';
import type { Policy } from './policy.ts';
import type { Ruling } from './status.ts';

/** Attempts used up so far: sessions that ended in `retry` or gave too poor a photo. */
export function attemptsUsed(dossier: Dossier): number {
  return dossier.sessions.filter((session) => session.usedAttempt).length;
}

/** Back to the applicant while an attempt is left after this one; the session in hand is counted, once. */
export function anotherAttempt(
  state: State,
  reason: 'liveness_inconclusive' | 'photo_quality_low',
  policy: Policy,
): Ruling {
  const thisOne = newestSession(state)?.usedAttempt ? 0 : 1;
  const left = policy.maxLivenessAttempts + state.attemptsGranted - attemptsUsed(state) - thisOne;
  return { next: left > 0 ? 'retry' : 'review', reason };
}
