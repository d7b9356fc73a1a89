/** The applicant as its own pages need it: the next step, never a score or which check did not hold. */

import { openSessionOf } from '#src/core/liveness-session.ts';
import { newestSession, reasonsOf, type State } from '#src/core/model.ts';
import { MAX_PAGE_UPLOADS } from '#src/core/policy.ts';

/** What the pages show. */
export type OnboardingView = {
  readonly status: State['standing']['status'];
  /** This step was taken before and is asked for again. */
  readonly again: boolean;
  /** The only reason for that: its time ran out before it was done. */
  readonly timedOut: boolean;
  /** Of the text last agreed to. */
  readonly consentVersion: string | null;
  /** What could be better on the ID photo in use. */
  readonly warnings: readonly string[];
  /** Whether the pages take another photo. */
  readonly mayUpload: boolean;
  /** Back from iLive, which has not yet been asked what it saw. */
  readonly returned: boolean;
  /** iLive's page, while the session is open. */
  readonly sessionUrl: string | null;
  /** The caller's page to go back to, where one was given. */
  readonly backUrl: string | null;
};

/** What is stored beside the log. */
type Addresses = Pick<OnboardingView, 'sessionUrl' | 'backUrl'>;

/** @param now ms since the epoch: whether a session is still open depends on it */
export function onboardingViewOf(
  state: State,
  { sessionUrl, backUrl }: Addresses,
  now: number,
): OnboardingView {
  const { standing, consent, idPhoto } = state;
  const session = newestSession(state);
  const reasons = reasonsOf(standing);
  return {
    status: standing.status,
    again: reasons.length > 0,
    timedOut: reasons.length > 0 && reasons.every((reason) => reason === 'session_expired'),
    consentVersion: consent?.version ?? null,
    warnings: [...(idPhoto?.warnings ?? [])],
    mayUpload: state.photosReceived < MAX_PAGE_UPLOADS,
    returned: session !== null && session.returnedAt !== null && !session.resultRequested,
    sessionUrl: openSessionOf(state, now) ? sessionUrl : null,
    backUrl,
  };
}
