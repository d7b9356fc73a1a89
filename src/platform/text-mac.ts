/** HMACs over stored texts, under keys derived from `DATA_KEY`: who can write to the store cannot make one. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A MAC: lower-case hex, and the id of its key (the first eight hex digits of the key's SHA-256). */
export type TextMac = { readonly mac: string; readonly mac_key: string };

/** Makes and checks the MACs of one purpose. */
export type TextMacs = ReturnType<typeof createTextMacs>;

/**
 * Creates the functions that make and check MACs.
 * @param dataKeys 32 bytes each: the current `DATA_KEY`, and during its rotation the previous one
 * @param purpose each purpose has keys of its own, so that a MAC of one is none of another
 */
export function createTextMacs(dataKeys: readonly [Uint8Array, ...Uint8Array[]], purpose: string) {
  const keys = dataKeys.map((dataKey) => {
    const key = createHmac('sha256', dataKey).update(purpose).digest();
    return { key, id: createHash('sha256').update(key).digest('hex').slice(0, 8) };
  });
  const [current] = keys;
  if (!current) throw new Error('no key');

  return {
    /** The id of the current key. */
    keyId: current.id,

    /** The id of the previous key, null when `DATA_KEY` is not being rotated. */
    previousKeyId: keys[1]?.id ?? null,

    /** Makes the MAC by the current key. */
    make: (text: string): TextMac => ({ mac: macOf(text, current.key).toString('hex'), mac_key: current.id }),

    /** Tells whether the MAC is right by one of the keys. */
    isRight(text: string, { mac, mac_key }: TextMac): boolean {
      const key = keys.find(({ id }) => id === mac_key)?.key;
      const given = Buffer.from(mac, 'hex');
      return key !== undefined && given.length === 32 && timingSafeEqual(macOf(text, key), given);
    },
  };
}

function macOf(text: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
