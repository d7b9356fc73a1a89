/** The outbox's rows in the object's SQLite: the cursor, and the notifications that were given up. */
import type { Cursor, Store } from './store.ts';

/** A notification that was given up; `dueAt` (ms since the epoch) once it was asked for again, else null. */
export type Parked = { readonly seq: number; readonly failures: number; readonly dueAt: number | null };

/** What the outbox needs of the store. */
export type OutboxStore = ReturnType<typeof createOutboxStore>;

const SINK = 'notifications';

/** Reads and writes synchronously, within the caller's transaction. */
export function createOutboxStore({ sql }: DurableObjectStorage, store: Store) {
  return {
    /** Null while nothing was ever news. */
    cursor(): Cursor | null {
      return store.cursor(SINK);
    },
    putCursor(cursor: Cursor): void {
      store.putCursor(SINK, cursor);
    },
    parked(): readonly Parked[] {
      if (!store.made) return [];
      type Row = { seq: number; failures: number; due_at: number | null };
      const rows = sql.exec<Row>('SELECT seq, failures, due_at FROM parked ORDER BY seq').toArray();
      return rows.map(({ seq, failures, due_at: dueAt }) => ({ seq, failures, dueAt }));
    },
    park({ seq, failures, dueAt }: Parked): void {
      sql.exec(
        'INSERT OR REPLACE INTO parked (seq, failures, due_at) VALUES (?, ?, ?)',
        seq,
        failures,
        dueAt,
      );
    },
    unpark(seq: number): void {
      sql.exec('DELETE FROM parked WHERE seq = ?', seq);
    },
  };
}
