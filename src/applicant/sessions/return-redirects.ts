/** Where an applicant who comes back from iLive goes next: to the page that the caller named with the session or the applicant. */
import type { State } from '#src/core/model.ts';
import { withSessionId } from '#src/links/return-link.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { secretsOf } from '../storage/session-secrets.ts';

/** Where the caller's page given with the applicant is kept: beside the log, so that it can be erased. */
export const REDIRECT_URL = 'redirect_url';

/**
 * The caller's page that the applicant's own pages lead back to, or null: of the newest session that has one, else the
 * one given with the applicant. `ownPage` is where sessions begun on our pages come back to.
 */
export function callersPage(aggregate: Aggregate, { sessions }: State, ownPage: string): string | null {
  const given = sessions.map(({ sessionId }) => secretsOf(aggregate.sideData, sessionId)?.redirect_url);
  const page = given.findLast((url) => url && url !== ownPage) ?? aggregate.sideData.get(REDIRECT_URL);
  return page && withSessionId(page, sessions.at(-1)?.sessionId ?? null);
}

/** The link redirects until a day after the session's end: people come back late. */
const REDIRECTS_FOR_MS = 24 * 3_600_000;

/** The session that the link was made for, while the link is good; `redirectUrl` is the caller's page. */
export function sessionOfReturn(aggregate: Aggregate, state: State, returnRef: string, now: number) {
  for (const session of state.sessions) {
    const secrets = secretsOf(aggregate.sideData, session.sessionId);
    if (secrets?.return_ref !== returnRef) continue;
    const good = now < Date.parse(session.expiresAt) + REDIRECTS_FOR_MS;
    return good ? { sessionId: session.sessionId, redirectUrl: secrets.redirect_url } : null;
  }
  return null;
}
