/**
 * The rollout of changed settings: an applicant without an alarm would not learn of a new or shorter setting by itself.
 */
import { createHash } from 'node:crypto';
import type { Services } from '#src/config/services.ts';
import { createSettingsRecords } from '#src/d1/settings-rollout.ts';

/** The number of applicants that the sweep wakes at most in one run. */
const BATCH = 500;

/**
 * Marks the next applicants as due if retention or the due time of cases has changed, or if notifications were switched on or off. The sweep
 * then wakes them, and each sets its alarm by the current settings. Called once in each run of the cron.
 * @param now ms since the epoch
 * @throws when D1 cannot be reached
 */
export async function spreadSettings(
  db: D1Database,
  { config, receiver }: Services,
  now: number,
): Promise<void> {
  const { photosMs, abandonedMs } = config.retention;
  const text = JSON.stringify([photosMs, abandonedMs, receiver !== null, config.policy.review.dueMs]);
  const fingerprint = createHash('sha256').update(text).digest('hex');
  const records = createSettingsRecords(db);
  const upTo = await records.rolloutPosition(fingerprint);
  if (upTo !== null) await records.markNext(fingerprint, upTo, now, BATCH);
}
