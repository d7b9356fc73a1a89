/** The counts of the reviewers' queue, read from D1 by the console. D1 may be seconds behind the logs. */

/** How many applicants are in review, in all and by reason. `oldest`: when the oldest review opened (RFC 3339). */
export type QueueCounts = {
  readonly total: number;
  readonly oldest: string | null;
  readonly byReason: ReadonlyMap<string, number>;
};

/** The key of the total in `queue_counts`, a table that triggers keep. */
const ALL = '';

/** Creates the access to the counts. */
export function createReviewRecords(db: D1Database) {
  return {
    /** Reads the counts that the triggers keep. @throws when D1 cannot be reached */
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
