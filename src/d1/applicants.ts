/** The applicants in D1: one row each, which follows the log and is never ahead of it. */
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { ReviewQueue } from '#src/core/reasons.ts';
import { type PairsWrite, replacePairs } from './known-pairs.ts';
import { listedView } from './listed.ts';
import { addDecisions, type DecisionRow } from './reviewer-figures.ts';
import {
  type CheckedRow,
  checkedRowSchema,
  firstIdOf,
  ID_BITS,
  LISTED_COLUMNS,
  type SealedRow,
} from './row.ts';
import { replaceUnfinished, type Unfinished } from './unfinished.ts';
import { userIdsOf } from './user-ids.ts';

const placedRowsSchema = z.array(z.looseObject({ at: z.number(), id: z.number() }));

/** A row to be written, with what belongs to it. */
export type RowWrite = {
  readonly row: SealedRow;
  /** The ids of all sessions of the applicant. */
  readonly sessionIds: readonly string[];
  /** When the object must be awake (ms since the epoch), or null for never. */
  readonly wakeMs: number | null;
  /** The time of writing (ms since the epoch). Must not be earlier than the row's newest event or its creation. */
  readonly movedMs: number;
  /** What the object has failed to do so far; null when there never was anything. */
  readonly unfinished?: readonly Unfinished[] | null;
  /** Its pairs of known faces; null for the many who never had any. */
  readonly pairs?: PairsWrite | null;
  /** The decisions and proposals of reviewers that the figures about them still count. */
  readonly decisions?: readonly DecisionRow[];
  /** Replaces the row in D1, whatever it is. Without it, a row that is older than the one in D1 changes nothing. */
  readonly force?: boolean;
};

/** The place in a list after which the next page starts. `at`: when the review opened (ms), 0 in lists by creation. */
export type Position = { readonly at: number; readonly id: number };

/** The filters of a list. Times are RFC 3339; an applicant that was created at exactly one of them is left out. */
export type ApplicantFilter = {
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
};

/** The filters of the reviewers' queue. Times are RFC 3339. */
export type ReviewFilter = {
  readonly reason?: string | undefined;
  readonly queue?: ReviewQueue | undefined;
  readonly openedBefore?: string | undefined;
  /** Whose claim has not run out, by the name that the API shows. */
  readonly claimedBy?: string | undefined;
  /** Only cases that no one has claimed. */
  readonly isFree?: boolean | undefined;
};

/** An applicant in a list, with its position. */
export type Listed = { readonly document: ApplicantView; readonly position: Position };
/** A row of a list. `document` is null where the row cannot be read: the list goes on behind it. */
export type ListedRow = { readonly document: ApplicantView | null; readonly position: Position };

/** The access to the applicants in D1. All methods throw when D1 cannot be reached. */
export type Records = ReturnType<typeof createRecords>;

/** The columns that change with the log, in the order of the parameters ?3 to ?13 of `UPSERT`. */
const CONTENT = [
  'head_seq',
  'head_hash',
  'status',
  'reasons',
  'review_opened_ms',
  'queue',
  'claimed_by',
  'claimed_until_ms',
  'funnel_steps',
  'reviewed_for',
  'document',
] as const;
const listOf = (table: string, names: readonly string[]) =>
  names.map((name) => `${table}.${name}`).join(', ');
const differs = (names: readonly string[]) =>
  `(${listOf('excluded', names)}) IS NOT (${listOf('applicants', names)})`;

/** SQL: the first and the last id of the millisecond ?2. */
const [FIRST_ID, LAST_ID] = [`(?2 << ${ID_BITS})`, `((?2 << ${ID_BITS}) + ${2 ** ID_BITS - 1})`];

/**
 * Writes a row. If D1 already has the same row nothing is written, which costs nothing. A new row gets the id after the
 * last one of its millisecond. If that was the last possible one it gets the lowest that is free, and if none is the
 * statement fails, because the next id means another time of creation.
 */
