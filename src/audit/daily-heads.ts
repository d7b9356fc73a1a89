/** The daily cron: writes down where each chain that moved ended, so that what is rewritten later can be told. */
import { dayOf, daysAfter } from '../day.ts';
import { log, whereabouts } from '../log.ts';
import { type AuditRecords, type ChainHead, createAuditRecords } from '../records/audit-records.ts';
import { createDayFiles, type DayFiles } from './day-files.ts';
import { createDayText } from './day-text.ts';

/**
 * When, as `wrangler.toml` has it. Half an hour into the day: a copy that was dated the day before has long arrived, or
 * its database call has timed out.
 */
export const DAILY_CRON = '30 0 * * *';

/** Chains read at a time; a run has a thousand database calls. */
const BATCH = 2_000;

/** One run of the cron, for the day before. Needs no settings, so that a wrong one does not stop it. */
export async function keepDailyHeads(env: Env, scheduledTime: number): Promise<void> {
  const date = daysAfter(dayOf(scheduledTime), -1);
  try {
    await writeDay(createAuditRecords(env.DB), createDayFiles(env.PHOTOS), date);
  } catch (error) {
    // The next day's file lists these chains too.
    log('error', 'day_heads_not_written', { date, ...whereabouts(error) });
    throw error;
  }
}

/** Lists all chains that moved after the newest day that has a file. A day that is not newer than that is left alone. */
async function writeDay(records: AuditRecords, files: DayFiles, date: string): Promise<void> {
  const newest = await files.newestDay();
  if (newest !== null && newest >= date) {
    if (newest > date) log('error', 'day_heads_ahead', { date, newest });
    return;
  }
  const previous = newest === null ? null : await files.link(newest);
  const text = createDayText();
  for await (const chains of movedAfter(records, newest)) {
    text.add(chains.map(({ user_id, seq, hash }) => ({ user_id, seq, hash })));
  }
  const { parts, root, chains } = text.end(date, previous, { checks: null, mismatches: [] });
  const written = await files.putOnce(date, parts);
  if (written) log('info', 'day_heads_written', { date, chains, root });
}

/**
 * Batch by batch, to the end of the present: a chain that moves every night just after midnight would else never be in a
 * file. One that moves meanwhile is met again at its new place, and left out there.
 */
async function* movedAfter(records: AuditRecords, day: string | null): AsyncGenerator<readonly ChainHead[]> {
  const met = new Set<string>();
  // Whoever was created since has moved since; of the others, those that have.
  for (const chainsAfter of [records.newChains, records.movedChains]) {
    let after = { place: day === null ? '' : daysAfter(day, 1), userId: '' };
    for (;;) {
      const chains = await chainsAfter(after, BATCH);
      yield chains.filter(({ user_id }) => !met.has(user_id));
      for (const { user_id } of chains) met.add(user_id);
      const last = chains.at(-1);
      if (!last || chains.length < BATCH) break;
      after = { place: last.place, userId: last.user_id };
    }
  }
}
