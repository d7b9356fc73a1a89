/** The net below the alarms: wakes applicants whose due time, as the records have it, has passed. */

import { servicesOf } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { spreadSettings } from './spread-settings.ts';

/** An object that is woken in vain is left alone for this long. */
const AGAIN_MS = 5 * 60_000;
/** An alarm that is merely late rings by itself. */
const LATE_MS = 60_000;
const BATCH = 50;
/** Stays under the time and the subrequests that a cron run has. */
const BATCHES = 10;

/** One run of the cron. */
export async function sweep(env: Env): Promise<void> {
  const result = servicesOf(env);
  if (!result.ok) return;
  const { records } = result.value;
  try {
    await spreadSettings(env.DB, result.value, Date.now());
  } catch (error) {
    // The net is for everybody; what could not be marked now is marked a minute later.
    log('error', 'settings_not_spread', whereabouts(error));
  }
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const now = Date.now();
    const overdue = await records.claimOverdue(now - LATE_MS, now + AGAIN_MS, BATCH);
    await Promise.all(overdue.map((userId) => wake(userId)));
    if (overdue.length < BATCH) return;
  }

  async function wake(userId: string): Promise<void> {
    try {
      await applicantOf(env, userId).wake();
      log('warn', 'applicant_woken', { user_id: userId });
    } catch (error) {
      log('error', 'applicant_not_woken', { user_id: userId, ...whereabouts(error) });
    }
  }
}
