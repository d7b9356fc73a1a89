/**
 * The nightly cron: compares the rows of D1 with the logs they follow from, and writes down where each chain that moved
 * has ended, so that what is rewritten later can be told.
 */

import { servicesOf } from '#src/config/services.ts';
import { createNightRecords, type NightRecords } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import { dayOf, daysAfter } from '#src/platform/day.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { createDayFiles, type DayFiles } from './day-files.ts';
import type { ChainHead, Mismatch } from './day-heads.ts';
import { createDayText } from './day-text.ts';
import { createRowWatch, type RowWatch } from './row-watch.ts';

/**
 * When, as `wrangler.toml` has it. Half an hour into the day: what was written to D1 the day before has arrived, and open
 * cases have compared their rows.
 */
export const NIGHTLY_CRON = '30 0 * * *';

/** One run of the cron, for the day before. Wrong settings stop the checks, and nothing stops the day's file but D1 or R2. */
export async function watchNight(env: Env, scheduledTime: number): Promise<void> {
  const date = daysAfter(dayOf(scheduledTime), -1);
  try {
    const records = createNightRecords(env.DB);
    await writeDay(env, records, createDayFiles(env.PHOTOS), date);
  } catch (error) {
    // The next day's file lists these chains too.
    log('error', 'day_heads_not_written', { date, ...whereabouts(error) });
    throw error;
  }
}

/** Lists all chains that moved after the newest day that has a file. A day that is not newer than that is left alone. */
async function writeDay(env: Env, records: NightRecords, files: DayFiles, date: string): Promise<void> {
  const newest = await files.newestDay();
  if (newest === date) return;
  const result = servicesOf(env);
  const watch = result.ok ? createRowWatch(env, result.services, records, files) : null;
  // Before anything in the bucket can stop it.
  await watch?.checkShare(date);
  if (newest !== null && newest > date) return log('error', 'day_heads_ahead', { date, newest });
  const previous = newest === null ? null : await files.link(newest);
  const text = createDayText();
  const left = watch && newest !== null ? await watch.askAgain(await notRepaired(files, newest)) : [];
  text.add(left);
  const met = new Set(left.map(({ user_id }) => user_id));
  const sinceMs = newest === null ? 0 : Date.parse(daysAfter(newest, 1));
  for await (const heads of headsMovedSince(records, sinceMs, watch, met)) text.add(heads);
  const findings = watch?.findings() ?? { checks: null, mismatches: [] };
  const { parts, root, chains } = text.end(date, previous, findings);
  const written = await files.putOnce(date, parts);
  const mismatches = findings.checks?.mismatches ?? 0;
  if (written) log('info', 'day_heads_written', { date, chains, mismatches, root });
}

/**
 * Page by page, to the end of the present: a chain that moves every night just after midnight would else never be in a
 * file. One that moves meanwhile is met again at its new place, and left out there.
 */
async function* headsMovedSince(
  records: NightRecords,
  sinceMs: number,
  watch: RowWatch | null,
  met: Set<string>,
): AsyncGenerator<readonly ChainHead[]> {
  for await (const rows of records.movedSince(sinceMs)) {
    const fresh = rows.filter(({ user_id }) => !met.has(user_id));
    for (const { user_id } of fresh) met.add(user_id);
    yield watch ? await watch.headsOf(fresh) : fresh.map(headOf);
  }
}

/** What that day's file names of rows and could not repair. */
async function notRepaired(files: DayFiles, date: string): Promise<readonly Mismatch[]> {
  const named = (await files.read(date))?.mismatches ?? [];
  return named.filter(({ repaired, user_id }) => !repaired && user_id !== '');
}

function headOf({ user_id, head_seq: seq, head_hash: hash }: CheckedRow): ChainHead {
  return { user_id, seq, hash };
}
