/** That a form was sent from our own page by the reviewer it was made for, and not too long ago. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** A working day: who comes back later looks at the case again. */
const LIFE_MS = 12 * 3_600_000;

/** What a form's token says: made here for this reviewer, the same but too long ago, or neither. */
export type TokenCheck = 'good' | 'expired' | 'foreign';

/** The forms' token: bound to the reviewer and the moment. @param dataKey 32 bytes @param now ms since the epoch */
export function formToken(dataKey: Uint8Array, reviewer: string, now: number): string {
  return `${now}.${signature(dataKey, reviewer, now)}`;
}

/** In constant time, as far as the signature goes. */
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
