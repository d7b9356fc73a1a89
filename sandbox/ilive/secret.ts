import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** A new secret that is safe in a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
