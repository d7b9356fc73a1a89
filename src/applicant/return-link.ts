/** The link by which iLive sends the applicant's browser back: sealed, so that no look-up can lag behind and none can be made up. */
import type { State } from '../core/model.ts';
import type { Seal } from '../seal.ts';
import type { Journal } from './journal.ts';
import { secretsOf } from './session-secrets.ts';

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
export function sessionOfReturn(journal: Journal, state: State, returnRef: string, now: number) {
  for (const session of state.sessions) {
    const secrets = secretsOf(journal, session.sessionId);
    if (secrets?.return_ref !== returnRef) continue;
    const good = now < Date.parse(session.expiresAt) + REDIRECTS_FOR_MS;
    return good ? { sessionId: session.sessionId, redirectUrl: secrets.redirect_url } : null;
  }
  return null;
}
