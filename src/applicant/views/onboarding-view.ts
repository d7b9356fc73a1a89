/** The applicant as its own pages show it: the next step, but never a score or which check has failed. */

import { openSessionOf } from '#src/core/liveness-session.ts';
import { newestSession, reasonsOf, type State, type StatusName } from '#src/core/model.ts';
import { MAX_PAGE_UPLOADS } from '#src/core/policy.ts';

/** What the pages show. */
export type OnboardingView = {
  readonly status: Exclude<StatusName, 'known'>;
  /** Whether the status has reasons. For a step of the applicant that means: it must be repeated. */
  readonly hasReasons: boolean;
  /** Whether an expired session is the only reason for that. */
  readonly timedOut: boolean;
  /** Whether iLive refused the last ID photo at the comparison. */
  readonly photoUnusable: boolean;
  /** The version of the text that the applicant last agreed to. */
  readonly consentVersion: string | null;
  /** What could be better on the ID photo in use. */
  readonly warnings: readonly string[];
  /** Whether the pages accept another upload of a photo. */
  readonly mayUpload: boolean;
  /** Whether the applicant came back from iLive, and `/result` has not yet turned out to hold no verdict. */
  readonly awaitsResult: boolean;
  /** iLive's page, while the session is open. */
  readonly sessionUrl: string | null;
  /** The caller's page to go back to; null when none was given. */
  readonly backUrl: string | null;
};

/** The parts of the view that are side data. */
type Links = Pick<OnboardingView, 'sessionUrl' | 'backUrl'>;

/**
 * Makes the view.
 * @param now ms since the epoch: whether a session is still open depends on it
 */
export function onboardingViewOf(state: State, { sessionUrl, backUrl }: Links, now: number): OnboardingView {
  const { status, consent, idPhoto } = state;
  const session = newestSession(state);
  const reasons = reasonsOf(status);
  return {
    // To the person the onboarding of a customer from before begins as any other.
    status: status.name === 'known' ? 'awaiting_id_photo' : status.name,
    hasReasons: reasons.length > 0,
    timedOut: reasons.length > 0 && reasons.every((reason) => reason === 'session_expired'),
    photoUnusable: reasons.includes('id_photo_unusable'),
    consentVersion: consent?.version ?? null,
    warnings: [...(idPhoto?.warnings ?? [])],
    mayUpload: state.photosReceived < MAX_PAGE_UPLOADS,
    awaitsResult: session !== null && session.returnedAt !== null && !session.resultRequested,
    sessionUrl: openSessionOf(state, now) ? sessionUrl : null,
    backUrl,
  };
}
