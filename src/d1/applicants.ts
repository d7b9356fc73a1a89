/** Applicants in D1: a row each, which follows the log and is never ahead of it. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import {
  applicantOf,
  type CheckedRow,
  checkedRowSchema,
  firstIdOf,
  ID_BITS,
  LISTED_COLUMNS,
  type ListedRow,
  type SealedRow,
} from './row.ts';

/** A row with what belongs to it. */
export type RowWrite = {
  readonly row: SealedRow;
  /** All of the applicant's sessions, by their ids. */
  readonly sessionIds: readonly string[];
  /** When the object must be awake (ms), or null. */
  readonly wakeMs: number | null;
  /** The time of writing (ms); not earlier than the newest event of the row, nor than the creation. */
  readonly movedMs: number;
  /** Writes it anew, whatever stands there. Else an older row than the one that stands there changes nothing. */
  readonly force?: boolean;
};

/** The place in a list after which the next page starts: `at` is when the review was opened (ms), 0 in lists by creation. */
export type Position = { readonly at: number; readonly id: number };

/** What a list is narrowed to; an absent filter is not given. Times as RFC 3339. */
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

/** An applicant of a list, and its place there. */
export type Listed = { readonly document: ApplicantView; readonly position: Position };

/** The records. All methods throw when D1 is out of reach. */
export type Records = ReturnType<typeof createRecords>;

/** The columns that change with the log, in the order of `contentOf`. */
const CONTENT = [
  'head_seq',
  'head_hash',
  'status',
  'reasons',
  'review_opened_ms',
  'funnel_steps',
  'reviewed_for',
  'document',
] as const;
const listOf = (table: string, names: readonly string[]) =>
  names.map((name) => `${table}.${name}`).join(', ');
const differs = (names: readonly string[]) =>
  `(${listOf('excluded', names)}) IS NOT (${listOf('applicants', names)})`;

/**
 * Writes the row ?1 to ?13. One that stands there already as it should is left alone, which costs nothing. The id of a new
 * row is the one after the last of its millisecond; it throws where that is full, since the next one is of another time.
 */
const UPSERT = `INSERT INTO applicants (id, user_id, ${CONTENT.join(', ')}, row_mac, mac_key, wake_ms, moved_ms)
  VALUES (coalesce(
      (SELECT id FROM applicants WHERE user_id = ?1),
      (SELECT max(id) + 1 FROM applicants WHERE id >= ?2 << ${ID_BITS} AND id < ((?2 + 1) << ${ID_BITS}) - 1),
      ?2 << ${ID_BITS}),
    ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
  ON CONFLICT (user_id) DO UPDATE SET ${CONTENT.map((name) => `${name} = excluded.${name}`).join(', ')},
    row_mac = excluded.row_mac, mac_key = excluded.mac_key, wake_ms = excluded.wake_ms,
    moved_ms = CASE WHEN ${differs(CONTENT)} THEN max(applicants.moved_ms, excluded.moved_ms) ELSE applicants.moved_ms END
  WHERE excluded.head_seq >= applicants.head_seq AND ${differs([...CONTENT, 'row_mac', 'mac_key', 'wake_ms'])}
  RETURNING id`;

