/** Side data: what the object stores by key besides the log, each key of a kind and with a name in it. */

/** `side_data` is what erasure removes; the others are how far things are, and when they are tried again. */
export type Kind = 'side_data' | 'retry' | 'cursor' | 'parked';

/** The entries of one object. */
export type KeyValues = ReturnType<typeof createKeyValues>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createKeyValues({ kv }: DurableObjectStorage) {
  const keyOf = (kind: Kind, name: string) => `${kind}/${name}`;

  return {
    /** The value, or null. */
    get(kind: Kind, name: string): string | null {
      return kv.get<string>(keyOf(kind, name)) ?? null;
    },
    /** Names and values of that kind whose name begins so. */
    all(kind: Kind, begin = ''): readonly (readonly [name: string, value: string])[] {
      const found = [...kv.list<string>({ prefix: keyOf(kind, begin) })];
      return found.map(([key, value]) => [key.slice(keyOf(kind, '').length), value]);
    },
    put(kind: Kind, name: string, value: string): void {
      kv.put(keyOf(kind, name), value);
    },
    drop(kind: Kind, name: string): void {
      kv.delete(keyOf(kind, name));
    },
  };
}
