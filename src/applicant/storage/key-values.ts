/** What the object stores besides the log: texts under keys `<kind>/<name>`. */

/**
 * The kinds of keys. `side_data`: what erasure removes. `retry`: which steps wait for another try, and until when.
 * `cursor`: see `Cursor`. `parked`: notifications that were given up. `uploads`: the tickets of
 * uploads by the API (`api-uploads.ts`). `row_finding`: see `row-finding.ts`. `lost_starts`: see
 * `lost-starts.ts`.
 */
export type Kind = 'side_data' | 'retry' | 'cursor' | 'parked' | 'uploads' | 'row_finding' | 'lost_starts';

/** The entries of one object. */
export type KeyValues = ReturnType<typeof createKeyValues>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createKeyValues({ kv }: DurableObjectStorage) {
  const keyOf = (kind: Kind, name: string) => `${kind}/${name}`;

  return {
    /** Returns the value, or null. */
    get(kind: Kind, name: string): string | null {
      return kv.get<string>(keyOf(kind, name)) ?? null;
    },
    /** Lists the entries of a kind whose names begin with `prefix`, in the order of their names. */
    all(kind: Kind, prefix = ''): readonly (readonly [name: string, value: string])[] {
      const found = [...kv.list<string>({ prefix: keyOf(kind, prefix) })];
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
