/** What the night reads from D1, page by page, each by an index. All methods throw when D1 cannot be reached. */
import { z } from 'zod';
import { CHECKED_COLUMNS } from './applicants.ts';
import { type CheckedRow, checkedRowSchema, EARLY_MS, firstIdOf, ID_BITS, LATE } from './row.ts';

/** Each row is checked once in this number of nights. */
export const ROTATION = 30;

/** The head of a chain as a day file has it. */
export type WrittenHead = { readonly user_id: string; readonly seq: number; readonly hash: string };

const OPEN = `SELECT '' AS reason, count(*) AS n FROM applicants WHERE review_opened_ms IS NOT NULL
  UNION ALL SELECT reason, count(*) FROM reasons r JOIN applicants a USING (id) WHERE r.review_opened_ms IS NOT NULL GROUP BY reason`;
const MISCOUNTED = `SELECT EXISTS (SELECT * FROM (${OPEN}) WHERE n > 0 EXCEPT SELECT reason, n FROM queue_counts)
  OR EXISTS (SELECT reason, n FROM queue_counts WHERE n <> 0 EXCEPT SELECT * FROM (${OPEN})) AS wrong`;

const rowsSchema = z.array(checkedRowSchema.extend({ id: z.number() }));
type Row = z.infer<typeof rowsSchema>[number];

const placesSchema = z.array(z.object({ nth: z.int() }));

/** The night's reads, and the repair of the queue's counts. */
export type NightRecords = ReturnType<typeof createNightRecords>;

/**
 * Creates the night's reads.
 * @param pageSize rows read at a time: a run of the cron has a bounded number of database calls
 */
export function createNightRecords(db: D1Database, pageSize = 1_000) {
  async function read(where: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { results } = await db
      .prepare(`SELECT a.id, ${CHECKED_COLUMNS} FROM applicants a WHERE ${where}`)
      .bind(...values, pageSize)
      .all();
    return rowsSchema.parse(results);
  }

  /** Yields page after page, until one is not full. */
  async function* pages(
    first: (size: number) => Promise<readonly Row[]>,
    next: (last: Row) => Promise<readonly Row[]>,
  ): AsyncGenerator<readonly CheckedRow[]> {
    for (let page = await first(pageSize); ; ) {
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (!last || page.length < pageSize) return;
      page = await next(last);
    }
  }

  return {
    /**
     * Yields the rows that moved at that time (ms) or later, in no order. A row that moves meanwhile may come twice.
     */
    async *movedSince(sinceMs: number): AsyncGenerator<readonly CheckedRow[]> {
      const early = (id: number) =>
        read(`NOT (${LATE}) AND a.moved_ms >= ?1 AND a.id >= ?2 ORDER BY a.id LIMIT ?3`, sinceMs, id);
      yield* pages(
        () => early(firstIdOf(Math.max(0, sinceMs - EARLY_MS))),
        ({ id }) => early(id + 1),
      );
      const late = (movedMs: number, userId: string) =>
        read(
          `${LATE} AND (a.moved_ms, a.user_id) > (?1, ?2) ORDER BY a.moved_ms, a.user_id LIMIT ?3`,
          movedMs,
          userId,
        );
      yield* pages(
        () => late(sinceMs, ''),
        ({ moved_ms, user_id }) => late(moved_ms, user_id),
      );
    },

    /** Yields the rows of all open cases, longest waiting first. */
    openCases(): AsyncGenerator<readonly CheckedRow[]> {
      const open = (at: number, id: number) =>
        read(
          // Without IS NOT NULL, SQLite would not use the index, which has open cases only.
          `a.review_opened_ms IS NOT NULL AND (a.review_opened_ms, a.id) > (?1, ?2)
             ORDER BY a.review_opened_ms, a.id LIMIT ?3`,
          at,
          id,
        );
      return pages(
        () => open(0, 0),
        ({ review_opened_ms, id }) => open(review_opened_ms ?? 0, id),
      );
    },

    /** Yields one thirtieth of all rows, selected by the millisecond of creation. @param nth 0 to `ROTATION` - 1 */
    share(nth: number): AsyncGenerator<readonly CheckedRow[]> {
      const share = (userId: string) =>
        read(
          `a.id IN (SELECT id FROM applicants WHERE user_id > ?1 AND (id >> ${ID_BITS}) % ${ROTATION} = ?2
             ORDER BY user_id LIMIT ?3) ORDER BY a.user_id`,
          userId,
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

    /** Counts the queue again and corrects wrong counts. @returns whether they were wrong */
    async recount(): Promise<boolean> {
      if ((await db.prepare(MISCOUNTED).first('wrong')) !== 1) return false;
      await db.batch([
        db.prepare('DELETE FROM reasons WHERE id NOT IN (SELECT id FROM applicants)'),
        db.prepare('DELETE FROM queue_counts'),
        db.prepare(`INSERT INTO queue_counts (reason, n) ${OPEN}`),
      ]);
      return true;
    },
  };
}
