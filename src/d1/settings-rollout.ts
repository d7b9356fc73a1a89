/** How far a change of settings has got among the applicants. */

/** Where it stands: applicants up to this `user_id` know of it; all do where it is null, none where it is empty. */
export type RolloutPosition = string | null;

/** Wraps the database. All methods throw when D1 is out of reach. */
export function createSettingsRecords(db: D1Database) {
  return {
    /** Where the spreading of these settings stands; it begins anew for other settings than the last ones. */
    async rolloutPosition(fingerprint: string): Promise<RolloutPosition> {
      const row = await db
        .prepare('SELECT rollout_position FROM settings WHERE fingerprint = ?')
        .bind(fingerprint)
        .first<{ rollout_position: string | null }>();
      if (row) return row.rollout_position;
      await db
        .prepare("INSERT OR REPLACE INTO settings (id, fingerprint, rollout_position) VALUES (1, ?, '')")
        .bind(fingerprint)
        .run();
      return '';
    },

    /** Marks the next applicants as due, by `user_id`, and remembers how far that was. `now` in ms. */
    async markNext(fingerprint: string, upTo: string, now: number, limit: number): Promise<void> {
      const { results } = await db
        .prepare(
          `UPDATE applicants SET wake_ms = min(?1, coalesce(wake_ms, ?1)) WHERE user_id IN
             (SELECT user_id FROM applicants WHERE user_id > ?2 ORDER BY user_id LIMIT ?3) RETURNING user_id`,
        )
        .bind(now, upTo, limit)
        .all<{ user_id: string }>();
      const told = results.map((row) => row.user_id).toSorted();
      await db
        .prepare('UPDATE settings SET rollout_position = ? WHERE fingerprint = ?')
        .bind(told.length < limit ? null : (told.at(-1) ?? null), fingerprint)
        .run();
    },
  };
}
