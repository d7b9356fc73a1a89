/** What the console reads of D1 beside the queue: its counts. Copies that may be seconds behind. */

/** How many wait, in all and by reason, since when the longest. */
export type QueueCounts = {
  readonly total: number;
  readonly oldest: string | null;
  readonly byReason: ReadonlyMap<string, number>;
};

/** Wraps the database. */
export function createReviewRecords(db: D1Database) {
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
  };
}
