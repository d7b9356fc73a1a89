/** How far the clearing of R2 is. */
import { type Cursor, type CursorStore, cursorAt } from '../storage/cursor.ts';

const NAME = 'photos';

/** Reads the cursor once; from then on it is changed here. */
export function createPhotoClearing(store: CursorStore) {
  let cursor = store.get(NAME) ?? cursorAt(0);

  return {
    get cursor(): Cursor {
      return cursor;
    },

    /** Moves it, in storage too. */
    put(next: Cursor): void {
      store.put(NAME, next);
      cursor = next;
    },

    /** Ends a pause after a failure. Not stored: an erasure makes the clearing due anyway. */
    endPause(): void {
      cursor = { ...cursor, dueAt: 0 };
    },
  };
}
