/**
 * The console's search in D1. Each kind of search reads an index from the end that is shown first, so that it reads not
 * many more rows than it shows.
 */
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { listedView } from '../listed.ts';
import { createdMs, firstIdOf, LISTED_COLUMNS } from '../row.ts';

/** What the search looks for. Times are RFC 3339 UTC. An absent filter, or an empty text, matches every applicant. */
export type SearchFilter = {
  /** The beginning of the `user_id` or of a session id. */
  readonly text: string;
  readonly status?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** In review, opened before this time. */
  readonly waitingSince?: string | undefined;
};

/** The order of the results: by id (user ids, then session ids), longest waiting first, or newest first. */
export type SearchOrder = 'id' | 'waiting' | 'created';

/** The applicants that were found. */
export type SearchResult = {
  readonly found: readonly ApplicantView[];
  readonly order: SearchOrder;
  /** Whether more applicants match than are shown. */
  readonly more: boolean;
  /** How many rows were read when the search stopped early, so that others may match too; otherwise null. */
  readonly lookedAt: number | null;
};

const rowsSchema = z.array(
  z.looseObject({
    id: z.number(),
    user_id: z.string(),
    status: z.string(),
    review_opened_ms: z.number().nullable(),
  }),
);
type Row = z.infer<typeof rowsSchema>[number];

const COLUMNS = `${LISTED_COLUMNS}, a.review_opened_ms`;
/** Sorts after every character of an id. */
const LAST = '\uffff';

/**
 * Finds applicants that match all filters.
 * @param limit the most applicants; at most twice as many rows are read
 * @throws when D1 cannot be reached
 */
export async function searchApplicants(
  db: D1Database,
  filter: SearchFilter,
  limit: number,
): Promise<SearchResult> {
  const { text, status, createdFrom, createdBefore, waitingSince } = filter;
  const rows = async (query: string, ...values: readonly unknown[]): Promise<readonly Row[]> => {
    const { results } = await db
      .prepare(`SELECT ${COLUMNS} FROM ${query}`)
      .bind(...values)
      .all();
    return rowsSchema.parse(results);
  };
  const created = createdFrom !== undefined || createdBefore !== undefined;

  if (text !== '') {
    // No index has ids together with status or age, so more rows are read when there are such filters too.
    const narrowed = created || status !== undefined || waitingSince !== undefined;
    const most = narrowed ? 2 * limit : limit + 1;
    const range = [text, text + LAST];
    const own = await rows(
      'applicants a WHERE a.user_id BETWEEN ? AND ? ORDER BY a.user_id LIMIT ?',
      ...range,
      most,
    );
    // Each session found costs two rows read, its own and its applicant's. The end of a range may cost one more.
    const left = Math.min(most - own.length, Math.floor((2 * limit - 1 - own.length) / 2));
    if (left <= 0) return resultOf(own, filter, limit, 'id', true);
    const bySession = await rows(
      `sessions s CROSS JOIN applicants a ON a.user_id = s.user_id
       WHERE s.session_id BETWEEN ? AND ? ORDER BY s.session_id LIMIT ?`,
      ...range,
      left,
    );
    return resultOf([...own, ...bySession], filter, limit, 'id', bySession.length === left);
  }

  if (waitingSince !== undefined) {
    if (status !== undefined && status !== 'in_review') return resultOf([], filter, limit, 'waiting', false);
    const most = created ? 2 * limit : limit + 1;
    const query = `applicants a WHERE a.review_opened_ms < ? ORDER BY a.review_opened_ms, a.id LIMIT ?`;
    const waiting = await rows(query, Date.parse(waitingSince), most);
    return resultOf(waiting, filter, limit, 'waiting', waiting.length === most);
  }

  const where = [
    ...(status === undefined ? [] : [['a.status = ?', status]]),
    ...(createdFrom === undefined ? [] : [['a.id >= ?', firstIdOf(Date.parse(createdFrom))]]),
    ...(createdBefore === undefined ? [] : [['a.id < ?', firstIdOf(Date.parse(createdBefore))]]),
  ];
  const conditions = where.map(([condition]) => condition).join(' AND ') || '1';
  const newest = await rows(
    `applicants a WHERE ${conditions} ORDER BY a.id DESC LIMIT ?`,
    ...where.map(([, value]) => value),
    limit + 1,
  );
  return resultOf(newest, filter, limit, 'created', newest.length > limit);
}

/**
 * Makes the result of the rows that match and can be read, each applicant once. `stoppedEarly`: there may be more rows
 * than these.
 */
function resultOf(
  rows: readonly Row[],
  filter: SearchFilter,
  limit: number,
  order: SearchOrder,
  stoppedEarly: boolean,
): SearchResult {
  const unique = new Map(rows.map((row) => [row.user_id, row]));
  const now = Date.now();
  const fitting = [...unique.values()].flatMap((row) =>
    fits(row, filter) ? (listedView(row, now) ?? []) : [],
  );
  const found = fitting.slice(0, limit);
  const more = fitting.length > limit;
  return { found, order, more, lookedAt: stoppedEarly && !more ? rows.length : null };
}

function fits(row: Row, { status, createdFrom, createdBefore, waitingSince }: SearchFilter): boolean {
  const created = createdMs(row.id);
  if (status !== undefined && row.status !== status) return false;
  if (createdFrom !== undefined && created < Date.parse(createdFrom)) return false;
  if (createdBefore !== undefined && created >= Date.parse(createdBefore)) return false;
  return (
    waitingSince === undefined ||
    (row.review_opened_ms !== null && row.review_opened_ms < Date.parse(waitingSince))
  );
}
