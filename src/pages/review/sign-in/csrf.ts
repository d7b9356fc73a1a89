/** CSRF tokens: prove that a form was made here, for this reviewer, and not too long ago. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** A working day. After that the reviewer has to look at the case again. */
const LIFE_MS = 12 * 3_600_000;

/** The result of a check: made here for this reviewer (`good`), the same but too long ago (`expired`), or `foreign`. */
export type TokenCheck = 'good' | 'expired' | 'foreign';

/**
 * Makes a token for a form, bound to the reviewer and the time.
 * @param dataKey 32 bytes
 * @param now ms since the epoch
 * @returns `<now>.<HMAC-SHA256 in base64url>`
 */
export function formToken(dataKey: Uint8Array, reviewer: string, now: number): string {
  return `${now}.${signature(dataKey, reviewer, now)}`;
}

/**
 * Checks a token with each of the keys: the current one, and during its rotation the previous one.
 * @param dataKeys 32 bytes each
 * @param now ms since the epoch
 */
export function checkFormTokenByAny(
  given: string,
  dataKeys: readonly Uint8Array[],
  reviewer: string,
  now: number,
): TokenCheck {
  const checks = dataKeys.map((dataKey) => checkFormToken(given, dataKey, reviewer, now));
  return checks.find((check) => check !== 'foreign') ?? 'foreign';
}

/**
 * Checks a token. Signatures are compared in constant time.
 * @param dataKey 32 bytes
 * @param now ms since the epoch
 */
export function checkFormToken(
  given: string,
  dataKey: Uint8Array,
  reviewer: string,
  now: number,
): TokenCheck {
  const [, digits = '', signed = ''] = /^(\d{1,15})\.([\w-]+)$/.exec(given) ?? [];
  const madeAt = Number(digits);
  const expected = Buffer.from(signature(dataKey, reviewer, madeAt));
  const presented = Buffer.from(signed);
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) return 'foreign';
  return now - madeAt < LIFE_MS ? 'good' : 'expired';
}

function signature(dataKey: Uint8Array, reviewer: string, madeAt: number): string {
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'review console forms', 32));
  return createHmac('sha256', key).update(`${madeAt} ${reviewer}`).digest('base64url');
}
