/** Cursors: how far something has followed the log, and when it is tried again. Times in ms since the epoch. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

const cursorSchema = z.object({ seq: z.number(), failures: z.number(), dueAt: z.number() });

/** The last event that was processed, and when the next try is after a failure. */
export type Cursor = Readonly<z.infer<typeof cursorSchema>>;

/** The cursor at an event, after a try that succeeded. */
export function cursorAt(seq: number): Cursor {
  return { seq, failures: 0, dueAt: 0 };
}

/** The cursor at the same event, after a failed try. The next one is after 1 s, doubling, 5 minutes at most. */
export function cursorAfterFailure({ seq, failures }: Cursor, now: number): Cursor {
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return { seq, failures: failures + 1, dueAt: now + delay };
}

/** The cursors of one object. */
export type CursorStore = ReturnType<typeof createCursorStore>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createCursorStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** The cursor of that name, or null where it never began. */
    get(name: string): Cursor | null {
      const text = keyValues.get('cursor', name);
      return text === null ? null : cursorSchema.parse(JSON.parse(text));
    },
    put(name: string, cursor: Cursor): void {
      keyValues.put('cursor', name, JSON.stringify(cursor));
    },
  };
}
