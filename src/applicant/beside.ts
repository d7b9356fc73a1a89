/** What stands beside the log in the object's SQLite: one table, each row of a kind and under a name of its own. */

/** `personal` is what erasure removes; the others are how far things are, and when they are tried again. */
export type Kind = 'personal' | 'retry' | 'cursor' | 'parked';

/** The rows of one object. */
export type Beside = ReturnType<typeof createBeside>;

/** Reads and writes synchronously, within the caller's transaction. The tables must be there. */
export function createBeside(sql: SqlStorage) {
  return {
    /** The value, or null. */
    get(kind: Kind, name: string): string | null {
      const query = 'SELECT value FROM beside WHERE kind = ? AND name = ?';
      return sql.exec<{ value: string }>(query, kind, name).toArray()[0]?.value ?? null;
    },
    /** The values of that kind. */
    all(kind: Kind): readonly string[] {
      const rows = sql.exec<{ value: string }>('SELECT value FROM beside WHERE kind = ?', kind).toArray();
      return rows.map(({ value }) => value);
    },
    put(kind: Kind, name: string, value: string): void {
      sql.exec('INSERT OR REPLACE INTO beside (kind, name, value) VALUES (?, ?, ?)', kind, name, value);
    },
    drop(kind: Kind, name: string): void {
      sql.exec('DELETE FROM beside WHERE kind = ? AND name = ?', kind, name);
    },
    clear(kind: Kind): void {
      sql.exec('DELETE FROM beside WHERE kind = ?', kind);
    },
    /** Removes those whose name begins so and that were kept (`kept_at` in the value, RFC 3339) before that time. */
    dropOutdated(kind: Kind, prefix: string, before: string): void {
      const query =
        "DELETE FROM beside WHERE kind = ? AND name >= ? AND name < ? AND value ->> 'kept_at' < ?";
      sql.exec(query, kind, prefix, `${prefix}\u{10ffff}`, before);
    },
  };
}
