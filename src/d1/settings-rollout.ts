/** How far a change of settings has spread among the applicants. */

import { z } from 'zod';
import { NAMED } from './row.ts';
import { userIdsOf } from './user-ids.ts';

const rowSchema = z.object({ rollout_position: z.string().nullable() });

/** The last `user_id` marked as due after a change of settings; null when all are marked, empty when none is. */
export type RolloutPosition = string | null;

/** Creates the access to the rollout. All methods throw when D1 cannot be reached. */
export function createSettingsRecords(db: D1Database) {
  return {
    /**
     * Gives how far these settings have spread. For settings other than the last ones it starts a new rollout.
     * @param fingerprint a hash of the settings
     */
    async rolloutPosition(fingerprint: string): Promise<RolloutPosition> {
      const row = await db
        .prepare('SELECT rollout_position FROM settings WHERE fingerprint = ?')
        .bind(fingerprint)
        .first();
      if (row) return rowSchema.parse(row).rollout_position;
      await db
        .prepare("INSERT OR REPLACE INTO settings (id, fingerprint, rollout_position) VALUES (1, ?, '')")
        .bind(fingerprint)
        .run();
      return '';
    },

    /**
     * Marks the next applicants as due, in the order of `user_id`, and stores the new position.
     * @param upTo the position so far
     * @param now ms since the epoch
     */
    async markNext(fingerprint: string, upTo: string, now: number, limit: number): Promise<void> {
      const result = await db
        .prepare(
          `UPDATE applicants SET wake_ms = min(?1, coalesce(wake_ms, ?1)) WHERE user_id IN
             (SELECT user_id FROM applicants a WHERE user_id > ?2 AND ${NAMED} ORDER BY user_id LIMIT ?3) RETURNING user_id`,
        )
        .bind(now, upTo, limit)
        .all();
      const marked = userIdsOf(result).toSorted();
      await db
        .prepare('UPDATE settings SET rollout_position = ? WHERE fingerprint = ?')
        .bind(marked.length < limit ? null : (marked.at(-1) ?? null), fingerprint)
        .run();
    },
  };
}
