/** A setting that is new or shorter must reach those too who are at rest: nobody else would wake them. */
import { createHash } from 'node:crypto';
import type { Services } from '#src/config/services.ts';
import { createSettingsRecords } from '#src/d1/settings-rollout.ts';

/** As many as the sweep wakes in one run. */
const BATCH = 500;

/**
 * Marks the next applicants as due when retention has changed, or notifications were switched on or off; the sweep then
 * wakes them, and each sets its alarm by the settings of today. One call for each run of the cron. `now` in ms.
 */
export async function spreadSettings(
  db: D1Database,
  { config, receiver }: Services,
  now: number,
): Promise<void> {
  const { photosMs, abandonedMs } = config.retention;
  const text = JSON.stringify([photosMs, abandonedMs, receiver !== null]);
  const fingerprint = createHash('sha256').update(text).digest('hex');
  const records = createSettingsRecords(db);
  const upTo = await records.rolloutPosition(fingerprint);
  if (upTo !== null) await records.markNext(fingerprint, upTo, now, BATCH);
}
