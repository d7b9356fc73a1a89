/** Side data: what is stored besides the log because it must be erasable; the log holds at most a salted hash of it. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

/** One piece of it. */
export type Personal = { readonly name: string; readonly value: string };

/** Gives one piece, or null. */
export type SideDataReader = { readonly get: (name: string) => string | null };

/** Pieces that have a time in them (`kept_at`, RFC 3339): those whose name begins so, from before that time. */
export type Outdated = { readonly prefix: string; readonly before: string };

const keptSchema = z.object({ kept_at: z.string() });

/** The side data of one object. */
export type SideDataStore = ReturnType<typeof createSideDataStore>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createSideDataStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** One piece, or null. */
    get(name: string): string | null {
      return keyValues.get('side_data', name);
    },

    /** Writes all of these. */
    put(personal: readonly Personal[]): void {
      for (const { name, value } of personal) keyValues.put('side_data', name, value);
    },

    /** Forgets one piece. */
    drop(name: string): void {
      keyValues.drop('side_data', name);
    },

    /** Forgets what was not asked for in time. */
    dropOutdated({ prefix, before }: Outdated): void {
      for (const [name, value] of keyValues.all('side_data', prefix)) {
        if (keptSchema.parse(JSON.parse(value)).kept_at < before) keyValues.drop('side_data', name);
      }
    },

    /** Forgets all of it. */
    clear(): void {
      for (const [name] of keyValues.all('side_data')) keyValues.drop('side_data', name);
    },
  };
}
