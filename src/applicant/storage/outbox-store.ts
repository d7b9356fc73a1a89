/** What the outbox stores: its cursor, and the notifications that were given up. */
import { z } from 'zod';
import { type Cursor, createCursorStore } from './cursor.ts';
import { createKeyValues } from './key-values.ts';

const parkedSchema = z.object({
  seq: z.number(),
  failures: z.number(),
  dueAt: z.number().nullable(),
  /** How the last try failed, where that is known. */
  code: z.string().optional(),
});
/**
 * A notification that was given up. `seq` is its event's. `dueAt` is null until it is requested again, then the time of
 * the next try (ms since the epoch).
 */
export type Parked = Readonly<z.infer<typeof parkedSchema>>;

/** The stored outbox of one object. */
export type OutboxStore = ReturnType<typeof createOutboxStore>;

const NAME = 'notifications';

/** Reads and writes synchronously, within the caller's transaction. */
export function createOutboxStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const cursors = createCursorStore(storage);
  return {
    /** Returns the cursor, or null until the first event that is appended while a receiver is set. */
    cursor(): Cursor | null {
      return cursors.get(NAME);
    },
    putCursor(cursor: Cursor): void {
      cursors.put(NAME, cursor);
    },
    /** Returns all parked notifications, oldest first. */
    parked(): readonly Parked[] {
      const rows = keyValues.all('parked').map(([, text]) => parkedSchema.parse(JSON.parse(text)));
      return rows.toSorted((a, b) => a.seq - b.seq);
    },
    park(parked: Parked): void {
      keyValues.put('parked', String(parked.seq), JSON.stringify(parked));
    },
    unpark(seq: number): void {
      keyValues.drop('parked', String(seq));
    },
  };
}
