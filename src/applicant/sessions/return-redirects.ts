/** Where an applicant goes after iLive: to the page that the caller gave with the session or with the applicant. */
import type { State } from '#src/core/model.ts';
import { withSessionId } from '#src/links/return-link.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { secretsOf } from '../storage/session-secrets.ts';

/** The name of the side data with the caller's page that was given with the applicant. */
export const REDIRECT_URL = 'redirect_url';

/**
 * Finds the caller's page that the applicant's own pages lead back to: that of the newest session that has one, else
 * the one given with the applicant.
 * @param ownPage where sessions that were started on our own pages come back to; not a page of the caller
 * @returns the page with the `session_id` of the newest session in its query, or null
 */
export function callerRedirectUrl(aggregate: Aggregate, { sessions }: State, ownPage: string): string | null {
  const given = sessions.map(({ sessionId }) => secretsOf(aggregate.sideData, sessionId)?.redirect_url);
  const page = given.findLast((url) => url && url !== ownPage) ?? aggregate.sideData.get(REDIRECT_URL);
  return page && withSessionId(page, sessions.at(-1)?.sessionId ?? null);
}

/** The return link works until a day after the session's `expiresAt`, because people come back late. */
const REDIRECTS_FOR_MS = 24 * 3_600_000;

/**
 * Finds the session that a return link was made for.
 * @param returnRef the random part of the link
 * @param now ms since the epoch
 * @returns null when the link is unknown or too old; `redirectUrl` is the page given at the start of the session: the
 * caller's, or our own onboarding page for a session started there; null when none was given
 */
export function sessionOfReturn(aggregate: Aggregate, state: State, returnRef: string, now: number) {
  for (const session of state.sessions) {
    const secrets = secretsOf(aggregate.sideData, session.sessionId);
    if (secrets?.return_ref !== returnRef) continue;
    const isValid = now < Date.parse(session.expiresAt) + REDIRECTS_FOR_MS;
    return isValid ? { sessionId: session.sessionId, redirectUrl: secrets.redirect_url } : null;
  }
  return null;
}
