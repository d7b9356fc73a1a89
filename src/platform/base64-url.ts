/** Base64url: base64 with the URL-safe alphabet (RFC 4648 section 5), without padding. */
import { Buffer } from 'node:buffer';

/** Encodes bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Decodes text. @returns null if it is not base64url, is empty, or is longer than 4,096 characters */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  // `Buffer` ignores invalid characters, so check first. No bytes have a text of length 4n + 1.
  if (!/^[A-Za-z0-9_-]{1,4096}$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
