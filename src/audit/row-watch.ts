/** The nightly checks of the rows in D1. Each mismatch is logged, repaired if possible, and named in the day's file. */

import type { Records } from '#src/d1/applicants.ts';
import { type NightRecords, type PageRow, ROTATION } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import type { RowMac } from '#src/d1/row-mac.ts';
import { DAY_MS } from '#src/platform/day.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { within } from '#src/platform/timeout.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, DayLink, Mismatch, NightFindings } from './day-heads.ts';
import { BOUNDS, type Bounds, caseRotation, inLanes, rowRotation } from './night-bounds.ts';
import { createFindings } from './night-findings.ts';

/** Objects called concurrently. */
const AT_ONCE = 8;
/** Heads of an earlier day file that are compared with the rows in one statement. */
const HEADS_AT_ONCE = 1_000;
/** The newest day files, which are compared with the rows each night: what was undone lately is found at once. */
const NEWEST_FILES = 7;
const ROW_LATE_MS = 10_000;
/** Differences of the schema that one line of the log names. */
const MOST_NAMED = 20;

/** What the row checks use outside of this folder. */
export type RowPorts = {
  readonly records: Pick<Records, 'row' | 'remove'>;
  readonly rowMac: Pick<RowMac, 'isGenuine'>;
  /**
   * Calls the applicant's object to compare the row with its log.
   * @param row as D1 has it, or null when D1 has none
   * @param repair whether a row that differs is written again from the log
   * @param known an event that the log must contain, because a day file names it; or null
   * @returns null when the object has no log
   */
  readonly checkRow: (
    userId: string,
    row: CheckedRow | null,
    repair: boolean,
    known: Head | null,
  ) => Promise<RowCheck | null>;
};

/** The checks of one night. */
export type RowWatch = ReturnType<typeof createRowWatch>;

