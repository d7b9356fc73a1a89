/** What the audit reads of D1: the copied events of everybody, and where the chains ended. By key, never by offset. */
import type { StoredEvent } from '../applicant/event-store.ts';
import { idsOf, seqIn } from './event-batches.ts';

/** An event of the copy, with whose it is. */
export type CopiedEvent = StoredEvent & { readonly user_id: string };

/** The place in the copy after which the next page starts. */
export type EventKey = { readonly userId: string; readonly seq: number };

/** The key before the first event of all. */
export const FIRST_EVENT: EventKey = { userId: '', seq: 0 };

/** A chain with its last copied event; `place` is what a page is ordered by, together with `user_id`. */
export type ChainHead = {
  readonly place: string;
  readonly user_id: string;
  readonly seq: number;
  readonly hash: string;
};

/** The place after which the next page starts: a time (RFC 3339) or a UTC day, which comes before all times of that day. */
export type PlaceKey = { readonly place: string; readonly userId: string };

/** The chains' ends as the copy has them, which may lag behind the log. */
const heads = (
  place: string,
) => `SELECT ${place} AS place, a.user_id, ${seqIn('b.id')} AS seq, b.hash FROM applicants a
  JOIN event_batches b ON b.id = (SELECT max(id) FROM event_batches WHERE id ${idsOf('a.log_no')})
  WHERE (${place}, a.user_id) > (?1, ?2)`;
const page = (place: string) => `ORDER BY ${place}, a.user_id LIMIT ?3`;

/** The audit's reads. All methods throw when D1 is out of reach. */
export type AuditRecords = ReturnType<typeof createAuditRecords>;

/** Wraps the database. */
export function createAuditRecords(db: D1Database) {
  return {
    /** Events of all applicants after that one, by `user_id` and `seq`. */
    async events(after: EventKey, limit: number): Promise<readonly CopiedEvent[]> {
      // Within a batch they come as they stand in its array: to sort them by it would read each twice.
      const query = `SELECT user_id, seq, type, at, actor, data, prev_hash, hash FROM events
        WHERE user_id >= ?1 AND ${seqIn('batch')} > iif(user_id = ?1, ?2, 0) AND seq > iif(user_id = ?1, ?2, 0)
        ORDER BY user_id, batch LIMIT ?3`;
      const { results } = await db.prepare(query).bind(after.userId, after.seq, limit).all<CopiedEvent>();
      return results;
    },

    /** The chains of applicants by the time of their creation. */
    async newChains({ place, userId }: PlaceKey, limit: number): Promise<readonly ChainHead[]> {
      const query = `${heads('a.created_at')} ${page('a.created_at')}`;
      return (await db.prepare(query).bind(place, userId, limit).all<ChainHead>()).results;
    },

    /** The chains that moved on a later day than that of their creation, by the day they last moved. */
    async movedChains({ place, userId }: PlaceKey, limit: number): Promise<readonly ChainHead[]> {
      const query = `${heads('a.moved_on')} AND a.moved_on > substr(a.created_at, 1, 10) ${page('a.moved_on')}`;
      return (await db.prepare(query).bind(place, userId, limit).all<ChainHead>()).results;
    },
  };
}
