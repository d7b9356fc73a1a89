/** The object's own SQLite: the log, the personal data beside it, and what is retried. No rule stands here. */
import { z } from 'zod';
import { type ApplicantEvent, applicantEventSchema, type LoggedEvent } from '../core/events.ts';
import { createBeside } from './beside.ts';
import { type ChainedEvent, FIRST_PREV_HASH, hashOf } from './chain.ts';
import { NEWEST_VERSION, schemaVersion, upgradeSchema } from './schema.ts';

const retrySchema = z.object({
  /** The step's; of several that failed in one round of clearing up, theirs. */
  stepKeys: z.array(z.string()).readonly(),
  /** What kind the last failure was, and how many of that kind came in a row. */
  patience: z.string(),
  alike: z.number(),
  failures: z.number(),
  firstFailedAt: z.number(),
  dueAt: z.number(),
  /** Calls that the pacer granted for that time; 0 after a failure. */
  reserved: z.number(),
});
/** A step that waits: it failed for the moment, or the pacer asked it to. Times in ms since the epoch. */
export type Retry = Readonly<z.infer<typeof retrySchema>>;

const cursorSchema = z.object({ seq: z.number(), failures: z.number(), dueAt: z.number() });
/** How far a sink has followed the log, and when it is tried again after a failure. */
export type Cursor = Readonly<z.infer<typeof cursorSchema>>;

/** An event as it lies in the table, `data` as JSON text: what the hash was made of, whatever this version knows of it. */
export type StoredEvent = {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: string;
  readonly prev_hash: string;
  readonly hash: string;
};

/** What is stored beside one event because it must be erasable; the log holds at most a salted hash. */
export type Personal = { readonly name: string; readonly value: string };

/** Rows of personal data that have a time in them (`kept_at`, RFC 3339): those of that kind from before that time. */
export type Outdated = { readonly prefix: string; readonly before: string };

const keptSchema = z.object({ kept_at: z.string() });

/** New events with what must stand or fall with them. */
export type Entry = {
  readonly events: readonly ApplicantEvent[];
  readonly at: string;
  readonly actor: string;
  readonly personal: readonly Personal[];
};

/** The store of one object. */
export type Store = ReturnType<typeof createStore>;

/** Reads and writes synchronously, so that nothing comes between a decision and its append. */
export function createStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  const beside = createBeside(storage);
  const version = schemaVersion(storage);
  if (version > 0 && version < NEWEST_VERSION) storage.transactionSync(() => upgradeSchema(storage, version));
  /** An object that was only asked whether it is there stores nothing. */
  let made = version > 0;
  let lastHash = FIRST_PREV_HASH;

  function rows(after: number, limit: number): StoredEvent[] {
    if (!made) return [];
    let prevHash = after === 0 ? FIRST_PREV_HASH : hashAt(after);
    type Row = { seq: number; type: string; at: string; actor: string; data: string; hash: string };
    const query = 'SELECT seq, type, at, actor, data, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?';
    return sql
      .exec<Row>(query, after, limit)
      .toArray()
      .map(({ seq, type, at, actor, data, hash }) => {
        const stored = { seq, type, at, actor, data, prev_hash: prevHash, hash };
        prevHash = hash;
        return stored;
      });
  }

  function hashAt(seq: number): string {
    const found = sql.exec<{ hash: string }>('SELECT hash FROM events WHERE seq = ?', seq).toArray();
    return found[0]?.hash ?? FIRST_PREV_HASH;
  }

  function putPersonal(personal: readonly Personal[]): void {
    for (const { name, value } of personal) beside.put('personal', name, value);
  }

  return {
    /** Whether there are any tables yet. */
    get made(): boolean {
      return made;
    },

    /** Forgets all personal data, in the transaction of the caller. */
    clearPersonal(): void {
      for (const [name] of beside.all('personal')) beside.drop('personal', name);
    },

    /** Forgets one piece of personal data. */
    dropPersonal(name: string): void {
      if (made) beside.drop('personal', name);
    },

    /** Forgets what nobody asked for in time. */
    dropOutdated({ prefix, before }: Outdated): void {
      for (const [name, value] of beside.all('personal', prefix)) {
        if (keptSchema.parse(JSON.parse(value)).kept_at < before) beside.drop('personal', name);
      }
    },

    /** Writes personal data, in the transaction of the caller. */
    putPersonal,

    /** Events after that number, oldest first. */
    events: rows,

    /** The whole log. */
    load(): readonly ChainedEvent[] {
      const log = rows(0, Number.MAX_SAFE_INTEGER);
      lastHash = log.at(-1)?.hash ?? FIRST_PREV_HASH;
      return log.map(({ type, data, ...stored }) => {
        return { ...applicantEventSchema.parse({ type, data: JSON.parse(data) }), ...stored };
      });
    },

    /** Numbers, chains and appends, in one transaction with what `within` does (the alarm). All or nothing. */
    append(
      entry: Entry,
      seq: number,
      within: (logged: readonly LoggedEvent[]) => void,
    ): readonly ChainedEvent[] {
      const written = storage.transactionSync(() => {
        if (!made) upgradeSchema(storage, 0);
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
        putPersonal(entry.personal);
        within(logged);
        return { logged, hash };
      });
      // Only now: a transaction that failed has made and written nothing.
      made = true;
      lastHash = written.hash;
      return written.logged;
    },

    /** One piece of personal data, or null. */
    personal(name: string): string | null {
      return made ? beside.get('personal', name) : null;
    },

    /** The step that is waiting to be tried again, or null. */
    retry(): Retry | null {
      const text = made ? beside.get('retry', '') : null;
      return text === null ? null : retrySchema.parse(JSON.parse(text));
    },

    /** Remembers the failure, in one transaction with what `within` does. */
    putRetry(retry: Retry, within: () => void): void {
      storage.transactionSync(() => {
        beside.put('retry', '', JSON.stringify(retry));
        within();
      });
    },

    /** Forgets it. */
    clearRetry(): void {
      beside.drop('retry', '');
    },

    /** How far that sink is, or null where it never began. */
    cursor(sink: string): Cursor | null {
      const text = made ? beside.get('cursor', sink) : null;
      return text === null ? null : cursorSchema.parse(JSON.parse(text));
    },

    /** Moves it. */
    putCursor(sink: string, cursor: Cursor): void {
      beside.put('cursor', sink, JSON.stringify(cursor));
    },
  };
}
