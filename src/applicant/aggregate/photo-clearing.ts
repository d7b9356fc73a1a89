/** The cursor of the task that deletes pictures from R2. */
import { type Cursor, type CursorStore, cursorAt } from '../storage/cursor.ts';

const NAME = 'photos';

/** Reads the cursor from storage once. Every change of the cursor goes through here. */
export function createPhotoClearing(store: CursorStore) {
  let cursor = store.get(NAME) ?? cursorAt(0);

  return {
    get cursor(): Cursor {
      return cursor;
    },

    /** Sets the cursor, in memory and in storage. */
    put(next: Cursor): void {
      store.put(NAME, next);
      cursor = next;
    },

    /** Ends the pause after a failed try. Not stored: after a restart the pause, 5 minutes at most, applies again. */
    endPause(): void {
      cursor = { ...cursor, dueAt: 0 };
    },
  };
}
