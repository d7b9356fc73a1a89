/** A setting that is new or shorter must reach those too who are at rest: nobody else would wake them. */
import { createHash } from 'node:crypto';
import type { World } from './world.ts';

/** As many as the sweep wakes in one run. */
const BATCH = 500;

/**
 * Marks the next applicants as due when retention has changed, or notifications were switched on or off; the sweep then
 * wakes them, and each sets its alarm by the settings of today. One call for each run of the cron. `now` in ms.
 */
export async function spreadSettings(
  db: D1Database,
  { config, receiver }: World,
  now: number,
): Promise<void> {
  const { retention } = config;
  const text = JSON.stringify([retention.photosMs, retention.abandonedMs, receiver !== null]);
  const fingerprint = createHash('sha256').update(text).digest('hex');
  const upTo = await toldUpTo(db, fingerprint);
  if (upTo === null) return;
  const { results } = await db
    .prepare(
      `UPDATE applicants SET wake_at = min(?1, coalesce(wake_at, ?1)) WHERE user_id IN
         (SELECT user_id FROM applicants WHERE user_id > ?2 ORDER BY user_id LIMIT ?3) RETURNING user_id`,
    )
    .bind(now, upTo, BATCH)
    .all<{ user_id: string }>();
  const last =
    results.length < BATCH
      ? null
      : (results
          .map((it) => it.user_id)
          .toSorted()
          .at(-1) ?? null);
  await db.prepare('UPDATE settings SET told_up_to = ? WHERE fingerprint = ?').bind(last, fingerprint).run();
}

/** Where the spreading stands; it begins anew for other settings than the last ones. */
async function toldUpTo(db: D1Database, fingerprint: string): Promise<string | null> {
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
}
