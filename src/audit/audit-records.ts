/** What the audit reads of D1: the copied events of everybody, by key. */
import type { StoredEvent } from '../applicant/store.ts';

/** An event of the copy, with whose it is. */
export type CopiedEvent = StoredEvent & { readonly user_id: string };

/** The place in the copy after which the next page starts. */
export type EventKey = { readonly userId: string; readonly seq: number };

/** The key before the first event of all. */
export const FIRST_EVENT: EventKey = { userId: '', seq: 0 };

/** The audit's reads. All methods throw when D1 is out of reach. */
export type AuditRecords = ReturnType<typeof createAuditRecords>;

/** Wraps the database. */
export function createAuditRecords(db: D1Database) {
  return {
    /** Events of all applicants after that one, by `user_id` and `seq`. */
    async events(after: EventKey, limit: number): Promise<readonly CopiedEvent[]> {
      const query = `SELECT user_id, seq, type, at, actor, data, prev_hash, hash FROM events
        WHERE (user_id, seq) > (?1, ?2) ORDER BY user_id, seq LIMIT ?3`;
      const { results } = await db.prepare(query).bind(after.userId, after.seq, limit).all<CopiedEvent>();
      return results;
    },
  };
}
