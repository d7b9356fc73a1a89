/** What the console reads of D1 beside the queue: its counts. Copies that may be seconds behind. */

/** How many wait, in all and by reason, and since when the longest. */
export type QueueCounts = {
  readonly total: number;
  readonly oldest: string | null;
  readonly byReason: ReadonlyMap<string, number>;
};

/** In `queue_counts`, where triggers keep what waits in all. */
const ALL = '';

/** Wraps the database. */
export function createReviewRecords(db: D1Database) {
  return {
    /** How many wait, as the triggers counted. Throws when D1 is out of reach. */
    async counts(): Promise<QueueCounts> {
      const [counts, longest] = await db.batch<{ reason?: string; n?: number; oldest?: number }>([
        db.prepare('SELECT reason, n FROM queue_counts WHERE n > 0'),
        db.prepare(
          `SELECT review_opened_ms AS oldest FROM applicants WHERE review_opened_ms IS NOT NULL
           ORDER BY review_opened_ms LIMIT 1`,
        ),
      ]);
      const byReason = new Map((counts?.results ?? []).map(({ reason = ALL, n = 0 }) => [reason, n]));
      const total = byReason.get(ALL) ?? 0;
      byReason.delete(ALL);
      const oldest = longest?.results[0]?.oldest;
      return { total, oldest: oldest === undefined ? null : new Date(oldest).toISOString(), byReason };
    },
  };
}
