/** The applicant's link, cookie and forms: whose object, until when, and an HMAC under `LINK_SECRET`. Nothing of the person is in it. */
import { fromBase64Url, toBase64Url } from '#src/platform/base64-url.ts';

/** What a token is for is bound in, so that none can stand in for another. */
export type TokenPurpose = 'onboarding_link' | 'onboarding_cookie' | 'onboarding_form';

/** Whose page may be opened: the hexadecimal id of the applicant's object. */
export type Opened =
  | { readonly ok: true; readonly objectId: string }
  | { readonly ok: false; readonly reason: 'forged' | 'expired' };

/** How long a link opens the pages, a cookie keeps them open, and a form on them can be sent. */
export const TOKEN_LIFE_S = 86_400;

const SHAPE = /^([0-9a-f]{64})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

/** `<object id>.<end, seconds in base 36>.<HMAC-SHA256 in base64url>`. @param now ms since the epoch */
export async function signToken(
  secret: string,
  purpose: TokenPurpose,
  objectId: string,
  now: number,
): Promise<string> {
  const claim = `${objectId}.${(Math.floor(now / 1_000) + TOKEN_LIFE_S).toString(36)}`;
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(purpose, claim));
  return `${claim}.${toBase64Url(new Uint8Array(mac))}`;
}

/** Compared in constant time. Only a token that is ours is called expired. */
export async function openToken(
  secret: string,
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<Opened> {
  const [, objectId = '', end = '', mac = ''] = SHAPE.exec(token) ?? [];
  const given = fromBase64Url(mac);
  const ours =
    given &&
    (await crypto.subtle.verify('HMAC', await keyOf(secret), given, bytesOf(purpose, `${objectId}.${end}`)));
  if (!ours) return { ok: false, reason: 'forged' };
  return now < Number.parseInt(end, 36) * 1_000 ? { ok: true, objectId } : { ok: false, reason: 'expired' };
}

function keyOf(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, [
    'sign',
    'verify',
  ]);
}

function bytesOf(purpose: TokenPurpose, claim: string) {
  return new TextEncoder().encode(`${purpose} ${claim}`);
}
