/** What the night reads from D1, page by page, each by an index. All methods throw when D1 cannot be reached. */
import { z } from 'zod';
import { checkedColumns } from './applicants.ts';
import { SENIOR } from './console/queue-counts.ts';
import {
  type CheckedRow,
  checkedRowSchema,
  EARLY_MS,
  firstIdOf,
  ID_BITS,
  LATE,
  NAMED,
  USER_NAMED,
} from './row.ts';
import { schemaDifferences } from './schema.ts';
import { userIdsOf } from './user-ids.ts';

/** Each row is checked once in this number of nights. */
export const ROTATION = 30;

/**
 * A place in the rows that moved. `id`: of the rows that moved soon after their creation, those from it on, if they
 * moved at `earlyMs` or later. `movedMs`, `userId`: of the others, those behind that move (ms since the epoch).
 */
export type MovePlace = {
  readonly id: number;
  readonly earlyMs: number;
  readonly movedMs: number;
  readonly userId: string;
};

/** Rows that moved, and the place behind them. */
export type MovedRows = { readonly rows: readonly PageRow[]; readonly next: MovePlace };

/** The place of the first row that moved at that time or later (ms since the epoch). */
export function placeAt(sinceMs: number): MovePlace {
  return { id: firstPlaceId(sinceMs), earlyMs: sinceMs, movedMs: sinceMs, userId: '' };
}

/** The smallest id of a row that may move soon after its creation at that time or later. */
export function firstPlaceId(sinceMs: number): number {
  return firstIdOf(Math.max(0, sinceMs - EARLY_MS));
}

const EARLY_MOVES = `NOT (${LATE}) AND a.moved_ms >= ?1 AND a.id >= ?2 AND ${NAMED}`;
const LATE_MOVES = `${LATE} AND (a.moved_ms, a.user_id) > (?1, ?2) AND ${NAMED}`;
const SHARE = `${NAMED} AND a.user_id > ?1 AND (a.id >> ${ID_BITS}) % ?2 = ?3`;

/** The head of a chain as a day file has it. */
export type WrittenHead = { readonly user_id: string; readonly seq: number; readonly hash: string };

const OPEN = `SELECT '' AS reason, count(*) AS n FROM applicants WHERE review_opened_ms IS NOT NULL
  UNION ALL SELECT '${SENIOR}', count(*) FROM applicants WHERE queue = 'senior'
  UNION ALL SELECT reason, count(*) FROM reasons r JOIN applicants a USING (id) WHERE r.review_opened_ms IS NOT NULL GROUP BY reason`;
const MISCOUNTED = `SELECT EXISTS (SELECT * FROM (${OPEN}) WHERE n > 0 EXCEPT SELECT reason, n FROM queue_counts)
  OR EXISTS (SELECT reason, n FROM queue_counts WHERE n <> 0 EXCEPT SELECT * FROM (${OPEN})) AS wrong`;

/**
 * The most characters of `document` in a page. Only large metadata take more; a thousand such rows at once would fill the
 * memory.
 */
const SHORT_DOCUMENT = 16_384;
const rowsSchema = z.array(
  checkedRowSchema.extend({
    id: z.number(),
    is_cut: z
      .int()
      .catch(0)
      .transform((flag) => flag === 1),
  }),
);
/** A row in a page. `is_cut`: its document is longer than what a page has of it, so it must be read by itself. */
export type PageRow = CheckedRow & { readonly is_cut: boolean };
type Row = z.infer<typeof rowsSchema>[number];

const placesSchema = z.array(z.object({ nth: z.int() }));
const countSchema = z.int();

/** The night's reads, and the repair of the queue's counts. */
export type NightRecords = ReturnType<typeof createNightRecords>;

/**
 * Creates the night's reads.
 * @param pageSize rows read at a time: a run of the cron has a bounded number of database calls
 */
