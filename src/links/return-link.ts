/**
 * The link to which iLive sends the applicant's browser after a session. It is sealed (encrypted), so that it needs no
 * look-up in D1, which may be behind, and cannot be forged.
 */
import type { Seal } from '#src/platform/seal.ts';

/** What a link holds: the id of the applicant's object, in hex, and a random reference of the session. No `user_id`. */
export type ReturnLink = { readonly objectId: string; readonly returnRef: string };

const PURPOSE = 'return_link';

/** Makes the opaque part of the link. */
export function sealReturnLink(seal: Seal, { objectId, returnRef }: ReturnLink): Promise<string> {
  return seal.seal(`${objectId} ${returnRef}`, PURPOSE);
}

/** Opens the opaque part of a link. Null when this service did not seal it as a return link. */
export async function openReturnLink(seal: Seal, opaque: string): Promise<ReturnLink | null> {
  const [objectId, returnRef] = (await seal.open(opaque, PURPOSE))?.split(' ') ?? [];
  return objectId && returnRef ? { objectId, returnRef } : null;
}

/**
 * Sets `session_id` in the query of the caller's page: replaces it, or adds it at the end. Works on the text, so that
 * the rest of the query stays as written.
 * @param sessionId null changes nothing
 */
export function withSessionId(redirectUrl: string, sessionId: string | null): string {
  const target = new URL(redirectUrl);
  if (sessionId === null) return target.href;
  const set = `session_id=${encodeURIComponent(sessionId)}`;
  const parts = target.search.slice(1).split('&');
  const at = parts.findIndex(isSessionId);
  const kept = parts.filter((part) => part !== '' && !isSessionId(part));
  const before = at < 0 ? kept.length : parts.slice(0, at).filter((part) => part !== '').length;
  target.search = [...kept.slice(0, before), set, ...kept.slice(before)].join('&');
  return target.href;
}

/** Tells whether a part of a query is named `session_id`, as a server reads the name. */
function isSessionId(part: string): boolean {
  return new URLSearchParams(part).has('session_id');
}
