/** Applicants in D1: the records follow the logs and are never ahead of them. */
import type { StoredEvent } from '../applicant/event-store.ts';
import type { Ending } from '../core/model.ts';
import { dayOf } from '../day.ts';
import type { ApplicantView } from '../http/schema.ts';
import { ADD_BATCH, NEXT_LOG_NO } from './event-batches.ts';
import { REACHED, REVIEWED_FOR } from './progress.ts';

/** One applicant's state as of a log entry, with the events whose copy is not known of. */
export type Snapshot = {
  readonly document: ApplicantView;
  /** How it ended, which the document of an erased applicant does not say. */
  readonly ending: Ending | null;
  readonly wakeAt: number | null;
  readonly events: readonly StoredEvent[];
  /** Whether the events are to be copied as well; else they only say what the lists show. */
  readonly keepsLog: boolean;
};

/** The place in a list after which the next page starts. */
export type Position = { readonly at: string; readonly userId: string };

/** What a list is narrowed to; an absent filter is not given. */
export type ApplicantFilter = {
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
};

/** What the reviewers' queue is narrowed to; times as RFC 3339. */
export type ReviewFilter = {
  readonly reason?: string | undefined;
  readonly openedBefore?: string | undefined;
};

/** The records. All methods throw when D1 is out of reach. */
export type Records = ReturnType<typeof createRecords>;