const UPSERT = `INSERT INTO applicants (id, user_id, ${CONTENT.join(', ')}, row_mac, mac_key, wake_ms, moved_ms)
  VALUES (coalesce(
      (SELECT id FROM applicants WHERE user_id = ?1),
      (SELECT nullif(id, ${LAST_ID}) + 1 FROM applicants WHERE id BETWEEN ${FIRST_ID} AND ${LAST_ID} ORDER BY id DESC LIMIT 1),
      (SELECT a.id + 1 FROM applicants a WHERE a.id >= ${FIRST_ID} AND a.id < ${LAST_ID}
        AND NOT EXISTS (SELECT 1 FROM applicants b WHERE b.id = a.id + 1) ORDER BY a.id LIMIT 1),
      ${FIRST_ID}),
    ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
  ON CONFLICT (user_id) DO UPDATE SET ${CONTENT.map((name) => `${name} = excluded.${name}`).join(', ')},
    row_mac = excluded.row_mac, mac_key = excluded.mac_key, wake_ms = excluded.wake_ms,
    moved_ms = CASE WHEN ${differs(CONTENT)} THEN max(applicants.moved_ms, excluded.moved_ms) ELSE applicants.moved_ms END
  WHERE excluded.head_seq >= applicants.head_seq AND ${differs([...CONTENT, 'row_mac', 'mac_key', 'wake_ms'])}
  RETURNING id`;

const ADD_SESSIONS = `INSERT INTO sessions (session_id, user_id) SELECT value, ?1 FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

/** The most characters of each column that are read to check a row; no row of ours has more. `document` has its own. */
const MOST_CHARACTERS = {
  ...{ user_id: 128, head_hash: 128, status: 128, row_mac: 128, mac_key: 128 },
  ...{ queue: 128, claimed_by: 1_024, reasons: 4_096, reviewed_for: 4_096 },
};
/** The most characters of `document`: far more than the largest metadata, notes and search results take. */
const MOST_DOCUMENT = 524_288;
/** The most reasons that a row can be listed by; there are fewer kinds. */
const MOST_REASONS = 100;

/**
 * SQL: the columns of `CheckedRow`, in a query that calls the table `a`. Who can write to D1 can make them of any length, so
 * they are cut: a row that was cut has no right MAC.
 * @param mostDocument the most characters of `document`
 */
export function checkedColumns(mostDocument = MOST_DOCUMENT): string {
  const cut = (name: string, most: number) => `substr(a.${name}, 1, ${most}) AS ${name}`;
  const texts = Object.entries(MOST_CHARACTERS).map(([name, most]) => cut(name, most));
  return `${texts.join(', ')}, ${cut('document', mostDocument)},
    a.id >> ${ID_BITS} AS created_ms, a.head_seq, a.review_opened_ms, a.claimed_until_ms, a.funnel_steps, a.moved_ms,
    (SELECT iif(count(*) > ${MOST_REASONS}, '["too many"]', json_group_array(iif(
      (r.status, r.review_opened_ms, r.queue) IS (a.status, a.review_opened_ms, a.queue), substr(r.reason, 1, 64), 'elsewhere')))
      FROM reasons r WHERE r.id = a.id) AS listed_reasons`;
}

const identifiedRowsSchema = z.array(
  checkedRowSchema.extend({ id: z.int(), user_id: z.string().catch('?') }),
);
/** Rows of one millisecond that are read at a time: a row may have half a million characters. */
const ROOM_PAGE = 20;

/** Tells whether a row could not be written because all ids of its millisecond are taken. */
export function isIdTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes('UNIQUE constraint failed: applicants.id');
}

/** Returns SQLite's code for an error, with the column where it names one; empty for another error. No value is in it. */
export function refusalOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const code = message.match(/SQLITE_[A-Z_]+/g)?.at(-1) ?? '';
  const [, column = ''] = message.match(/(?:INTEGER column|constraint failed:) ([a-z_]+\.[a-z_]+)\b/) ?? [];
  return code && column ? `${code} ${column}` : code;
}

/** SQL: whether a position can name the row. The plus keeps the condition from choosing an index. */
const placed = (key: string) => `+${key}.id BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;

