/** Base64url: base64 with the URL-safe alphabet (RFC 4648 section 5), without padding. */
import { Buffer } from 'node:buffer';

/** Encodes bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** The longest text that is decoded: more than a sealed token of iLive's, of 4,096 characters in 3 bytes each. */
const MAX_CHARACTERS = 20_000;

/** Decodes text. @returns null if it is not base64url, is empty, or is longer than 20,000 characters */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  // `Buffer` ignores invalid characters, so check first. No bytes have a text of length 4n + 1.
  if (text.length > MAX_CHARACTERS || text.length % 4 === 1 || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
