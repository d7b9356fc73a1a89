/** Side data: what is stored besides the log because it must be erasable. The log has at most a salted hash of it. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

/** One piece of side data. */
export type SideDataEntry = { readonly name: string; readonly value: string };

/** Read access to side data. `get` returns one piece, or null. */
export type SideDataReader = { readonly get: (name: string) => string | null };

/**
 * Selects pieces that hold a time `kept_at`: those whose names begin with `prefix` and whose time is before `before`
 * (RFC 3339). `most`: how many others there may be.
 */
export type Outdated = { readonly prefix: string; readonly before: string; readonly most: number };

const keptSchema = z.object({ kept_at: z.string() });

/** The side data of one object. */
export type SideDataStore = ReturnType<typeof createSideDataStore>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createSideDataStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** Returns one piece, or null. */
    get(name: string): string | null {
      return keyValues.get('side_data', name);
    },

    /** Returns all pieces, in the order of their names. */
    all(): readonly SideDataEntry[] {
      return keyValues.all('side_data').map(([name, value]) => ({ name, value }));
    },

    /** Stores pieces. */
    put(entries: readonly SideDataEntry[]): void {
      for (const { name, value } of entries) keyValues.put('side_data', name, value);
    },

    /** Deletes one piece. */
    drop(name: string): void {
      keyValues.drop('side_data', name);
    },

    /** Deletes outdated pieces. Returns whether there is room for another one. */
    dropOutdated({ prefix, before, most }: Outdated): boolean {
      const found = keyValues.all('side_data', prefix);
      const outdated = found.filter(([, value]) => keptSchema.parse(JSON.parse(value)).kept_at < before);
      for (const [name] of outdated) keyValues.drop('side_data', name);
      return found.length - outdated.length < most;
    },

    /** Deletes all side data. */
    clear(): void {
      for (const [name] of keyValues.all('side_data')) keyValues.drop('side_data', name);
    },
  };
}
