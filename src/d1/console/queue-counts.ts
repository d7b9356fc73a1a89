/** The counts of the reviewers' queue, read from D1 by the console. D1 may be seconds behind the logs. */
import { z } from 'zod';

import { lenientTime } from '../lenient.ts';

/** How many applicants are in review, in all and by reason. `oldest`: when the oldest review opened (RFC 3339). */
export type QueueCounts = {
  readonly total: number;
  /** How many of them are in the senior queue; the others are in the standard queue. */
  readonly senior: number;
  /** How many of them somebody has claimed now, at most `MAX_CLAIMED`. */
  readonly claimed: number;
  readonly oldest: string | null;
  readonly byReason: ReadonlyMap<string, number>;
};

/** The key of the total in `queue_counts`, a table that triggers keep. */
const ALL = '';
/** The key of the senior queue in `queue_counts`. */
export const SENIOR = 'queue:senior';
/** Claims are counted up to this number, so that the count reads a bounded number of rows. */
export const MAX_CLAIMED = 1_000;

/** Creates the access to the counts. */
export function createReviewRecords(db: D1Database) {
  return {
    /**
     * Reads the number that grows with each change of a row in review: one row read.
     * @returns null where it is missing, which is no number of ours
     * @throws when D1 cannot be reached
     */
    async changes(): Promise<number | null> {
      return z
        .int()
        .nullable()
        .catch(null)
        .parse(await db.prepare('SELECT n FROM queue_changes WHERE id = 1').first('n'));
    },

    /** Reads the counts that the triggers keep. @throws when D1 cannot be reached */
    async counts(): Promise<QueueCounts> {
      const [counts, longest, claims] = await db.batch<{ reason?: string; n?: number; oldest?: number }>([
        db.prepare('SELECT reason, n FROM queue_counts WHERE n > 0'),
        db.prepare(
          `SELECT review_opened_ms AS oldest FROM applicants WHERE review_opened_ms IS NOT NULL
           ORDER BY review_opened_ms LIMIT 1`,
        ),
        db
          .prepare(
            `SELECT count(*) AS n FROM (SELECT 1 FROM applicants WHERE claimed_until_ms > ?
             LIMIT ${MAX_CLAIMED})`,
          )
          .bind(Date.now()),
      ]);
      const byReason = new Map((counts?.results ?? []).map(({ reason = ALL, n = 0 }) => [reason, n]));
      const total = byReason.get(ALL) ?? 0;
      const senior = byReason.get(SENIOR) ?? 0;
      const claimed = claims?.results[0]?.n ?? 0;
      byReason.delete(ALL);
      byReason.delete(SENIOR);
      const oldest = lenientTime.parse(longest?.results[0]?.oldest ?? null);
      return {
        total,
        senior,
        claimed,
        oldest: oldest === null ? null : new Date(oldest).toISOString(),
        byReason,
      };
    },
  };
}
