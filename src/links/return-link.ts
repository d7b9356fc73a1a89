/** The link by which iLive sends the applicant's browser back: sealed, so that no look-up can lag behind and none can be made up. */
import type { Seal } from '#src/platform/seal.ts';

/** Whose object it is, and a random part that only this session has. No `user_id`. */
export type ReturnLink = { readonly objectId: string; readonly returnRef: string };

const PURPOSE = 'return_link';

/** The opaque part of the link. */
export function sealReturnLink(seal: Seal, { objectId, returnRef }: ReturnLink): Promise<string> {
  return seal.seal(`${objectId} ${returnRef}`, PURPOSE);
}

/** Null for whatever we did not seal. */
export async function openReturnLink(seal: Seal, opaque: string): Promise<ReturnLink | null> {
  const [objectId, returnRef] = (await seal.open(opaque, PURPOSE))?.split(' ') ?? [];
  return objectId && returnRef ? { objectId, returnRef } : null;
}

/** The caller's page with `session_id`, appended as text: its own query stays as it was written. Null adds nothing. */
export function withSessionId(redirectUrl: string, sessionId: string | null): string {
  const target = new URL(redirectUrl);
  if (sessionId === null) return target.href;
  target.search += `${target.search === '' ? '?' : '&'}session_id=${encodeURIComponent(sessionId)}`;
  return target.href;
}
