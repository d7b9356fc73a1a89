/** A map that forgets the entry longest unused when it grows beyond its size. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): boolean;
  /** From the longest unused to the latest. */
  values(): V[];
  clear(): void;
  readonly size: number;
}

/** Makes an empty map for at most `maxEntries`. */
export function createBoundedMap<V>(maxEntries: number): BoundedMap<V> {
  // A Map iterates in the order of insertion: re-inserting on each use keeps the oldest first.
  const entries = new Map<string, V>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => entries.delete(key),
    values: () => [...entries.values()],
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