const ADD_SESSIONS = `INSERT INTO sessions (session_id, user_id) SELECT value, ?1 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

/** The columns of `CheckedRow`, of the table that the query calls `a`. */
export const CHECKED_COLUMNS = `a.user_id, a.id >> ${ID_BITS} AS created_ms, ${listOf('a', CONTENT)}, a.row_mac, a.mac_key, a.moved_ms,
  (SELECT json_group_array(iif((r.status, r.review_opened_ms) IS (a.status, a.review_opened_ms), reason, 'elsewhere'))
    FROM reasons r WHERE r.id = a.id) AS listed_reasons`;

/** Wraps the database. */
export function createRecords(db: D1Database) {
  const page = async (query: string, values: readonly unknown[]): Promise<readonly Listed[]> => {
    const { results } = await db
      .prepare(query)
      .bind(...values)
      .all<ListedRow & { at: number }>();
    return results.map((row) => ({ document: applicantOf(row), position: { at: row.at, id: row.id } }));
  };

  return {
    /** Writes the row with its sessions, all or nothing. False where a newer row stands there, which is left alone. */
    async put({ row, sessionIds, wakeMs, movedMs, force = false }: RowWrite): Promise<boolean> {
      const { user_id, created_ms, row_mac, mac_key } = row;
      const content = CONTENT.map((name) => row[name]);
      const results = await db.batch([
        ...(force ? [db.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user_id)] : []),
        ...(sessionIds.length > 0
          ? [db.prepare(ADD_SESSIONS).bind(user_id, JSON.stringify(sessionIds))]
          : []),
        db.prepare(UPSERT).bind(user_id, created_ms, ...content, row_mac, mac_key, wakeMs, movedMs),
      ]);
      if ((results.at(-1)?.results.length ?? 0) > 0) return true;
      // Nothing was written: the row stands there already, or a newer one does.
      const there = await db
        .prepare('SELECT head_seq FROM applicants WHERE user_id = ?')
        .bind(user_id)
        .first('head_seq');
      return there === row.head_seq;
    },

    /** The row as it stands there, or null. */
    async row(userId: string): Promise<CheckedRow | null> {
      const query = `SELECT ${CHECKED_COLUMNS} FROM applicants a WHERE a.user_id = ?`;
      return checkedRowSchema.nullable().parse(await db.prepare(query).bind(userId).first());
    },

    /** Removes the row of an applicant that has no log. */
    async remove(userId: string): Promise<void> {
      await db.prepare('DELETE FROM applicants WHERE user_id = ?').bind(userId).run();
    },

    /** Newest first, each with its position. */
    applicants(filter: ApplicantFilter, after: Position | null, limit: number) {
      const { status, reason, createdAfter, createdBefore } = filter;
      const from = reason === undefined ? 'applicants a' : 'reasons r JOIN applicants a USING (id)';
      const key = reason === undefined ? 'a' : 'r';
      const { where, values, narrow } = conditions('1');
      if (reason !== undefined) narrow('r.reason = ?', reason);
      if (status !== undefined) narrow(`${key}.status = ?`, status);
      if (createdAfter !== undefined) narrow(`${key}.id >= ?`, firstIdOf(Date.parse(createdAfter) + 1));
      if (createdBefore !== undefined) narrow(`${key}.id < ?`, firstIdOf(Date.parse(createdBefore)));
      if (after) narrow(`${key}.id < ?`, after.id);
      const query = `SELECT ${LISTED_COLUMNS}, 0 AS at FROM ${from} WHERE ${where.join(' AND ')}`;
      return page(`${query} ORDER BY ${key}.id DESC LIMIT ?`, [...values, limit]);
    },

    /** Applicants in review, longest waiting first. */
    reviews({ reason, openedBefore }: ReviewFilter, after: Position | null, limit: number) {
      const from = reason === undefined ? 'applicants a' : 'reasons r JOIN applicants a USING (id)';
      const key = reason === undefined ? 'a' : 'r';
      const { where, values, narrow } = conditions(`${key}.review_opened_ms IS NOT NULL`);
      if (reason !== undefined) narrow('r.reason = ?', reason);
      if (openedBefore !== undefined) narrow(`${key}.review_opened_ms < ?`, Date.parse(openedBefore));
      if (after) narrow(`(${key}.review_opened_ms, ${key}.id) > (?, ?)`, after.at, after.id);
      const query = `SELECT ${LISTED_COLUMNS}, ${key}.review_opened_ms AS at FROM ${from} WHERE ${where.join(' AND ')}`;
      return page(`${query} ORDER BY ${key}.review_opened_ms, ${key}.id LIMIT ?`, [...values, limit]);
    },

    /** The place in the queue of a review that was opened then (RFC 3339), whether it is still there or not. */
    async placeInQueue(userId: string, openedAt: string): Promise<Position> {
      const id = await db
        .prepare('SELECT id FROM applicants WHERE user_id = ?')
        .bind(userId)
        .first<number>('id');
      return { at: Date.parse(openedAt), id: id ?? 0 };
    },

    /** Whose session it is, or null. */
    async userOfSession(sessionId: string): Promise<string | null> {
      const query = 'SELECT user_id FROM sessions WHERE session_id = ?';
      return (await db.prepare(query).bind(sessionId).first<string>('user_id')) ?? null;
    },

    /** Claims overdue applicants, longest overdue first; each is not claimed again before `again` (ms since the epoch). */
    async claimOverdue(now: number, again: number, limit: number): Promise<readonly string[]> {
      const query = `UPDATE applicants SET wake_ms = ?1 WHERE id IN
        (SELECT id FROM applicants WHERE wake_ms <= ?2 ORDER BY wake_ms LIMIT ?3) RETURNING user_id`;
      const { results } = await db.prepare(query).bind(again, now, limit).all<{ user_id: string }>();
      return results.map((row) => row.user_id);
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
