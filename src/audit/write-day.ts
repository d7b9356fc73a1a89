/**
 * Writes the day's file: compares the rows in D1 with the logs that they follow from, and records the head of each
 * chain that moved, so that a log that is rewritten later can be detected.
 */

import type { NightRecords } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import { daysAfter } from '#src/platform/day.ts';
import { log } from '#src/platform/log.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, Mismatch } from './day-heads.ts';
import { createDayText } from './day-text.ts';
import { createRowWatch, type RowPorts, type RowWatch } from './row-watch.ts';

/** What a night reads and writes. */
export type Night = {
  readonly night: NightRecords;
  readonly files: DayFiles;
  /** Null when rows cannot be checked, because of wrong settings. The day's file is written all the same. */
  readonly rows: RowPorts | null;
};

/** What a night has written: the day, how many heads, how many rows did not match, and the file's root. */
export type WrittenDay = {
  readonly date: string;
  readonly chains: number;
  readonly mismatches: number;
  readonly root: string;
};

/**
 * Checks the rows and writes the file of a day, with the heads of all chains that moved since the newest day that has a
 * file. Does nothing if that is this day. If it is a later day, the rows are checked, but no file is written.
 * @param date the day, YYYY-MM-DD (UTC)
 * @returns null when no file was written
 * @throws when D1 or R2 cannot be reached, or the newest file does not end with a root
 */
export async function writeDay({ night, files, rows }: Night, date: string): Promise<WrittenDay | null> {
  const newest = await files.newestDay();
  if (newest === date) return null;
  const watch = rows && createRowWatch(rows, night, files);
  // The rows are checked first: a wrong file in the bucket must not prevent that.
  await watch?.checkShare(date);
  if (newest !== null && newest > date) {
    log('error', 'day_heads_ahead', { date, newest });
    return null;
  }
  const previous = newest === null ? null : await files.link(newest);
  const text = createDayText();
  const headsAskedAgain =
    watch && newest !== null ? await watch.askAgain(await notRepaired(files, newest)) : [];
  text.add(headsAskedAgain);
  const listed = new Set(headsAskedAgain.map(({ user_id }) => user_id));
  const sinceMs = newest === null ? 0 : Date.parse(daysAfter(newest, 1));
  for await (const heads of headsMovedSince(night, sinceMs, watch, listed)) text.add(heads);
  const findings = watch?.findings() ?? { checks: null, mismatches: [] };
  const { parts, root, chains } = text.end(date, previous, findings);
  const written = await files.putOnce(date, parts);
  const mismatches = findings.checks?.mismatches ?? 0;
  if (!written) return null;
  const day = { date, chains, mismatches, root };
  log('info', 'day_heads_written', day);
  return day;
}

/**
 * Yields the heads of the chains that moved, page by page, up to the moment of reading. If it stopped at midnight, a
 * chain that moves every night just after midnight would never be in a file. A chain that moves meanwhile may be read
 * twice; it is listed once.
 * @param listed the user ids that are in the file already; those of each page are added
 */
async function* headsMovedSince(
  night: NightRecords,
  sinceMs: number,
  watch: RowWatch | null,
  listed: Set<string>,
): AsyncGenerator<readonly ChainHead[]> {
  for await (const rows of night.movedSince(sinceMs)) {
    const fresh = rows.filter(({ user_id }) => !listed.has(user_id));
    for (const { user_id } of fresh) listed.add(user_id);
    yield watch ? await watch.headsOf(fresh) : fresh.map(headOf);
  }
}

/** Gives the applicants' mismatches that the file of that day names as not repaired. */
async function notRepaired(files: DayFiles, date: string): Promise<readonly Mismatch[]> {
  const named = (await files.read(date))?.mismatches ?? [];
  return named.filter(({ repaired, user_id }) => !repaired && user_id !== '');
}

function headOf({ user_id, head_seq: seq, head_hash: hash }: CheckedRow): ChainHead {
  return { user_id, seq, hash };
}
