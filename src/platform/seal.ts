/**
 * Seals texts with AES-256-GCM under `DATA_KEY`, so that they can be stored or handed out and only we can read them.
 */
import { fromBase64Url, toBase64Url } from './base64-url.ts';

const IV_BYTES = 12;

/**
 * Seals and opens short texts. `purpose` is authenticated, so that a text sealed for one purpose opens for no other.
 */
export type Seal = {
  /** Encrypts a text. @returns base64url */
  seal(text: string, purpose: string): Promise<string>;
  /** Decrypts a text. @returns null if it was changed, sealed for another purpose, or sealed with none of our keys */
  open(sealed: string, purpose: string): Promise<string | null>;
};

/**
 * Makes the seal.
 * @param keys 32 bytes each: first the current key, which seals and opens, then during a rotation the previous one,
 *   which only opens
 */
export function createSeal(
  keys: readonly [Uint8Array<ArrayBuffer>, ...(readonly Uint8Array<ArrayBuffer>[])],
): Seal {
  const imports = keys.map((key) =>
    crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']),
  );
  const [current] = imports;
  if (!current) throw new Error('no key');
  const algorithm = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(purpose),
  });
  return {
    async seal(text, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = new TextEncoder().encode(text);
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, purpose), await current, data));
      return toBase64Url(Uint8Array.of(...iv, ...sealed));
    },
    async open(sealed, purpose) {
      const bytes = fromBase64Url(sealed);
      if (!bytes || bytes.length <= IV_BYTES) return null;
      const iv = bytes.slice(0, IV_BYTES);
      for (const imported of imports) {
        try {
          const text = await crypto.subtle.decrypt(
            algorithm(iv, purpose),
            await imported,
            bytes.slice(IV_BYTES),
          );
          return new TextDecoder().decode(text);
        } catch {
          // Not sealed with this key: try the next.
        }
      }
      return null;
    },
  };
}
