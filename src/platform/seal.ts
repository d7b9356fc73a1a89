/** AES-256-GCM under `DATA_KEY`: for what must be stored or handed out and read back by us alone. */
import { fromBase64Url, toBase64Url } from './base64-url.ts';

const IV_BYTES = 12;

/** Seals and opens short texts. `purpose` is bound in, so that a text sealed for one purpose opens for no other. */
export type Seal = {
  seal(text: string, purpose: string): Promise<string>;
  /** Null for whatever was not sealed here, for this purpose, unchanged. */
  open(sealed: string, purpose: string): Promise<string | null>;
};

/** @param keys 32 bytes each: the present one, which seals, and while it rotates the one before it, which still opens */
export function createSeal(
  keys: readonly [Uint8Array<ArrayBuffer>, ...(readonly Uint8Array<ArrayBuffer>[])],
): Seal {
  const imports = keys.map((key) =>
    crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']),
  );
  const [present] = imports;
  if (!present) throw new Error('no key');
  const algorithm = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(purpose),
  });
  return {
    async seal(text, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = new TextEncoder().encode(text);
      const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, purpose), await present, data));
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
          // Not by this key.
        }
      }
      return null;
    },
  };
}
