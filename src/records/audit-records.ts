/** What the audit reads of D1: the copied events of everybody, and where the chains ended. By key, never by offset. */
import type { StoredEvent } from '../applicant/store.ts';
import { idsOf, seqIn } from './event-batches.ts';

/** An event of the copy, with whose it is. */
export type CopiedEvent = StoredEvent & { readonly user_id: string };

/** The place in the copy after which the next page starts. */
export type EventKey = { readonly userId: string; readonly seq: number };

/** The key before the first event of all. */
export const FIRST_EVENT: EventKey = { userId: '', seq: 0 };

/** A chain that moved, with its last copied event. */
export type MovedChain = {
  readonly moved_on: string;
  readonly user_id: string;
  readonly seq: number;
  readonly hash: string;
};

/** The place among the chains that moved after which the next page starts; `movedOn` is a UTC day. */
export type MoveKey = { readonly movedOn: string; readonly userId: string };

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

    /** Chains by the day they last moved. The head is what the copy holds, which may lag behind the log. */
    async movedChains(after: MoveKey, limit: number): Promise<readonly MovedChain[]> {
      const query = `SELECT a.moved_on, a.user_id, ${seqIn('b.id')} AS seq, b.hash FROM applicants a
          JOIN event_batches b ON b.id = (SELECT max(id) FROM event_batches WHERE id ${idsOf('a.log_no')})
        WHERE (a.moved_on, a.user_id) > (?1, ?2) ORDER BY a.moved_on, a.user_id LIMIT ?3`;
      const { results } = await db.prepare(query).bind(after.movedOn, after.userId, limit).all<MovedChain>();
      return results;
    },
  };
}
