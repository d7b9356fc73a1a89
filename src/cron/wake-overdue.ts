/** The sweep: wakes applicants whose due time in D1 has passed, in case an alarm was lost. */

import { type Services, servicesOf } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { recordRun } from './record-run.ts';
import { spreadSettings } from './spread-settings.ts';

/** An object that could not be woken is tried again after this time. */
const AGAIN_MS = 5 * 60_000;
/** Only due times that passed this long ago count: an alarm that is merely late fires by itself. */
const LATE_MS = 60_000;
const BATCH = 50;
/** Limits one run to what its time and its subrequests allow. */
const BATCHES = 10;

/**
 * Runs the sweep once: continues the rollout of changed settings, then wakes overdue applicants. While the
 * settings are invalid, the run counts as failed.
 * @throws when D1 cannot be reached
 */
export async function wakeOverdue(env: Env): Promise<void> {
  const result = servicesOf(env);
  const startedMs = Date.now();
  if (!result.ok) {
    for (const { setting, must } of result.refusal) log('error', 'setting_not_ready', { setting, must });
    return recordRun(env, 'minute', startedMs, null);
  }
  const count = await sweep(env, result.value).catch(async (error) => {
    await recordRun(env, 'minute', startedMs, null);
    throw error;
  });
  await recordRun(env, 'minute', startedMs, { count, details: {} });
}

/** @returns how many applicants were woken, whose alarms were late */
async function sweep(env: Env, services: Services): Promise<number> {
  const { records } = services;
  let woken = 0;
  try {
    await spreadSettings(env.DB, services, Date.now());
  } catch (error) {
    // The sweep goes on for all applicants; the rollout continues a minute later.
    log('error', 'settings_not_spread', whereabouts(error));
  }
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const now = Date.now();
    const overdue = await records.claimOverdue(now - LATE_MS, now + AGAIN_MS, BATCH);
    await Promise.all(overdue.map((userId) => wake(userId)));
    if (overdue.length < BATCH) break;
  }
  return woken;

  async function wake(userId: string): Promise<void> {
    try {
      await applicantOf(env, userId).wake();
      woken += 1;
      log('warn', 'applicant_woken', { user_id: userId });
    } catch (error) {
      log('error', 'applicant_not_woken', { user_id: userId, ...whereabouts(error) });
    }
  }
}
