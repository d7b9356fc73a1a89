/**
 * Writes the day's file: compares the rows in D1 with the logs that they follow from, and records the head of each
 * chain that moved, so that a log that is rewritten later can be detected.
 */

import { firstPlaceId, type MovePlace, type NightRecords, placeAt } from '#src/d1/night-queries.ts';
import { daysAfter } from '#src/platform/day.ts';
import { log } from '#src/platform/log.ts';
import type { TextMacs } from '#src/platform/text-mac.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, DayHeads, Mismatch, Remaining } from './day-heads.ts';
import { createDayText } from './day-text.ts';
import { BOUNDS, type Bounds } from './night-bounds.ts';
import { createRowWatch, type RowPorts, type RowWatch } from './row-watch.ts';

/** What a night reads and writes. */
export type Night = {
  readonly night: NightRecords;
  readonly files: DayFiles;
  readonly rows: RowPorts;
  /** Makes the MAC of the file's root. */
  readonly dayMac: TextMacs;
};

/** What a night has written: the day, the key in R2, how many heads, how many rows did not match, and the file's root. */
export type WrittenDay = {
  readonly date: string;
  readonly key: string;
  readonly chains: number;
  readonly mismatches: number;
  readonly root: string;
};

/** Files of others that one night names in the log. */
const MOST_NAMED = 20;

/**
 * Checks the rows and writes the file of a day, with the heads of the chains that moved since the newest day of which the
 * service has written a file. Does nothing if that is this day. If it is a later day, the rows are checked, but no file is
 * written. Files that the service did not write are named in the log and change nothing. All parts are bounded (`BOUNDS`),
 * so that the file is written within one run of the cron.
 * @param date the day, YYYY-MM-DD (UTC)
 * @param given bounds and clock, for tests
 * @returns null when no file was written
 * @throws when D1 or R2 cannot be reached
 */
export async function writeDay(
  { night, files, rows, dayMac }: Night,
  date: string,
  given: Partial<Bounds> & { readonly now?: () => number } = {},
): Promise<WrittenDay | null> {
  const { newest, links, foreign } = await files.written();
  for (const key of foreign.slice(0, MOST_NAMED))
    log('error', 'day_file_foreign', { key, files: foreign.length });
  if (newest?.date === date) return null;
  const watch = createRowWatch(rows, night, files, given);
  await watch.checkShare(date, links);
  if (newest !== null && newest.date > date) {
    log('error', 'day_heads_ahead', { date, newest: newest.date });
    return null;
  }
  const text = createDayText(dayMac);
  const { notRepaired, from } = leftBy(newest);
  const headsAskedAgain = await watch.askAgain(notRepaired);
  text.add(headsAskedAgain);
  const listed = new Set(headsAskedAgain.map(({ user_id }) => user_id));
  const most = given.chains ?? BOUNDS.chains;
  let next: MovePlace | null = null;
  for await (const page of headsMovedFrom(night, from, watch, { listed, most })) {
    text.add(page.heads);
    next = page.next;
  }
  const remaining = next && (await remainingFrom(night, next, date));
  const findings = watch.findings();
  const { parts, root, chains } = text.end(date, links, findings, remaining);
  const key = await files.putOnce({ date, root }, parts);
  if (key === null) return null;
  const day = { date, key, chains, mismatches: findings.checks.mismatches, root };
  log('info', 'day_heads_written', day);
  return day;
}

/**
 * Yields the heads of the chains that moved, page by page, up to the moment of reading. If it stopped at midnight, a
 * chain that moves every night just after midnight would never be in a file. A chain that moves meanwhile may be read
 * twice; it is listed once.
 * @param listed the user ids that are in the file already; those of each page are added
 * @param most after how many rows the reading stops; `next` is then the place behind them, else null
 */
async function* headsMovedFrom(
  night: NightRecords,
  from: MovePlace,
  watch: RowWatch,
  { listed, most }: { listed: Set<string>; most: number },
): AsyncGenerator<{ heads: readonly ChainHead[]; next: MovePlace | null }> {
  let read = 0;
  for await (const { rows, next } of night.movedFrom(from)) {
    const fresh = rows.filter(({ user_id }) => !listed.has(user_id));
    for (const { user_id } of fresh) listed.add(user_id);
    read += rows.length;
    const isFull = read >= most;
    yield { heads: await watch.headsOf(fresh), next: isFull ? next : null };
    if (isFull) return;
  }
}

/** Gives what that file leaves to this night: mismatches of applicants, and from where rows are read. */
function leftBy(file: DayHeads | null): { notRepaired: readonly Mismatch[]; from: MovePlace } {
  if (file === null) return { notRepaired: [], from: placeAt(0) };
  const { date, mismatches, remaining } = file;
  return {
    notRepaired: mismatches.filter(({ repaired, user_id }) => !repaired && user_id !== ''),
    from: remaining
      ? { id: remaining.id, earlyMs: 0, movedMs: remaining.moved_ms, userId: remaining.user_id }
      : placeAt(Date.parse(daysAfter(date, 1))),
  };
}

/**
 * Gives what the file leaves to the next night. That begins at the end of the day at the latest, as it would without
 * this: what moves after the reading has a later time or a later creation.
 * @returns null when nothing is left
 */
async function remainingFrom(
  night: NightRecords,
  { id, earlyMs, movedMs, userId }: MovePlace,
  date: string,
): Promise<Remaining | null> {
  const rows = await night.countMovedFrom({ id, earlyMs, movedMs, userId });
  if (rows === 0) return null;
  const endMs = Date.parse(daysAfter(date, 1));
  const place = movedMs < endMs ? { moved_ms: movedMs, user_id: userId } : { moved_ms: endMs, user_id: '' };
  return { rows, id: Math.min(id, firstPlaceId(endMs)), ...place };
}
