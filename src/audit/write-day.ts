/**
 * The day's file: compares the rows of D1 with the logs they follow from, and writes down where each chain that moved has
 * ended, so that what is rewritten later can be told.
 */

import type { NightRecords } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import { daysAfter } from '#src/platform/day.ts';
import { log } from '#src/platform/log.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, Mismatch } from './day-heads.ts';
import { createDayText } from './day-text.ts';
import { createRowWatch, type RowPorts, type RowWatch } from './row-watch.ts';

/** What a night works on. */
export type Night = {
  readonly night: NightRecords;
  readonly files: DayFiles;
  /** Null where no row can be checked; the day's file is written all the same. */
  readonly rows: RowPorts | null;
};

/** Lists all chains that moved after the newest day that has a file. A day that is not newer than that is left alone. */
export async function writeDay({ night, files, rows }: Night, date: string): Promise<void> {
  const newest = await files.newestDay();
  if (newest === date) return;
  const watch = rows && createRowWatch(rows, night, files);
  // Before anything in the bucket can stop it.
  await watch?.checkShare(date);
  if (newest !== null && newest > date) return log('error', 'day_heads_ahead', { date, newest });
  const previous = newest === null ? null : await files.link(newest);
  const text = createDayText();
  const left = watch && newest !== null ? await watch.askAgain(await notRepaired(files, newest)) : [];
  text.add(left);
  const met = new Set(left.map(({ user_id }) => user_id));
  const sinceMs = newest === null ? 0 : Date.parse(daysAfter(newest, 1));
  for await (const heads of headsMovedSince(night, sinceMs, watch, met)) text.add(heads);
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
  night: NightRecords,
  sinceMs: number,
  watch: RowWatch | null,
  met: Set<string>,
): AsyncGenerator<readonly ChainHead[]> {
  for await (const rows of night.movedSince(sinceMs)) {
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