export function createNightRecords(db: D1Database, pageSize = 1_000) {
  async function read(where: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { results } = await db
      .prepare(
        `SELECT a.id, length(CAST(a.document AS BLOB)) > ${SHORT_DOCUMENT} AS is_cut, ${checkedColumns(SHORT_DOCUMENT)}
         FROM applicants a WHERE ${where}`,
      )
      .bind(...values, pageSize)
      .all();
    return rowsSchema.parse(results);
  }

  /** Yields page after page, until one is not full. */
  async function* pages(
    first: (size: number) => Promise<readonly Row[]>,
    next: (last: Row) => Promise<readonly Row[]>,
  ): AsyncGenerator<readonly Row[]> {
    for (let page = await first(pageSize); ; ) {
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (!last || page.length < pageSize) return;
      page = await next(last);
    }
  }

  async function count(where: string, ...values: readonly unknown[]): Promise<number> {
    const query = `SELECT count(*) AS n FROM applicants a WHERE ${where}`;
    return countSchema.parse(
      await db
        .prepare(query)
        .bind(...values)
        .first('n'),
    );
  }

  return {
    /** Yields the rows that moved, from a place on, in no order of time. A row that moves meanwhile may come twice. */
    async *movedFrom(place: MovePlace): AsyncGenerator<MovedRows> {
      const early = (id: number) => read(`${EARLY_MOVES} ORDER BY a.id LIMIT ?3`, place.earlyMs, id);
      const ofEarly = pages(
        () => early(place.id),
        ({ id }) => early(id + 1),
      );
      for await (const rows of ofEarly) yield { rows, next: { ...place, id: (rows.at(-1)?.id ?? 0) + 1 } };
      const late = (movedMs: number, userId: string) =>
        read(`${LATE_MOVES} ORDER BY a.moved_ms, a.user_id LIMIT ?3`, movedMs, userId);
      const ofLate = pages(
        () => late(place.movedMs, place.userId),
        ({ moved_ms, user_id }) => late(moved_ms, user_id),
      );
      for await (const rows of ofLate) {
        const { moved_ms: movedMs = 0, user_id: userId = '' } = rows.at(-1) ?? {};
        yield { rows, next: { id: Number.MAX_SAFE_INTEGER, earlyMs: 0, movedMs, userId } };
      }
    },

    /** Counts the rows that moved, from a place on. */
    async countMovedFrom({ id, earlyMs, movedMs, userId }: MovePlace): Promise<number> {
      return (await count(EARLY_MOVES, earlyMs, id)) + (await count(LATE_MOVES, movedMs, userId));
    },

    /**
     * Yields the rows of open cases, longest waiting first: those of one night of a rotation, selected by the
     * millisecond of creation.
     * @param nights over how many nights all of them are spread; 1 for all
     * @param nth 0 to `nights` - 1
     */
    openCases(nights: number, nth: number): AsyncGenerator<readonly Row[]> {
      const open = (at: number, id: number) =>
        read(
          // Without IS NOT NULL, SQLite would not use the index, which has open cases only.
          `a.review_opened_ms IS NOT NULL AND (a.review_opened_ms, a.id) > (?1, ?2)
             AND (a.id >> ${ID_BITS}) % ?3 = ?4 AND ${NAMED} ORDER BY a.review_opened_ms, a.id LIMIT ?5`,
          at,
          id,
          nights,
          nth,
        );
      return pages(
        () => open(-1, 0),
        ({ review_opened_ms, id }) => open(review_opened_ms ?? 0, id),
      );
    },

    /** Counts the open cases. */
    countOpen: () => count(`a.review_opened_ms IS NOT NULL AND ${NAMED}`),

    /**
     * Finds rows that no page has, at most `limit`. It reads one index through.
     * @returns their `user_id`, or '' where that is of no applicant
     */
    async unnamed(limit: number): Promise<readonly string[]> {
      const query = `SELECT iif(${USER_NAMED}, a.user_id, '') AS user_id FROM applicants a WHERE NOT (${NAMED}) LIMIT ?`;
      return userIdsOf(await db.prepare(query).bind(limit).all());
    },

    /** Removes rows whose `user_id` is of no applicant, at most `limit`. Returns how many. It reads one index through. */
    async removeUnnamed(limit: number): Promise<number> {
      const unnamed = `SELECT a.id FROM applicants a WHERE NOT (${USER_NAMED}) LIMIT ?`;
      const { results } = await db
        .prepare(`DELETE FROM applicants WHERE id IN (${unnamed}) RETURNING 1`)
        .bind(limit)
        .all();
      return results.length;
    },

    /** Counts the rows of one thirtieth. @param nth 0 to `ROTATION` - 1 */
    countShare: (nth: number) => count(SHARE, '', ROTATION, nth),

    /**
     * Yields a share of all rows, selected by the millisecond of creation.
     * @param nights over how many nights all rows are spread
     * @param nth 0 to `nights` - 1
     */
    share(nights: number, nth: number): AsyncGenerator<readonly Row[]> {
      const share = (userId: string) =>
        read(
          `a.id IN (SELECT id FROM applicants a WHERE ${SHARE} ORDER BY user_id LIMIT ?4) ORDER BY a.user_id`,
          userId,
          nights,
          nth,
        );
      return pages(
        () => share(''),
        ({ user_id }) => share(user_id),
      );
    },

    /** Gives those of the heads whose row is missing, is older, or has another event with that number as its head. */
    async behind(heads: readonly WrittenHead[]): Promise<readonly WrittenHead[]> {
      const query = `SELECT j.key AS nth FROM json_each(?) j LEFT JOIN applicants a ON a.user_id = j.value ->> 'user_id'
        WHERE a.head_seq IS NULL OR a.head_seq < j.value ->> 'seq'
          OR (a.head_seq = j.value ->> 'seq' AND a.head_hash <> j.value ->> 'hash')`;
      const { results } = await db.prepare(query).bind(JSON.stringify(heads)).all();
      const missing = new Set(placesSchema.parse(results).map(({ nth }) => nth));
      return heads.filter((_, nth) => missing.has(nth));
    },

    /** Finds what D1 has otherwise than the migrations make it, such as `foreign trigger t`. */
    schemaDifferences: () => schemaDifferences(db),

    /** Counts the queue again and corrects wrong counts. @returns what became of them */
    async recount(): Promise<'right' | 'corrected' | 'still wrong'> {
      const isWrong = async () => (await db.prepare(MISCOUNTED).first('wrong')) === 1;
      if (!(await isWrong())) return 'right';
      await db.batch([
        db.prepare('DELETE FROM reasons WHERE id NOT IN (SELECT id FROM applicants)'),
        db.prepare('DELETE FROM queue_counts'),
        db.prepare(`INSERT INTO queue_counts (reason, n) ${OPEN}`),
      ]);
      return (await isWrong()) ? 'still wrong' : 'corrected';
    },
  };
}
