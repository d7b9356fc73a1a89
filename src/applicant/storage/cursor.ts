/** Cursors of tasks: how far notifications have followed the log, and when a task that failed is tried again. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

const cursorSchema = z.object({
  seq: z.number(),
  failures: z.number(),
  dueAt: z.number(),
  /** How the last try failed, where that is known. */
  code: z.string().optional(),
});

/**
 * `seq`: the last event that was processed; 0 for the clearing of R2, which does not follow the log. `failures`: tries
 * that failed in a row. `dueAt`: when the next try is due (ms since the epoch), 0 for at once.
 */
export type Cursor = Readonly<z.infer<typeof cursorSchema>>;

/** Makes the cursor after a success. */
export function cursorAt(seq: number): Cursor {
  return { seq, failures: 0, dueAt: 0 };
}

/**
 * Makes the cursor after a failed try, at the same event. The next try is after 1 s, doubling, 5 minutes at most.
 * @param now ms since the epoch
 */
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
    /** Returns the cursor of that name, or null when none was stored yet. */
    get(name: string): Cursor | null {
      const text = keyValues.get('cursor', name);
      return text === null ? null : cursorSchema.parse(JSON.parse(text));
    },
    /** Stores the cursor of that name. */
    put(name: string, cursor: Cursor): void {
      keyValues.put('cursor', name, JSON.stringify(cursor));
    },
  };
}
