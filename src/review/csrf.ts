/** That a form was sent from our own page by the reviewer it was made for. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The forms' token: bound to the reviewer, good as long as `DATA_KEY` is. @param dataKey 32 bytes */
export function formToken(dataKey: Uint8Array, reviewer: string): string {
  const key = Buffer.from(hkdfSync('sha256', dataKey, '', 'review console forms', 32));
  return createHmac('sha256', key).update(reviewer).digest('base64url');
}

/** Whether the token is that reviewer's; in constant time. */
export function isFormToken(given: string, dataKey: Uint8Array, reviewer: string): boolean {
  const expected = Buffer.from(formToken(dataKey, reviewer));
  const presented = Buffer.from(given);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
