/** The console's search in D1: each kind of question by one index, from its own end, so that it reads about what it shows. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantOf, createdMs, firstIdOf, LISTED_COLUMNS, type ListedRow } from './row.ts';

/** Whom the search looks for; times as RFC 3339 UTC. An absent one is not given, and empty text is anybody. */
export type SearchFilter = {
  /** How the `user_id` or one of the session ids starts. */
  readonly text: string;
  readonly status?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** In review, opened before. */
  readonly waitingSince?: string | undefined;
};

/** By which index, and so in which order: by id (user ids, then session ids), longest waiting first, or newest first. */
export type SearchOrder = 'id' | 'waiting' | 'created';

/** Who was found. */
export type SearchResult = {
  readonly found: readonly ApplicantView[];
  readonly order: SearchOrder;
  /** More fit than are shown. */
  readonly more: boolean;
  /** How many were looked at, where the look ended before everybody was: others may fit. */
  readonly lookedAt: number | null;
};

type Row = ListedRow & { readonly review_opened_ms: number | null };

const COLUMNS = `${LISTED_COLUMNS}, a.review_opened_ms`;
/** Comes after all that an id may hold. */
const LAST = '\uffff';

/** Who fits all that is given, at most that many. Reads at most twice as many rows. Throws when D1 is out of reach. */
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
      .all<Row>();
    return results;
  };
  const created = createdFrom !== undefined || createdBefore !== undefined;

  if (text !== '') {
    // No index has the ids by status or age, so where these are asked for too, some ids more are looked at.
    const narrowed = created || status !== undefined || waitingSince !== undefined;
    const most = narrowed ? 2 * limit : limit + 1;
    const range = [text, text + LAST];
    const own = await rows(
      'applicants a WHERE a.user_id BETWEEN ? AND ? ORDER BY a.user_id LIMIT ?',
      ...range,
      most,
    );
    // A session takes two rows: its own and its applicant's. The end of a range may take one.
    const left = Math.min(most - own.length, Math.floor((2 * limit - 1 - own.length) / 2));
    if (left <= 0) return people(own, filter, limit, 'id', true);
    const by = await rows(
      `sessions s CROSS JOIN applicants a ON a.user_id = s.user_id
       WHERE s.session_id BETWEEN ? AND ? ORDER BY s.session_id LIMIT ?`,
      ...range,
      left,
    );
    return people([...own, ...by], filter, limit, 'id', by.length === left);
  }

  if (waitingSince !== undefined) {
    if (status !== undefined && status !== 'in_review') return people([], filter, limit, 'waiting', false);
    const most = created ? 2 * limit : limit + 1;
    const query = `applicants a WHERE a.review_opened_ms < ? ORDER BY a.review_opened_ms, a.id LIMIT ?`;
    const waiting = await rows(query, Date.parse(waitingSince), most);
    return people(waiting, filter, limit, 'waiting', waiting.length === most);
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
  return people(newest, filter, limit, 'created', false);
}

/** Those of the rows that fit, each once. `ended`: there may be rows after these. */
function people(
  rows: readonly Row[],
  filter: SearchFilter,
  limit: number,
  order: SearchOrder,
  ended: boolean,
): SearchResult {
  const each = new Map(rows.map((row) => [row.user_id, row]));
  const fitting = [...each.values()].filter((row) => fits(row, filter));
  const found = fitting.slice(0, limit).map(applicantOf);
  const more = fitting.length > limit;
  return { found, order, more, lookedAt: ended && !more ? rows.length : null };
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