/** Starts the checks of one night. The last parameter is for tests: bounds, and the clock that they are taken by. */
export function createRowWatch(
  { records, rowMac, checkRow }: RowPorts,
  night: NightRecords,
  files: Pick<DayFiles, 'read'>,
  { now = Date.now, ...given }: Partial<Bounds> & { readonly now?: () => number } = {},
) {
  const bounds: Bounds = { ...BOUNDS, ...given };
  const startedMs = now();
  const findings = createFindings();
  const { counts, leftOut } = findings;
  /** Asked because their case is open, or because of a head in a file. */
  const askedUserIds = new Set<string>();
  let repairs = 0;
  let headsAsked = 0;
  let movedAsked = 0;

  function isOver(ms: number): boolean {
    return now() - startedMs >= ms;
  }

  /**
   * Asks the object whether the row is its own and current, and records a mismatch.
   * @param wasLost whether an earlier night found that the log was lost; then no row is needed to prove it
   * @returns the head of the object's log, or null when it has no log or cannot be reached
   */
  async function askObject(
    userId: string,
    row: CheckedRow | null,
    known: ChainHead | null,
    wasLost = false,
  ): Promise<ChainHead | null> {
    const repair = repairs < bounds.repairs;
    if (repair) repairs += 1;
    try {
      const asked = checkRow(userId, row, repair, known).then((check) => ({ check }));
      const answer = await within(bounds.askMs, asked);
      if (!answer) throw new Error('the object did not answer in time');
      const { check } = answer;
      counts.objects += 1;
      // An authentic row, or a head in a day file, proves that there was a log, so it is lost.
      const isLost = wasLost || known !== null || (row !== null && rowMac.isGenuine(row));
      const what = check ? whatOf(check) : isLost ? 'log_shorter' : 'foreign';
      if (what === null && repair) repairs -= 1;
      if (what === null) return check && { user_id: userId, ...check.head };
      // A row cannot be written again from a log that is lost.
      const repaired = check?.repaired ?? (what === 'foreign' && repair && (await removed(userId)));
      findings.add({ user_id: userId, what, repaired });
      return check && { user_id: userId, ...check.head };
    } catch (error) {
      if (repair) repairs -= 1;
      if (findings.noteUnanswered())
        log('error', 'row_not_checked', { user_id: userId, ...whereabouts(error) });
      return null;
    }
  }

  /** Removes a row that is of no applicant. @returns whether it is gone */
  async function removed(userId: string): Promise<boolean> {
    try {
      return await records.remove(userId);
    } catch (error) {
      log('error', 'row_not_removed', { user_id: userId, ...whereabouts(error) });
      return false;
    }
  }

  /** Reads a row by itself if its page has not all of it. */
  async function wholeOf(row: PageRow): Promise<CheckedRow> {
    return (row.is_cut ? await records.row(row.user_id) : null) ?? row;
  }

  async function askAbout(row: PageRow): Promise<void> {
    await askObject(row.user_id, await wholeOf(row), null);
  }

  /**
   * Asks about rows page by page, until as many as `most` were read or the time for checks is over.
   * @returns how many rows it got to
   */
  async function askPages(
    pages: AsyncIterable<readonly PageRow[]>,
    most: number,
    askRow: (row: PageRow) => Promise<unknown>,
  ): Promise<number> {
    let reached = 0;
    for await (const rows of pages) {
      await inLanes(rows.slice(0, most - reached), AT_ONCE, async (row) => {
        if (isOver(bounds.checksMs)) return;
        reached += 1;
        await askRow(row);
      });
      if (reached >= most || isOver(bounds.checksMs)) break;
    }
    return reached;
  }

  /** Names what somebody has added to the schema of D1, changed or taken away. It is not put right: an operator must look. */
  async function checkSchema(): Promise<void> {
    const differences = await night.schemaDifferences();
    if (differences.length === 0) return;
    const named = differences.slice(0, MOST_NAMED).join(', ');
    log('error', 'schema_differs', { differences: differences.length, named });
    findings.add({ user_id: '', what: 'schema', repaired: false });
  }

  /** Asks about rows whose numbers keep them out of all pages, and removes those that are of no applicant. */
  async function checkUnnamed(): Promise<void> {
    const userIds = await night.unnamed(bounds.repairs);
    await inLanes(userIds, AT_ONCE, async (userId) => {
      if (userId !== '' && !isOver(bounds.checksMs)) await askObject(userId, await records.row(userId), null);
    });
    if (!userIds.includes('')) return;
    const removed = await night.removeUnnamed(bounds.repairs);
    log('error', 'foreign_rows_removed', { rows: removed });
    const left = await night.unnamed(1);
    findings.add({ user_id: '', what: 'foreign', repaired: !left.includes('') });
  }

  async function checkCases(nth: number): Promise<void> {
    const open = await night.countOpen();
    const nights = caseRotation(open, bounds.cases);
    const pages = night.openCases(nights, nth % nights);
    const reached = await askPages(pages, bounds.cases, (row) => {
      askedUserIds.add(row.user_id);
      return askAbout(row);
    });
    leftOut.cases = Math.max(0, open - reached);
  }

  async function checkRows(dayNumber: number): Promise<void> {
    const share = await night.countShare(dayNumber % ROTATION);
    const nights = rowRotation(share, bounds.rows);
    const pages = night.share(nights, dayNumber % nights);
    const reached = await askPages(pages, bounds.rows, async (row) => {
      if (!askedUserIds.has(row.user_id)) await askAbout(row);
    });
    leftOut.rows = Math.max(0, share - reached);
  }

  async function checkFiles(links: readonly DayLink[], date: string, nth: number): Promise<void> {
    const days = links.filter((link) => link.date < date);
    const older = days.slice(0, -NEWEST_FILES);
    const inTurn = older.filter((day) => Math.floor(Date.parse(day.date) / DAY_MS) % ROTATION === nth);
    const named = new Set<string>();
    // Newest first: of several heads of one applicant the newest says most.
    for (const day of [...inTurn, ...days.slice(-NEWEST_FILES)].toReversed()) {
      if (isOver(bounds.checksMs)) leftOut.files += 1;
      else await attempt(`the file of ${day.date}`, () => checkFile(day, named));
    }
  }

  /**
   * Checks that each applicant in that day's file has a row that is at least as new. If not, it asks the object.
   * @param named whose newer heads were asked about already; those of this file are added
   */
  async function checkFile(day: DayLink, named: Set<string>): Promise<void> {
    const file = await files.read(day);
    if (!file) return log('error', 'day_file_unreadable', { date: day.date });
    counts.files += 1;
    for (let start = 0; start < file.chains.length; start += HEADS_AT_ONCE) {
      const behind = await night.behind(file.chains.slice(start, start + HEADS_AT_ONCE));
      await inLanes(behind, AT_ONCE, async (head) => {
        const { user_id } = head;
        if (named.has(user_id)) return;
        if (headsAsked >= bounds.heads || isOver(bounds.checksMs)) {
          leftOut.heads += 1;
          return;
        }
        headsAsked += 1;
        named.add(user_id);
        askedUserIds.add(user_id);
        await askObject(user_id, await records.row(user_id), head);
      });
    }
  }

  /** Runs one kind of check. If it throws, the error is logged and the other checks still run. */
  async function attempt(what: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      log('error', 'night_check_failed', { check: what, ...whereabouts(error) });
    }
  }

  return {
    /**
     * Checks all open cases, the newest day files and one thirtieth of the others, one thirtieth of all rows, and the
     * queue's counts. What is beyond the bounds is left out and counted.
     * @param date the day of the file (YYYY-MM-DD), which selects the thirtieth
     * @param links the day files that the service wrote, oldest first
     */
    async checkShare(date: string, links: readonly DayLink[]): Promise<void> {
      const dayNumber = Math.floor(Date.parse(date) / DAY_MS);
      const nth = dayNumber % ROTATION;
      await attempt('the schema', checkSchema);
      await attempt('rows that no page has', checkUnnamed);
      await attempt('open cases', () => checkCases(nth));
      await attempt('earlier files', () => checkFiles(links, date, nth));
      await attempt('a share of the rows', () => checkRows(dayNumber));
      await attempt('counts', async () => {
        const counted = await night.recount();
        if (counted !== 'right')
          findings.add({ user_id: '', what: 'counts', repaired: counted === 'corrected' });
      });
    },

    /**
     * Gives the heads of rows that moved, as the objects know them. A row whose MAC is wrong, or that was written long
     * after its newest event (an older row may have been put back), is asked about before others. If the object is not
     * asked or does not answer, the head in an authentic row is taken; any other row is left out and recorded as a
     * mismatch.
     */
    async headsOf(rows: readonly PageRow[]): Promise<readonly ChainHead[]> {
      const heads: (ChainHead | null)[] = [];
      counts.rows += rows.length;
      await inLanes(rows.entries(), AT_ONCE, async ([place, paged]) => {
        const row = await wholeOf(paged);
        const { user_id, head_seq: seq, head_hash: hash } = row;
        const own = rowMac.isGenuine(row) ? { user_id, seq, hash } : null;
        const isSuspect = own === null || isLate(row);
        // An open case was asked about just now.
        if (!isSuspect && askedUserIds.has(user_id)) {
          heads[place] = own;
          return;
        }
        const isAsked = movedAsked < (isSuspect ? bounds.moved : bounds.moved / 2) && !isOver(bounds.asksMs);
        if (isAsked) movedAsked += 1;
        else leftOut.moved += 1;
        const head = (isAsked ? await askObject(user_id, row, null) : null) ?? own;
        // The next night asks again about mismatches that are not repaired.
        if (!head && !findings.has(user_id)) findings.add({ user_id, what: 'altered', repaired: false });
        heads[place] = head;
      });
      return heads.filter((head) => head !== null);
    },

    /**
     * Asks again about mismatches that the newest day file names as not repaired.
     * @returns the heads of the logs that could be read
     */
    async askAgain(unrepaired: readonly Mismatch[]): Promise<readonly ChainHead[]> {
      const heads: ChainHead[] = [];
      await inLanes(unrepaired, AT_ONCE, async ({ user_id, what }) => {
        let head: ChainHead | null = null;
        await attempt('what was left', async () => {
          if (isOver(bounds.asksMs)) return;
          head = await askObject(user_id, await records.row(user_id), null, what === 'log_shorter');
        });
        if (head) heads.push(head);
        else if (!findings.has(user_id)) findings.add({ user_id, what, repaired: false });
      });
      return heads;
    },

    /** Gives what was checked so far, and what did not match. */
    findings(): NightFindings {
      return findings.all();
    },
  };
}

/** Tells whether a row was written long after its newest event. Usually it is written within a second. */
function isLate({ moved_ms, document }: CheckedRow): boolean {
  return moved_ms - Date.parse(JSON.parse(document).updated_at) > ROW_LATE_MS;
}

function whatOf({ found }: RowCheck): Mismatch['what'] | null {
  return found === 'current' ? null : found;
}
