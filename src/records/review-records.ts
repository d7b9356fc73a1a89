/** What the console reads of D1 beside the queue: its counts, and the search. Copies that may be seconds behind. */
import type { ApplicantView } from '../http/schema.ts';

/** How many wait, in all and by reason, since when the longest, and whom the filter leaves. */
export type QueueCounts = {
  readonly total: number;
  readonly oldest: string | null;
  readonly byReason: ReadonlyMap<string, number>;
};

/** Whom the search looks for; times as RFC 3339 UTC. An absent one is not given, and empty text is anybody. */
export type PeopleFilter = {
  /** How the `user_id` or one of the session ids starts. */
  readonly text: string;
  readonly status?: string | undefined;
  /** Both included. */
  readonly createdFrom?: string | undefined;
  readonly createdUntil?: string | undefined;
  /** In review, opened before. */
  readonly waitingSince?: string | undefined;
};

/** Wraps the database. */
export function createReviewRecords(db: D1Database) {
  const documents = async (query: string, values: readonly unknown[]) => {
    const { results } = await db
      .prepare(query)
      .bind(...values)
      .all<{ document: string }>();
    return results.map(({ document }): ApplicantView => JSON.parse(document));
  };

  return {
    /** How many wait. */
    async counts(): Promise<QueueCounts> {
      const [all, reasons] = await db.batch<{ reason?: string; n: number; oldest?: string | null }>([
        db.prepare(
          'SELECT count(*) AS n, min(review_opened_at) AS oldest FROM applicants WHERE review_opened_at IS NOT NULL',
        ),
        db.prepare(
          'SELECT reason, count(*) AS n FROM reasons WHERE review_opened_at IS NOT NULL GROUP BY reason',
        ),
      ]);
      const rows = reasons?.results ?? [];
      return {
        total: all?.results[0]?.n ?? 0,
        oldest: all?.results[0]?.oldest ?? null,
        byReason: new Map(rows.map(({ reason = '', n }) => [reason, n])),
      };
    },

    /** Newest first, at most that many: who fits all that is given. */
    search({ text, status, createdFrom, createdUntil, waitingSince }: PeopleFilter, limit: number) {
      const where = ['1'];
      const values: unknown[] = [];
      if (text !== '') {
        // A range, so that the keys' own index serves it; U+FFFF comes after all that an id may hold.
        where.push(
          '(user_id BETWEEN ? AND ? OR user_id IN (SELECT user_id FROM sessions WHERE session_id BETWEEN ? AND ?))',
        );
        values.push(text, `${text}\uffff`, text, `${text}\uffff`);
      }
      const narrow = (condition: string, value: string | undefined) => {
        if (value === undefined) return;
        where.push(condition);
        values.push(value);
      };
      // SQLite would take these indexes before the keys and read all of a status to find one id; the plus forbids it.
      const plus = text === '' ? '' : '+';
      narrow(`${plus}status = ?`, status);
      narrow(`${plus}created_at >= ?`, createdFrom);
      narrow(`${plus}created_at <= ?`, createdUntil);
      narrow('review_opened_at < ?', waitingSince);
      const order = 'ORDER BY created_at DESC, user_id DESC LIMIT ?';
      return documents(`SELECT document FROM applicants WHERE ${where.join(' AND ')} ${order}`, [
        ...values,
        limit,
      ]);
    },
  };
}