/** Wraps the database. */
export function createRecords(db: D1Database) {
  type Row = { document: string; at: string; user_id: string };
  const page = async (query: string, values: unknown[]) => {
    const { results } = await db
      .prepare(query)
      .bind(...values)
      .all<Row>();
    return results.map(({ document: text, at, user_id }) => {
      // As we wrote it, by the schema of that day: a field that came later must not hide the older applicants.
      const document: ApplicantView = JSON.parse(text);
      return { document, position: { at, userId: user_id } };
    });
  };

  return {
    /** Copies a snapshot, all or nothing. An older one than what stands there changes nothing. */
    async follow({ document, ending, wakeAt, events, keepsLog }: Snapshot): Promise<void> {
      const { user_id, seq, status, reasons, created_at, review } = document;
      const openedAt = status === 'in_review' ? (review?.opened_at ?? null) : null;
      const isNewer = 'NOT EXISTS (SELECT 1 FROM applicants WHERE user_id = ?1 AND seq >= ?2)';
      const open = JSON.stringify(status === 'in_review' ? reasons : []);
      const copies = JSON.stringify(events);
      const today = dayOf(Date.now());
      const adds = keepsLog && events.length > 0;
      // For a row that nothing else changes now, and that was first written without any event.
      const numbered = db.prepare(
        `UPDATE applicants SET log_no = ${NEXT_LOG_NO} WHERE user_id = ?1 AND log_no IS NULL`,
      );
      const moved = db.prepare('UPDATE applicants SET moved_on = ?2 WHERE user_id = ?1 AND moved_on < ?2');
      await db.batch([
        db
          .prepare(
            `INSERT INTO sessions (session_id, user_id) SELECT value ->> 'data' ->> 'session_id', ?1 FROM json_each(?2)
             WHERE value ->> 'type' = 'session_opened' ON CONFLICT DO NOTHING`,
          )
          .bind(user_id, copies),
        // What stays as it is stays: an entry that is written again would cost its rows and move the queue's counts.
        db
          .prepare(
            `DELETE FROM reasons WHERE user_id = ?1 AND ${isNewer}
             AND (?4 IS NOT review_opened_at OR (reason, status) NOT IN (SELECT value, ?3 FROM json_each(?5)))`,
          )
          .bind(user_id, seq, status, openedAt, JSON.stringify(reasons)),
        db
          .prepare(
            `INSERT INTO reasons (user_id, reason, status, created_at, review_opened_at)
             SELECT ?1, value, ?3, ?4, ?5 FROM json_each(?6) WHERE ${isNewer} ON CONFLICT DO NOTHING`,
          )
          .bind(user_id, seq, status, created_at, openedAt, JSON.stringify(reasons)),
        db
          .prepare(
            `INSERT INTO applicants (user_id, seq, status, created_at, review_opened_at, wake_at, document, moved_on,
               reached, reviewed_for, log_no)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ${REACHED}, ${REVIEWED_FOR},
               CASE WHEN ?12 THEN ${NEXT_LOG_NO} END)
             ON CONFLICT (user_id) DO UPDATE SET seq = excluded.seq, status = excluded.status,
               review_opened_at = excluded.review_opened_at, wake_at = excluded.wake_at,
               document = excluded.document, reached = excluded.reached, reviewed_for = excluded.reviewed_for,
               log_no = coalesce(applicants.log_no, excluded.log_no)
             WHERE excluded.seq > applicants.seq OR (excluded.seq = applicants.seq
               AND (excluded.reached, excluded.reviewed_for) <> (applicants.reached, applicants.reviewed_for))`,
          )
          .bind(
            user_id,
            seq,
            status,
            created_at,
            openedAt,
            wakeAt,
            JSON.stringify(document),
            today,
            open,
            copies,
            ending,
            adds ? 1 : 0,
          ),
        // Apart from the above, so that its index is written once a day and not with each change.
        ...(adds
          ? [numbered.bind(user_id), db.prepare(ADD_BATCH).bind(user_id, copies), moved.bind(user_id, today)]
          : []),
      ]);
    },

    /** Newest first, each with its position. */
    applicants(filter: ApplicantFilter, after: Position | null, limit: number) {
      const from =
        filter.reason === undefined ? 'applicants a' : 'reasons r JOIN applicants a USING (user_id)';
      const key = filter.reason === undefined ? 'a' : 'r';
      const { where, values, narrow } = conditions('1');
      if (filter.reason !== undefined) narrow('r.reason = ?', filter.reason);
      if (filter.status !== undefined) narrow(`${key}.status = ?`, filter.status);
      if (filter.createdAfter !== undefined) narrow(`${key}.created_at > ?`, filter.createdAfter);
      if (filter.createdBefore !== undefined) narrow(`${key}.created_at < ?`, filter.createdBefore);
      if (after) narrow(`(${key}.created_at, ${key}.user_id) < (?, ?)`, after.at, after.userId);
      const order = `ORDER BY ${key}.created_at DESC, ${key}.user_id DESC LIMIT ?`;
      const query = `SELECT a.document, ${key}.created_at AS at, ${key}.user_id AS user_id FROM ${from}`;
      return page(`${query} WHERE ${where.join(' AND ')} ${order}`, [...values, limit]);
    },

    /** Applicants in review, longest waiting first. */
    reviews({ reason, openedBefore }: ReviewFilter, after: Position | null, limit: number) {
      const from = reason === undefined ? 'applicants a' : 'reasons r JOIN applicants a USING (user_id)';
      const key = reason === undefined ? 'a' : 'r';
      const { where, values, narrow } = conditions(`${key}.review_opened_at IS NOT NULL`);
      if (reason !== undefined) narrow('r.reason = ?', reason);
      if (openedBefore !== undefined) narrow(`${key}.review_opened_at < ?`, openedBefore);
      if (after) narrow(`(${key}.review_opened_at, ${key}.user_id) > (?, ?)`, after.at, after.userId);
      const order = `ORDER BY ${key}.review_opened_at, ${key}.user_id LIMIT ?`;
      const query = `SELECT a.document, ${key}.review_opened_at AS at, ${key}.user_id AS user_id FROM ${from}`;
      return page(`${query} WHERE ${where.join(' AND ')} ${order}`, [...values, limit]);
    },

    /** Whose session it is, or null. */
    async userOfSession(sessionId: string): Promise<string | null> {
      const query = 'SELECT user_id FROM sessions WHERE session_id = ?';
      return (await db.prepare(query).bind(sessionId).first<string>('user_id')) ?? null;
    },

    /** Claims overdue applicants, longest overdue first; each is not claimed again before `again` (ms since the epoch). */
    async claimOverdue(now: number, again: number, limit: number): Promise<readonly string[]> {
      const query = `UPDATE applicants SET wake_at = ?1 WHERE user_id IN
        (SELECT user_id FROM applicants WHERE wake_at <= ?2 ORDER BY wake_at LIMIT ?3) RETURNING user_id`;
      const { results } = await db.prepare(query).bind(again, now, limit).all<{ user_id: string }>();
      return results.map((row) => row.user_id);
    },

    /** Corrects the due time of an applicant that has nothing newer to say. */
    async putWakeAt(userId: string, seq: number, wakeAt: number | null): Promise<void> {
      const query = 'UPDATE applicants SET wake_at = ?3 WHERE user_id = ?1 AND seq = ?2';
      await db.prepare(query).bind(userId, seq, wakeAt).run();
    },

    /** Throws unless the database answers. */
    async check(): Promise<void> {
      await db.prepare('SELECT 1').first();
    },
  };
}

/** What a query is narrowed by, with the values in their order. */
function conditions(first: string) {
  const where = [first];
  const values: unknown[] = [];
  function narrow(condition: string, ...given: unknown[]): void {
    where.push(condition);
    values.push(...given);
  }
  return { where, values, narrow };
}
