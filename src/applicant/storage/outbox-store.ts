/** The outbox's entries beside the log: the cursor, and the notifications that were given up. */
import { z } from 'zod';
import { type Cursor, createCursorStore } from './cursor.ts';
import { createKeyValues } from './key-values.ts';

const parkedSchema = z.object({ seq: z.number(), failures: z.number(), dueAt: z.number().nullable() });
/** A notification that was given up; `dueAt` (ms since the epoch) once it was asked for again, else null. */
export type Parked = Readonly<z.infer<typeof parkedSchema>>;

/** What the outbox needs of the store. */
export type OutboxStore = ReturnType<typeof createOutboxStore>;

const NAME = 'notifications';

/** Reads and writes synchronously, within the caller's transaction. */
export function createOutboxStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const cursors = createCursorStore(storage);
  return {
    /** Null while nothing was ever news. */
    cursor(): Cursor | null {
      return cursors.get(NAME);
    },
    putCursor(cursor: Cursor): void {
      cursors.put(NAME, cursor);
    },
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
