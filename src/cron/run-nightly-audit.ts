/** The nightly cron: runs the audit with the stores and settings of this environment. */
import { createDayFiles } from '#src/audit/day-files.ts';
import type { RowPorts } from '#src/audit/row-watch.ts';
import { writeDay } from '#src/audit/write-day.ts';
import { requireServices } from '#src/config/services.ts';
import { createNightRecords } from '#src/d1/night-queries.ts';
import { removeOldDecisions } from '#src/d1/reviewer-figures.ts';
import { dayOf, daysAfter } from '#src/platform/day.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { recordRun } from './record-run.ts';

/**
 * The cron expression of the nightly run, the same as in `wrangler.toml`. It runs half an hour into the day (UTC), when
 * the rows of the day before have been written to D1. Open cases have compared their rows by then, from 00:05.
 */
export const NIGHTLY_CRON = '30 0 * * *';

/**
 * Checks rows against logs and writes the file of the day before `scheduledTime`.
 * @param scheduledTime ms since the epoch
 * @throws when D1 or R2 fails or a setting is invalid, so that the file is not written
 */
export async function runNightlyAudit(env: Env, scheduledTime: number): Promise<void> {
  const date = daysAfter(dayOf(scheduledTime), -1);
  const startedMs = Date.now();
  await forgetOldDecisions(env, startedMs);
  try {
    const { dayMac } = requireServices(env);
    const night = createNightRecords(env.DB);
    const files = createDayFiles(env.PHOTOS, dayMac);
    const written = await writeDay({ night, files, rows: createRowPorts(env), dayMac }, date);
    await recordRun(env, 'night', startedMs, written && { count: written.chains, details: written });
  } catch (error) {
    // No head is lost: the next file lists these chains too.
    log('error', 'day_heads_not_written', { date, ...whereabouts(error) });
    await recordRun(env, 'night', startedMs, null);
    throw error;
  }
}

/** Removes what the figures about reviewers no longer count. The next night removes what this one could not. */
async function forgetOldDecisions(env: Env, now: number): Promise<void> {
  try {
    await removeOldDecisions(env.DB, now);
  } catch (error) {
    log('warn', 'old_decisions_not_removed', whereabouts(error));
  }
}

/** Collects what the checks of rows need. @throws when a setting is missing or invalid */
export function createRowPorts(env: Env): RowPorts {
  const { records, rowMac } = requireServices(env);
  return {
    records,
    rowMac,
    checkRow: (userId, there, repair, known) => applicantOf(env, userId).checkRow(there, repair, known),
  };
}
