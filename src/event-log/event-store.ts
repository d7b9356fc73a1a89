/** The log as it lies in the object: a key for each event, chained by hash. */
import { type ApplicantEvent, applicantEventSchema } from '#src/core/events.ts';
import { type ChainedEvent, FIRST_PREV_HASH, hashOf } from './hash-chain.ts';

/** An event as it is stored, `data` as JSON text: what the hash was made of, whatever this version knows of it. */
export type StoredEvent = {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: string;
  readonly prev_hash: string;
  readonly hash: string;
};

/**
 * An event's value. Its number is in the key, and the hash before it in the event before it. The first one has the
 * format beside it, which no hash covers.
 */
type EventValue = Omit<StoredEvent, 'seq' | 'prev_hash'> & { readonly format?: number };

/** The layout that the object is in. Whoever changes it raises the number (docs/storage.md). */
export const FORMAT = 1;

/** What an unreadable log is answered with, in every message over RPC: a thrown class would lose its type there. */
const UNREADABLE = 'the log cannot be read by this version';

/** The log is of another layout, or holds what this version does not know. Nothing may be written to it. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';

  constructor(cause: unknown) {
    super(UNREADABLE, { cause });
  }
}

/** Whether that is why something failed, here or in the object that was called. */
export function isUnreadableLog(error: unknown): boolean {
  return error instanceof Error && error.message.includes(UNREADABLE);
}

/** New events, who caused them and when (RFC 3339). */
export type Happened = {
  readonly events: readonly ApplicantEvent[];
  readonly at: string;
  readonly actor: string;
};

/** The log of one object. */
export type EventStore = ReturnType<typeof createEventStore>;

const PREFIX = 'event/';
/** Keys are in the order of their text. */
const DIGITS = 10;

/** The key of that event. That of the first one never moves, whatever the format. */
function eventKey(seq: number): string {
  return PREFIX + String(seq).padStart(DIGITS, '0');
}

/** Reads and writes synchronously, within the caller's transaction. */
export function createEventStore({ kv }: DurableObjectStorage) {
  function hashAt(seq: number): string {
    return kv.get<EventValue>(eventKey(seq))?.hash ?? FIRST_PREV_HASH;
  }

  function after(seq: number, limit?: number): StoredEvent[] {
    let prevHash = seq === 0 ? FIRST_PREV_HASH : hashAt(seq);
    const options = { prefix: PREFIX, start: eventKey(seq + 1), ...(limit === undefined ? {} : { limit }) };
    return Array.from(kv.list<EventValue>(options), ([key, { type, at, actor, data, hash }]) => {
      const stored = {
        seq: Number(key.slice(PREFIX.length)),
        type,
        at,
        actor,
        data,
        prev_hash: prevHash,
        hash,
      };
      prevHash = hash;
      return stored;
    });
  }

  return {
    /** Events after that number, oldest first; all of them without a limit. */
    after,

    /** The whole log, read as this version knows it. Throws `UnreadableLog`. */
    load(): readonly ChainedEvent[] {
      const stored = after(0);
      if (stored.length === 0) return [];
      try {
        const { format } = kv.get<EventValue>(eventKey(1)) ?? {};
        if (format !== FORMAT) throw new Error(`format ${format}`);
        return stored.map(({ type, data, ...links }) => {
          return { ...applicantEventSchema.parse({ type, data: JSON.parse(data) }), ...links };
        });
      } catch (error) {
        throw new UnreadableLog(error);
      }
    },

    /** Numbers, chains and writes them after the event of that number and hash. */
    add({ events, at, actor }: Happened, seq: number, lastHash: string): readonly ChainedEvent[] {
      let hash = lastHash;
      return events.map((event, index): ChainedEvent => {
        const numbered = { ...event, seq: seq + 1 + index, at, actor };
        const prev_hash = hash;
        hash = hashOf(prev_hash, numbered);
        const value = { type: event.type, at, actor, data: JSON.stringify(event.data), hash };
        kv.put<EventValue>(eventKey(numbered.seq), numbered.seq === 1 ? { ...value, format: FORMAT } : value);
        return { ...numbered, prev_hash, hash };
      });
    },
  };
}
