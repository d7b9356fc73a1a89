/**
 * Counts the uploads by the API that the log does not tell, so that all of them stay within `MAX_UPLOADS`: each has a
 * ticket from before its picture is read. The ticket goes when the log tells the upload, or when the upload ends before
 * iLive was asked. It is stored when the upload ends in any other way, since the call may have been paid.
 */
import type { EventType } from '#src/core/events.ts';
import { createKeyValues } from './key-values.ts';

/** Tickets that begin so are of pictures of customers from before: they count apart, and each for its UTC day. */
const KNOWN = 'known-';
const DATE_LENGTH = '2026-01-01'.length;

/** With these events `apiUploads` of the state is 0 again. */
const COUNTED_ANEW_AFTER: ReadonlySet<EventType> = new Set(['review_decided', 'onboarding_abandoned']);

/** The tickets of one object. */
export type ApiUploads = ReturnType<typeof createApiUploads>;

/**
 * Creates the tickets of one object. Those of uploads under way are in memory: stored, they would cost each upload two
 * rows. So an upload of which nothing is heard any more counts for as long as the object runs.
 */
export function createApiUploads(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const underWay = new Set<string>();

  return {
    /** Returns how many tickets of ID photos there are. */
    count(): number {
      const all = [...underWay, ...keyValues.all('uploads').map(([ticket]) => ticket)];
      return all.filter((ticket) => !ticket.startsWith(KNOWN)).length;
    },

    /** Returns how many tickets of pictures of a customer from before this UTC day has, and forgets earlier days. */
    countKnown(): number {
      const today = new Date().toISOString().slice(0, DATE_LENGTH);
      const stored = keyValues.all('uploads', KNOWN);
      const earlier = stored.filter(([, at]) => !at.startsWith(today));
      for (const [ticket] of earlier) keyValues.drop('uploads', ticket);
      const running = [...underWay].filter((ticket) => ticket.startsWith(KNOWN));
      return running.length + stored.length - earlier.length;
    },

    /** Makes a ticket for a picture of a customer from before. */
    beginKnown(): string {
      return this.begin(KNOWN + crypto.randomUUID());
    },

    /** Makes a ticket, or the given one anew. */
    begin(ticket: string = crypto.randomUUID()): string {
      underWay.add(ticket);
      return ticket;
    },

    /**
     * Takes a ticket back. Does nothing the second time.
     * @param isPaid whether iLive was asked and the log does not tell the upload: then it counts on
     */
    end(ticket: string, isPaid: boolean): void {
      underWay.delete(ticket);
      if (isPaid) keyValues.put('uploads', ticket, new Date().toISOString());
    },

    /** Begins to count anew after the events after which the log does. */
    follow(events: readonly { readonly type: EventType }[]): void {
      if (!events.some(({ type }) => COUNTED_ANEW_AFTER.has(type))) return;
      underWay.clear();
      for (const [ticket] of keyValues.all('uploads')) keyValues.drop('uploads', ticket);
    },
  };
}
