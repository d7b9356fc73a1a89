/** What one object stores, all of it by key: the log, the personal data beside it, and what is retried. No rule stands here. */
import { z } from 'zod';
import { createEventStore, type Happened } from '#src/event-log/event-store.ts';
import { type ChainedEvent, FIRST_PREV_HASH } from '#src/event-log/hash-chain.ts';
import { createKeyValues } from './key-values.ts';

const retrySchema = z.object({
  /** The step's; of several that failed in one round of clearing up, theirs. */
  stepKeys: z.array(z.string()).readonly(),
  /** The class of the last failure, and how many of that class came in a row. */
  retryClass: z.string(),
  sameClassInRow: z.number(),
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

/** What is stored beside one event because it must be erasable; the log holds at most a salted hash. */
export type Personal = { readonly name: string; readonly value: string };

/** Gives one piece of personal data, or null. */
export type PersonalReader = { readonly personal: (name: string) => string | null };

/** Personal data that has a time in it (`kept_at`, RFC 3339): those whose name begins so, from before that time. */
export type Outdated = { readonly prefix: string; readonly before: string };

const keptSchema = z.object({ kept_at: z.string() });

/** New events with what must stand or fall with them. */
export type Entry = Happened & { readonly personal: readonly Personal[] };

/** The store of one object. */
export type Store = ReturnType<typeof createStore>;

/** Reads and writes synchronously, so that nothing comes between a decision and its append. */
export function createStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const log = createEventStore(storage);
  let lastHash = FIRST_PREV_HASH;

  function putPersonal(personal: readonly Personal[]): void {
    for (const { name, value } of personal) keyValues.put('side_data', name, value);
  }

  return {
    /** Forgets all personal data, in the transaction of the caller. */
    clearPersonal(): void {
      for (const [name] of keyValues.all('side_data')) keyValues.drop('side_data', name);
    },

    /** Forgets one piece of personal data. */
    dropPersonal(name: string): void {
      keyValues.drop('side_data', name);
    },

    /** Forgets what nobody asked for in time. */
    dropOutdated({ prefix, before }: Outdated): void {
      for (const [name, value] of keyValues.all('side_data', prefix)) {
        if (keptSchema.parse(JSON.parse(value)).kept_at < before) keyValues.drop('side_data', name);
      }
    },

    /** Writes personal data, in the transaction of the caller. */
    putPersonal,

    /** Events after that number, oldest first. */
    events: log.after,

    /** The whole log. */
    load(): readonly ChainedEvent[] {
      const events = log.load();
      lastHash = events.at(-1)?.hash ?? FIRST_PREV_HASH;
      return events;
    },

    /** Numbers, chains and appends, in one transaction with what `within` does (the alarm). All or nothing. */
    append(
      { personal, ...happened }: Entry,
      seq: number,
      within: (logged: readonly ChainedEvent[]) => void,
    ): readonly ChainedEvent[] {
      const logged = storage.transactionSync(() => {
        const added = log.add(happened, seq, lastHash);
        putPersonal(personal);
        within(added);
        return added;
      });
      // Only now: a transaction that failed has written nothing.
      lastHash = logged.at(-1)?.hash ?? lastHash;
      return logged;
    },

    /** One piece of personal data, or null. */
    personal(name: string): string | null {
      return keyValues.get('side_data', name);
    },

    /** The step that is waiting to be tried again, or null. */
    retry(): Retry | null {
      const text = keyValues.get('retry', '');
      return text === null ? null : retrySchema.parse(JSON.parse(text));
    },

    /** Remembers the failure, in one transaction with what `within` does. */
    putRetry(retry: Retry, within: () => void): void {
      storage.transactionSync(() => {
        keyValues.put('retry', '', JSON.stringify(retry));
        within();
      });
    },

    /** Forgets it. */
    clearRetry(): void {
      keyValues.drop('retry', '');
    },

    /** How far that sink is, or null where it never began. */
    cursor(sink: string): Cursor | null {
      const text = keyValues.get('cursor', sink);
      return text === null ? null : cursorSchema.parse(JSON.parse(text));
    },

    /** Moves it. */
    putCursor(sink: string, cursor: Cursor): void {
      keyValues.put('cursor', sink, JSON.stringify(cursor));
    },
  };
}
