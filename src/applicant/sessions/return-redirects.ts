/** The link by which iLive sends the applicant's browser back: sealed, so that no look-up can lag behind and none can be made up. */
import type { State } from '#src/core/model.ts';
import type { Seal } from '#src/platform/seal.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { secretsOf } from '../storage/session-secrets.ts';

/** The caller's page with `session_id`, appended as text: its own query stays as it was written. Null adds nothing. */
export function withSessionId(redirectUrl: string, sessionId: string | null): string {
  const target = new URL(redirectUrl);
  if (sessionId === null) return target.href;
  target.search += `${target.search === '' ? '?' : '&'}session_id=${encodeURIComponent(sessionId)}`;
  return target.href;
}

/** Where the caller's page given with the applicant is kept: beside the log, so that it can be erased. */
export const REDIRECT_URL = 'redirect_url';

/**
 * The caller's page that the applicant's own pages lead back to, or null: of the newest session that has one, else the
 * one given with the applicant. `ownPage` is where sessions begun on our pages come back to.
 */
export function callersPage(aggregate: Aggregate, { sessions }: State, ownPage: string): string | null {
  const given = sessions.map(({ sessionId }) => secretsOf(aggregate, sessionId)?.redirect_url);
  const page = given.findLast((url) => url && url !== ownPage) ?? aggregate.personal(REDIRECT_URL);
  return page && withSessionId(page, sessions.at(-1)?.sessionId ?? null);
}

/** Whose object it is, and a random part that only this session has. No `user_id`. */
export type ReturnLink = { readonly objectId: string; readonly returnRef: string };

const PURPOSE = 'return_link';
/** The link redirects until a day after the session's end: people come back late. */
const REDIRECTS_FOR_MS = 24 * 3_600_000;

/** The opaque part of the link. */
export function sealReturnLink(seal: Seal, { objectId, returnRef }: ReturnLink): Promise<string> {
  return seal.seal(`${objectId} ${returnRef}`, PURPOSE);
}

/** Null for whatever we did not seal. */
export async function openReturnLink(seal: Seal, opaque: string): Promise<ReturnLink | null> {
  const [objectId, returnRef] = (await seal.open(opaque, PURPOSE))?.split(' ') ?? [];
  return objectId && returnRef ? { objectId, returnRef } : null;
}

/** The session that the link was made for, while the link is good; `redirectUrl` is the caller's page. */
export function sessionOfReturn(aggregate: Aggregate, state: State, returnRef: string, now: number) {
  for (const session of state.sessions) {
    const secrets = secretsOf(aggregate, session.sessionId);
    if (secrets?.return_ref !== returnRef) continue;
    const good = now < Date.parse(session.expiresAt) + REDIRECTS_FOR_MS;
    return good ? { sessionId: session.sessionId, redirectUrl: secrets.redirect_url } : null;
  }
  return null;
}
