/**
 * Signed tokens for the applicant's link, cookie and forms. A token holds the id of the applicant's object, the
 * generation of the link, its expiry and an HMAC under `LINK_SECRET`, and no personal data.
 */
import { fromBase64Url, toBase64Url } from '#src/platform/base64-url.ts';

/** What a token is for. The HMAC covers it, so that a token of one purpose is not valid for another. */
export type TokenPurpose = 'onboarding_link' | 'onboarding_cookie' | 'onboarding_form';

/**
 * The result of a token's check. `objectId` is the id of the applicant's object, in hex; `endsAt` is the token's expiry in
 * ms since the epoch. Whether the generation is still the current one, only the object knows.
 */
export type TokenResult =
  | {
      readonly ok: true;
      readonly objectId: string;
      readonly generation: number;
      readonly endsAt: number;
    }
  | { readonly ok: false; readonly reason: 'forged' | 'expired' };

/** How long a link is valid, in seconds. The cookie and the forms made from it end when the link does. */
export const TOKEN_LIFETIME_S = 86_400;

const SHAPE = /^([0-9a-f]{64})(?:\.g([1-9][0-9]{0,14}))?\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

/**
 * Makes a token that is valid for `TOKEN_LIFETIME_S`.
 * @param now ms since the epoch
 * @param generation of the link; a token of generation 0 does not name it
 * @returns `<object id>[.g<generation>].<expiry, seconds since the epoch in base 36>.<HMAC-SHA256 in base64url>`
 */
export function signToken(
  secret: string,
  purpose: TokenPurpose,
  objectId: string,
  now: number,
  generation = 0,
): Promise<string> {
  const endsAt = now + TOKEN_LIFETIME_S * 1_000;
  return signTokenUntil(secret, purpose, { objectId, generation, endsAt });
}

/** Makes a token that is valid until `endsAt` (ms since the epoch, to the second). Shaped as that of `signToken`. */
export async function signTokenUntil(
  secret: string,
  purpose: TokenPurpose,
  { objectId, generation, endsAt }: Omit<Extract<TokenResult, { ok: true }>, 'ok'>,
): Promise<string> {
  const claim = `${objectId}${suffixOf(generation)}.${Math.floor(endsAt / 1_000).toString(36)}`;
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(purpose, claim));
  return `${claim}.${toBase64Url(new Uint8Array(mac))}`;
}

/**
 * Checks a token, its HMAC in constant time.
 * @param now ms since the epoch
 * @returns `expired` only for a token that was made here for this purpose; any other invalid one is `forged`
 */
export async function openToken(
  secret: string,
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<TokenResult> {
  const [, objectId = '', named = '0', end = '', mac = ''] = SHAPE.exec(token) ?? [];
  const generation = Number(named);
  const claim = `${objectId}${suffixOf(generation)}.${end}`;
  const given = fromBase64Url(mac);
  const isGenuine =
    given && (await crypto.subtle.verify('HMAC', await keyOf(secret), given, bytesOf(purpose, claim)));
  if (!isGenuine) return { ok: false, reason: 'forged' };
  const endsAt = Number.parseInt(end, 36) * 1_000;
  return now < endsAt ? { ok: true, objectId, generation, endsAt } : { ok: false, reason: 'expired' };
}

function suffixOf(generation: number): string {
  return generation === 0 ? '' : `.g${generation}`;
}

/** Checks a token with each of the secrets: the current one, and during its rotation the previous one. */
export async function openTokenByAny(
  secrets: readonly string[],
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<TokenResult> {
  const results = await Promise.all(secrets.map((secret) => openToken(secret, purpose, token, now)));
  return results.find(({ ok }) => ok) ?? results.find(isExpired) ?? { ok: false, reason: 'forged' };
}

function isExpired(result: TokenResult): boolean {
  return !result.ok && result.reason === 'expired';
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
