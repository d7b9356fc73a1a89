/** The object's own SQLite: the log, the personal data beside it, and what is retried. No rule stands here. */
import { type ApplicantEvent, applicantEventSchema, type LoggedEvent } from '../core/events.ts';
import { type ChainedEvent, FIRST_PREV_HASH, hashOf } from './chain.ts';

/** A step that waits: it failed for the moment, or the pacer asked it to. Times in ms since the epoch. */
export type Retry = {
  readonly stepKey: string;
  readonly failures: number;
  readonly firstFailedAt: number;
  /** Whole, as the tables hold it. */
  readonly dueAt: number;
  /** Calls that the pacer granted for that time; 0 after a failure. */
  readonly reserved: number;
};

/** How far a sink has followed the log, and when it is tried again after a failure. */
export type Cursor = { readonly seq: number; readonly failures: number; readonly dueAt: number };

/** What is stored beside one event because it must be erasable; the log holds at most a salted hash. */
export type Personal = { readonly name: string; readonly value: string };

/** New events with what must stand or fall with them. */
export type Entry = {
  readonly events: readonly ApplicantEvent[];
  readonly at: string;
  readonly actor: string;
  readonly personal: readonly Personal[];
  /** Names of personal data that is used up. */
  readonly drop: readonly string[];
};

const SCHEMA = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE personal (
    name TEXT PRIMARY KEY, seq INTEGER NOT NULL, value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE retry (
    id INTEGER PRIMARY KEY CHECK (id = 1), step_key TEXT NOT NULL, failures INTEGER NOT NULL,
    first_failed_at INTEGER NOT NULL, due_at INTEGER NOT NULL, reserved INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE cursors (
    sink TEXT PRIMARY KEY, seq INTEGER NOT NULL, failures INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The store of one object. */
export type Store = ReturnType<typeof createStore>;

/** Reads and writes synchronously, so that nothing comes between a decision and its append. */
export function createStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  let made = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'events'").toArray().length > 0;
  let lastHash = FIRST_PREV_HASH;

  function rows(after: number, limit: number): ChainedEvent[] {
    if (!made) return [];
    const before = sql.exec<{ hash: string }>('SELECT hash FROM events WHERE seq = ?', after).toArray();
    let prevHash = before[0]?.hash ?? FIRST_PREV_HASH;
    type Row = { seq: number; type: string; at: string; actor: string; data: string; hash: string };
    const query = 'SELECT seq, type, at, actor, data, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?';
    return sql
      .exec<Row>(query, after, limit)
      .toArray()
      .map(({ seq, type, at, actor, data, hash }) => {
        const event = applicantEventSchema.parse({ type, data: JSON.parse(data) });
        const chained = { ...event, seq, at, actor, prev_hash: prevHash, hash };
        prevHash = hash;
        return chained;
      });
  }

  return {
    /** Events after that number, oldest first. */
    events: rows,

    /** The whole log. */
    load(): readonly LoggedEvent[] {
      const log = rows(0, Number.MAX_SAFE_INTEGER);
      lastHash = log.at(-1)?.hash ?? FIRST_PREV_HASH;
      return log;
    },

    /** Numbers, chains and appends, in one transaction with what `within` does (the alarm). All or nothing. */
    append(
      entry: Entry,
      seq: number,
      within: (logged: readonly LoggedEvent[]) => void,
    ): readonly ChainedEvent[] {
      return storage.transactionSync(() => {
        if (!made) sql.exec(SCHEMA);
        let hash = lastHash;
        const logged = entry.events.map((event, index): ChainedEvent => {
          const numbered = { ...event, seq: seq + 1 + index, at: entry.at, actor: entry.actor };
          const prev_hash = hash;
          hash = hashOf(prev_hash, numbered);
          const { type, at, actor, data } = numbered;
          const values = [numbered.seq, type, at, actor, JSON.stringify(data), hash];
          sql.exec(
            'INSERT INTO events (seq, type, at, actor, data, hash) VALUES (?, ?, ?, ?, ?, ?)',
            ...values,
          );
          return { ...numbered, prev_hash, hash };
        });
        for (const name of entry.drop) sql.exec('DELETE FROM personal WHERE name = ?', name);
        for (const { name, value } of entry.personal) {
          sql.exec(
            'INSERT OR REPLACE INTO personal (name, seq, value) VALUES (?, ?, ?)',
            name,
            seq + 1,
            value,
          );
        }
        within(logged);
        made = true;
        lastHash = hash;
        return logged;
      });
    },

    /** One piece of personal data, or null. */
    personal(name: string): string | null {
      if (!made) return null;
      const found = sql.exec<{ value: string }>('SELECT value FROM personal WHERE name = ?', name).toArray();
      return found[0]?.value ?? null;
    },

    /** The step that is waiting to be tried again, or null. */
    retry(): Retry | null {
      if (!made) return null;
      type Row = {
        step_key: string;
        failures: number;
        first_failed_at: number;
        due_at: number;
        reserved: number;
      };
      const row = sql
        .exec<Row>('SELECT step_key, failures, first_failed_at, due_at, reserved FROM retry')
        .toArray()[0];
      if (!row) return null;
      const { step_key: stepKey, failures, first_failed_at: firstFailedAt, due_at: dueAt, reserved } = row;
      return { stepKey, failures, firstFailedAt, dueAt, reserved };
    },

    /** Remembers the failure, in one transaction with what `within` does. */
    putRetry({ stepKey, failures, firstFailedAt, dueAt, reserved }: Retry, within: () => void): void {
      storage.transactionSync(() => {
        const values = [stepKey, failures, firstFailedAt, dueAt, reserved];
        sql.exec('INSERT OR REPLACE INTO retry VALUES (1, ?, ?, ?, ?, ?)', ...values);
        within();
      });
    },

    /** Forgets it. */
    clearRetry(): void {
      sql.exec('DELETE FROM retry');
    },

    /** How far that sink is. */
    cursor(sink: string): Cursor {
      type Row = { seq: number; failures: number; due_at: number };
      const row = made
        ? sql.exec<Row>('SELECT seq, failures, due_at FROM cursors WHERE sink = ?', sink).toArray()[0]
        : undefined;
      return { seq: row?.seq ?? 0, failures: row?.failures ?? 0, dueAt: row?.due_at ?? 0 };
    },

    /** Moves it. */
    putCursor(sink: string, { seq, failures, dueAt }: Cursor): void {
      sql.exec('INSERT OR REPLACE INTO cursors VALUES (?, ?, ?, ?)', sink, seq, failures, dueAt);
    },
  };
}