/** Creates the access to the applicants in a database. */
export function createRecords(db: D1Database) {
  const page = async (query: string, values: readonly unknown[]): Promise<readonly ListedRow[]> => {
    const { results } = await db
      .prepare(query)
      .bind(...values)
      .all();
    const now = Date.now();
    return placedRowsSchema
      .parse(results)
      .map((row) => ({ document: listedView(row, now), position: { at: Math.max(0, row.at), id: row.id } }));
  };

  return {
    /**
     * Writes a row and its sessions in one transaction.
     * @returns false when D1 has another row afterwards, or none: a newer one is left unchanged, and a trigger of somebody
     * else can undo a write
     * @throws also when no id is free; `isIdTaken` tells
     */
    async put({
      row,
      sessionIds,
      wakeMs,
      movedMs,
      unfinished = null,
      pairs = null,
      decisions = [],
      force = false,
    }: RowWrite): Promise<boolean> {
      const { user_id, created_ms, row_mac, mac_key } = row;
      const content = CONTENT.map((name) => row[name]);
      const results = await db.batch([
        ...(force ? [db.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user_id)] : []),
        ...(sessionIds.length > 0
          ? [db.prepare(ADD_SESSIONS).bind(user_id, JSON.stringify(sessionIds))]
          : []),
        ...(unfinished ? replaceUnfinished(db, user_id, unfinished) : []),
        ...(pairs ? replacePairs(db, user_id, pairs) : []),
        ...(decisions.length > 0 ? [addDecisions(db, user_id, decisions)] : []),
        db.prepare(UPSERT).bind(user_id, created_ms, ...content, row_mac, mac_key, wakeMs, movedMs),
      ]);
      if ((results.at(-1)?.results.length ?? 0) > 0) return true;
      // Nothing was written: D1 has the same row, or a newer one, or something keeps it from taking this one.
      const there = await db
        .prepare('SELECT row_mac FROM applicants WHERE user_id = ?')
        .bind(user_id)
        .first('row_mac');
      return there === row_mac;
    },

    /**
     * Removes one row of a millisecond, so that the id of it is free.
     * @param createdMs ms since the epoch
     * @param isGenuine whether the service wrote a row
     * @returns its `user_id`; null when the service wrote all rows of that time
     */
    async makeRoom(createdMs: number, isGenuine: (row: CheckedRow) => boolean): Promise<string | null> {
      const query = `SELECT a.id, ${checkedColumns()} FROM applicants a WHERE a.id >= ? AND a.id < ? ORDER BY a.id LIMIT ?`;
      const end = firstIdOf(createdMs + 1);
      for (let id = firstIdOf(createdMs); ; ) {
        const { results } = await db.prepare(query).bind(id, end, ROOM_PAGE).all();
        const rows = identifiedRowsSchema.parse(results);
        const foreign = rows.find((row) => !isGenuine(row));
        if (foreign) await db.prepare('DELETE FROM applicants WHERE id = ?').bind(foreign.id).run();
        if (foreign) return foreign.user_id;
        if (rows.length < ROOM_PAGE) return null;
        id = (rows.at(-1)?.id ?? end) + 1;
      }
    },

    /** Reads a row, or null when there is none. */
    async row(userId: string): Promise<CheckedRow | null> {
      const query = `SELECT ${checkedColumns()} FROM applicants a WHERE a.user_id = ?`;
      return checkedRowSchema.nullable().parse(await db.prepare(query).bind(userId).first());
    },

    /** Writes what an object has failed to do so far, without its row. */
    async putUnfinished(userId: string, unfinished: readonly Unfinished[]): Promise<void> {
      await db.batch([...replaceUnfinished(db, userId, unfinished)]);
    },

    /** Removes the row of an applicant that has no log. @returns whether D1 has none afterwards */
    async remove(userId: string): Promise<boolean> {
      const [, left] = await db.batch([
        db.prepare('DELETE FROM applicants WHERE user_id = ?').bind(userId),
        db.prepare('SELECT 1 FROM applicants WHERE user_id = ?').bind(userId),
      ]);
      return left?.results.length === 0;
    },

    /** Lists applicants, newest first. @param after where the page before ended, or null */
    applicants(filter: ApplicantFilter, after: Position | null, limit: number) {
      const { status, reason, createdAfter, createdBefore } = filter;
      const from = reason === undefined ? 'applicants a' : 'reasons r JOIN applicants a USING (id)';
      const key = reason === undefined ? 'a' : 'r';
      const { where, values, narrow } = conditions(placed(key));
      if (reason !== undefined) narrow('r.reason = ?', reason);
      if (status !== undefined) narrow(`${key}.status = ?`, status);
      if (createdAfter !== undefined) narrow(`${key}.id >= ?`, firstIdOf(Date.parse(createdAfter) + 1));
      if (createdBefore !== undefined) narrow(`${key}.id < ?`, firstIdOf(Date.parse(createdBefore)));
      if (after) narrow(`${key}.id < ?`, after.id);
      const query = `SELECT ${LISTED_COLUMNS}, 0 AS at FROM ${from} WHERE ${where.join(' AND ')}`;
      return page(`${query} ORDER BY ${key}.id DESC LIMIT ?`, [...values, limit]);
    },

    /**
     * Lists applicants in review, longest waiting first, which is also the order in which they are due. A reason is read
     * by its own table, unless the page is of one reviewer's claims: of these all are read that have not run out.
     * @param after where the page before ended, or null
     */
    reviews(
      { reason, queue, openedBefore, claimedBy, isFree = false }: ReviewFilter,
      after: Position | null,
      limit: number,
    ) {
      const byReason = reason !== undefined && claimedBy === undefined;
      const from = byReason ? 'reasons r JOIN applicants a USING (id)' : 'applicants a';
      // A column with a plus is in no index (sqlite.org/optoverview.html, 3.4): the claims' own is the only one to use.
      const key = byReason ? 'r' : claimedBy === undefined ? 'a' : '+a';
      const now = Date.now();
      const own = key.replace('+', '');
      const { where, values, narrow } = conditions(
        `${key}.review_opened_ms IS NOT NULL AND +${own}.review_opened_ms <= ${Number.MAX_SAFE_INTEGER} AND ${placed(own)}`,
      );
      if (claimedBy !== undefined) {
        narrow('a.claimed_by = ? AND a.claimed_until_ms > ?', claimedBy, now);
        if (reason !== undefined)
          narrow('EXISTS (SELECT 1 FROM reasons WHERE id = a.id AND reason = ?)', reason);
      } else if (reason !== undefined) narrow('r.reason = ?', reason);
      if (queue !== undefined) narrow(`${key}.queue = ?`, queue);
      if (isFree) narrow('(a.claimed_until_ms IS NULL OR a.claimed_until_ms <= ?)', now);
      if (openedBefore !== undefined) narrow(`${key}.review_opened_ms < ?`, Date.parse(openedBefore));
      if (after) narrow(`(${key}.review_opened_ms, ${key}.id) > (?, ?)`, after.at, after.id);
      const query = `SELECT ${LISTED_COLUMNS}, ${key}.review_opened_ms AS at FROM ${from} WHERE ${where.join(' AND ')}`;
      return page(`${query} ORDER BY ${key}.review_opened_ms, ${key}.id LIMIT ?`, [...values, limit]);
    },

    /**
     * Gives the position in the queue of a review that was opened at that time (RFC 3339), also after it was closed.
     */
    async placeInQueue(userId: string, openedAt: string): Promise<Position> {
      const query = 'SELECT id FROM applicants WHERE user_id = ?';
      const id = z
        .int()
        .nullable()
        .catch(null)
        .parse(await db.prepare(query).bind(userId).first('id'));
      return { at: Date.parse(openedAt), id: id ?? 0 };
    },

    /**
     * Finds the applicant of a session. A session id in lower or upper case is found too, if no other is exactly this one.
     * @returns the `user_id`, or null when D1 does not know the session
     */
    async userOfSession(sessionId: string): Promise<string | null> {
      const query = 'SELECT user_id FROM sessions WHERE session_id';
      const found = z.string().nullable();
      const exact = found.parse(await db.prepare(`${query} = ?`).bind(sessionId).first('user_id'));
      if (exact !== null) return exact;
      const inOtherCase = db.prepare(`${query} IN (lower(?1), upper(?1)) LIMIT 1`).bind(sessionId);
      return found.parse(await inOtherCase.first('user_id'));
    },

    /**
     * Claims the applicants whose time (`wake_ms`) has come, those longest overdue before others.
     * @param now ms since the epoch
     * @param again when they can be claimed again at the earliest, ms since the epoch
     * @returns their `user_id`s, in no order
     */
    async claimOverdue(now: number, again: number, limit: number): Promise<readonly string[]> {
      const query = `UPDATE applicants SET wake_ms = ?1 WHERE id IN
        (SELECT id FROM applicants WHERE wake_ms <= ?2 ORDER BY wake_ms LIMIT ?3) RETURNING user_id`;
      return userIdsOf(await db.prepare(query).bind(again, now, limit).all());
    },
  };
}

/** Collects the conditions of a query, with their values in the same order. */
function conditions(first: string) {
  const where = [first];
  const values: unknown[] = [];
  function narrow(condition: string, ...given: unknown[]): void {
    where.push(condition);
    values.push(...given);
  }
  return { where, values, narrow };
}
