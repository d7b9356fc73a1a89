/** How far a change of settings has got among the applicants. */

/** Where it stands: applicants up to this `user_id` know of it; all do where it is null, none where it is empty. */
export type ToldUpTo = string | null;

/** Wraps the database. All methods throw when D1 is out of reach. */
export function createSettingsRecords(db: D1Database) {
  return {
    /** Where the spreading of these settings stands; it begins anew for other settings than the last ones. */
    async toldUpTo(fingerprint: string): Promise<ToldUpTo> {
      const row = await db
        .prepare('SELECT told_up_to FROM settings WHERE fingerprint = ?')
        .bind(fingerprint)
        .first<{ told_up_to: string | null }>();
      if (row) return row.told_up_to;
      await db
        .prepare("INSERT OR REPLACE INTO settings (id, fingerprint, told_up_to) VALUES (1, ?, '')")
        .bind(fingerprint)
        .run();
      return '';
    },

    /** Marks the next applicants as due, by `user_id`, and remembers how far that was. `now` in ms. */
    async tellNext(fingerprint: string, upTo: string, now: number, limit: number): Promise<void> {
      const { results } = await db
        .prepare(
          `UPDATE applicants SET wake_at = min(?1, coalesce(wake_at, ?1)) WHERE user_id IN
             (SELECT user_id FROM applicants WHERE user_id > ?2 ORDER BY user_id LIMIT ?3) RETURNING user_id`,
        )
        .bind(now, upTo, limit)
        .all<{ user_id: string }>();
      const told = results.map((it) => it.user_id).toSorted();
      await db
        .prepare('UPDATE settings SET told_up_to = ? WHERE fingerprint = ?')
        .bind(told.length < limit ? null : (told.at(-1) ?? null), fingerprint)
        .run();
    },
  };
}
