/** The applicant as its own pages need it: the next step, never a score or which check did not hold. */
import { newestSession, reasonsOf, type State } from '../core/model.ts';
import { openSessionOf } from '../core/session-start.ts';

/** What the pages show. */
export type OnboardingView = {
  readonly status: State['standing']['status'];
  /** This step was taken before and is asked for again. */
  readonly again: boolean;
  /** Of the text last agreed to. */
  readonly consentVersion: string | null;
  /** What could be better on the ID photo in use. */
  readonly warnings: readonly string[];
  /** Back from iLive, which has not yet been asked what it saw. */
  readonly returned: boolean;
  /** iLive's page, while the session is open. */
  readonly sessionUrl: string | null;
};

/** @param now ms since the epoch: whether a session is still open depends on it */
export function onboardingViewOf(state: State, sessionUrl: string | null, now: number): OnboardingView {
  const { standing, consent, idPhoto } = state;
  const session = newestSession(state);
  return {
    status: standing.status,
    again: reasonsOf(standing).length > 0,
    consentVersion: consent?.version ?? null,
    warnings: [...(idPhoto?.warnings ?? [])],
    returned: session !== null && session.returnedAt !== null && !session.asked,
    sessionUrl: openSessionOf(state, now) ? sessionUrl : null,
  };
}
