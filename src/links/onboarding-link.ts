/**
 * Signed tokens for the applicant's link, cookie and forms. A token holds the id of the applicant's object, the
 * generation of the link, its expiry and an HMAC under `LINK_SECRET`, and no personal data. The link in a QR code also
 * holds until when it can be opened.
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
  | { readonly ok: false; readonly reason: 'forged' | 'expired' | 'opened_too_late' };

/** What a token says. `openBy`: when it must have been opened (ms since the epoch), where that is before its expiry. */
export type TokenClaim = {
  readonly objectId: string;
  readonly generation: number;
  readonly endsAt: number;
  readonly openBy?: number;
};

/** How long a link is valid, in seconds. The cookie and the forms made from it end when the link does. */
export const TOKEN_LIFETIME_S = 86_400;

/** How long the link in a QR code can be opened, in seconds: a code can be photographed from a screen. */
export const CODE_LIFETIME_S = 600;

const SHAPE =
  /^([0-9a-f]{64})(?:\.g([1-9][0-9]{0,14}))?(?:\.b([0-9a-z]{1,11}))?\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;

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

/**
 * Makes a token that is valid until `endsAt` (ms since the epoch, to the second). Shaped as that of `signToken`; with
 * `openBy` it has `.b<seconds since the epoch in base 36>` before its expiry.
 */
export async function signTokenUntil(
  secret: string,
  purpose: TokenPurpose,
  { objectId, generation, endsAt, openBy }: TokenClaim,
): Promise<string> {
  const limit = openBy === undefined ? '' : `.b${secondsOf(openBy)}`;
  const claim = `${objectId}${suffixOf(generation)}${limit}.${secondsOf(endsAt)}`;
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesOf(purpose, claim));
  return `${claim}.${toBase64Url(new Uint8Array(mac))}`;
}

/**
 * Checks a token, its HMAC in constant time.
 * @param now ms since the epoch
 * @returns `expired` and `opened_too_late` only for a token that was made here for this purpose; any other invalid one is
 * `forged`
 */
export async function openToken(
  secret: string,
  purpose: TokenPurpose,
  token: string,
  now: number,
): Promise<TokenResult> {
  const [, objectId = '', named = '0', limit, end = '', mac = ''] = SHAPE.exec(token) ?? [];
  const generation = Number(named);
  const claim = `${objectId}${suffixOf(generation)}${limit === undefined ? '' : `.b${limit}`}.${end}`;
  const given = fromBase64Url(mac);
  const isGenuine =
    given && (await crypto.subtle.verify('HMAC', await keyOf(secret), given, bytesOf(purpose, claim)));
  if (!isGenuine) return { ok: false, reason: 'forged' };
  const endsAt = timeOf(end);
  if (now >= endsAt) return { ok: false, reason: 'expired' };
  if (limit !== undefined && now >= timeOf(limit)) return { ok: false, reason: 'opened_too_late' };
  return { ok: true, objectId, generation, endsAt };
}

function secondsOf(time: number): string {
  return Math.floor(time / 1_000).toString(36);
}

function timeOf(seconds: string): number {
  return Number.parseInt(seconds, 36) * 1_000;
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
  return results.find(({ ok }) => ok) ?? results.find(isTooLate) ?? { ok: false, reason: 'forged' };
}

function isTooLate(result: TokenResult): boolean {
  return !result.ok && result.reason !== 'forged';
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
