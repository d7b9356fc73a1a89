/** The nightly cron: gives the audit what it needs of the environment. */
import { createDayFiles } from '#src/audit/day-files.ts';
import type { RowPorts } from '#src/audit/row-watch.ts';
import { writeDay } from '#src/audit/write-day.ts';
import { servicesOf } from '#src/config/services.ts';
import { createNightRecords } from '#src/d1/night-queries.ts';
import { dayOf, daysAfter } from '#src/platform/day.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';

/**
 * When, as `wrangler.toml` has it. Half an hour into the day: what was written to D1 the day before has arrived, and open
 * cases have compared their rows.
 */
export const NIGHTLY_CRON = '30 0 * * *';

/** One run of the cron, for the day before. Wrong settings stop the checks, and nothing stops the day's file but D1 or R2. */
export async function watchNight(env: Env, scheduledTime: number): Promise<void> {
  const date = daysAfter(dayOf(scheduledTime), -1);
  try {
    const night = createNightRecords(env.DB);
    await writeDay({ night, files: createDayFiles(env.PHOTOS), rows: rowPortsOf(env) }, date);
  } catch (error) {
    // The next day's file lists these chains too.
    log('error', 'day_heads_not_written', { date, ...whereabouts(error) });
    throw error;
  }
}

/** Gives what the checks of rows need; null while the settings are not ready. */
export function rowPortsOf(env: Env): RowPorts | null {
  const result = servicesOf(env);
  if (!result.ok) return null;
  const { records, rowMac } = result.value;
  return {
    records,
    rowMac,
    checkRow: (userId, there, repair, known) => applicantOf(env, userId).checkRow(there, repair, known),
  };
}
