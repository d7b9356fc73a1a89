/** The log in the object's storage: one key for each event, chained by hash. */
import { type ApplicantEvent, applicantEventSchema } from '#src/core/events.ts';
import { type ChainedEvent, FIRST_PREV_HASH, hashOf } from './hash-chain.ts';

/** An event of the log with `data` as JSON text, unparsed: this version may not know what it contains. */
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
 * The stored value of an event. Its number is in the key, and its `prev_hash` is the hash of the event before it. The
 * first event also has the format number, which no hash covers.
 */
type EventValue = Omit<StoredEvent, 'seq' | 'prev_hash'> & { readonly format?: number };

/** The layout of the object's storage. A change of the layout must raise the number (docs/storage.md). */
export const FORMAT = 1;

/** The text by which the error is recognised over RPC, where a thrown class loses its type. */
const UNREADABLE = 'the log cannot be read by this version';

/** Thrown when the log has a layout or an event that this version does not know. Nothing may be written to it then. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';

  constructor(cause: unknown) {
    super(UNREADABLE, { cause });
  }
}

/** Tells whether an error is an `UnreadableLog`, thrown here or in an object that was called over RPC. */
export function isUnreadableLog(error: unknown): boolean {
  return error instanceof Error && error.message.includes(UNREADABLE);
}

/** New events, with who caused them and when (RFC 3339 UTC). */
export type Happened = {
  readonly events: readonly ApplicantEvent[];
  readonly at: string;
  readonly actor: string;
};

/** The log of one object. */
export type EventStore = ReturnType<typeof createEventStore>;

const PREFIX = 'event/';
/** Keys are sorted as text, so numbers are padded to a fixed width. */
const DIGITS = 10;

/** Gives the key of an event. The key of the first event never changes, whatever the format. */
function eventKey(seq: number): string {
  return PREFIX + String(seq).padStart(DIGITS, '0');
}

/** Creates the access to an object's log. It reads and writes synchronously, within the caller's transaction. */
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
    /** Gives the events after that number, oldest first; without a limit all of them. */
    after,

    /** Reads and parses the whole log. @throws `UnreadableLog` when this version cannot read it */
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

    /**
     * Numbers, chains and writes new events. Each is parsed first as it will be when it is read: an event that cannot be
     * read would stop the applicant for ever, so it must not be written.
     * @param seq the number of the newest event in the log, 0 when there is none
     * @param lastHash its hash, `FIRST_PREV_HASH` when there is none
     * @throws `ZodError` for an event that could not be read again
     */
    add({ events, at, actor }: Happened, seq: number, lastHash: string): readonly ChainedEvent[] {
      let hash = lastHash;
      return events.map((event, index): ChainedEvent => {
        const numbered = { ...event, seq: seq + 1 + index, at, actor };
        const prev_hash = hash;
        hash = hashOf(prev_hash, numbered);
        const data = JSON.stringify(event.data);
        applicantEventSchema.parse({ type: event.type, data: JSON.parse(data) });
        const value = { type: event.type, at, actor, data, hash };
        kv.put<EventValue>(eventKey(numbered.seq), numbered.seq === 1 ? { ...value, format: FORMAT } : value);
        return { ...numbered, prev_hash, hash };
      });
    },
  };
}
