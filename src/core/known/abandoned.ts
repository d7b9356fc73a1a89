/** What becomes of a customer from before who does not go on with an onboarding: a customer, as before. */
import { attemptsUsed } from '../attempts.ts';
import { isSameFace } from '../evidence.ts';
import { withPossibleIndexCall } from '../evolve/index-calls.ts';
import { newestSession, type State } from '../model.ts';
import { type Answer, yes } from '../result.ts';
import { isAwaitingApplicant } from '../status.ts';

/**
 * Returns whether the onboarding of a customer from before can be given up: it is their turn, and no session waits for its
 * verdict, which may be a suspected spoof.
 */
export function mayBeGivenUp(state: State): boolean {
  const session = newestSession(state);
  const isJudged = !session || session.result !== null || session.closed !== null;
  return state.isFromBefore && isAwaitingApplicant(state.status) && isJudged;
}

/** Answers with `onboarding_abandoned`, or with no event where the onboarding cannot be given up. */
export function abandonOnboarding(state: State): Answer {
  return mayBeGivenUp(state) ? yes({ type: 'onboarding_abandoned', data: {} }) : yes();
}

/**
 * Applies it: the onboarding's pictures must go, its sessions do not count any more, and the next onboarding has all
 * attempts and sessions again. The face by which the customer is known is in use again, that of the onboarding must go.
 * @param at RFC 3339
 */
export function onboardingAbandoned(state: State, at: string): State {
  if (!isAwaitingApplicant(state.status)) return state;
  const newest = newestSession(state);
  const { face, knownAs } = state;
  const isOther = face !== null && !(knownAs && isSameFace(face, knownAs));
  const stale = state.staleFaces.filter((it) => !knownAs || !isSameFace(it, knownAs));
  return {
    ...withPossibleIndexCall(state, at),
    face: knownAs,
    staleFaces: isOther ? [...stale, face] : stale,
    sessions: state.sessions.map((s) => (s === newest ? { ...s, closed: 'ended' as const } : s)),
    attemptsGranted: attemptsUsed(state),
    sessionsGranted: state.sessions.length,
    sessionsGivenUp: state.sessions.length,
    photosReceived: 0,
    unusableIdPhotos: 0,
    apiUploads: 0,
    idPhoto: null,
    livenessPhoto: null,
    match: null,
    dedupe: null,
    review: null,
    photosToDelete: [...state.photosToDelete, ...state.onboardingPhotos],
    onboardingPhotos: [],
    status: { name: 'known' },
  };
}
