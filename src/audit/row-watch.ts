/** The nightly checks of the rows in D1. Each mismatch is logged, repaired if possible, and named in the day's file. */

import type { Records } from '#src/d1/applicants.ts';
import { type NightRecords, ROTATION } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import type { RowMac } from '#src/d1/row-mac.ts';
import { DAY_MS } from '#src/platform/day.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, Mismatch, NightFindings } from './day-heads.ts';

/** Objects called concurrently. */
const AT_ONCE = 8;
/**
 * Most rows repaired in one night: mass corruption must not stop the day's file. The others are named as not repaired.
 */
const MOST_REPAIRS = 1_000;
/** Most objects asked in one night because their row moved: a change to all rows must not stop the file either. */
const MOST_ASKED = 50_000;
/** Heads of an earlier day file that are compared with the rows in one statement. */
const HEADS_AT_ONCE = 1_000;
const ROW_LATE_MS = 10_000;

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

/** Starts the checks of one night. The last parameter is for tests. */
export function createRowWatch(
  { records, rowMac, checkRow }: RowPorts,
  night: NightRecords,
  files: DayFiles,
  { mostRepairs = MOST_REPAIRS, mostAsked = MOST_ASKED } = {},
) {
  const mismatches: Mismatch[] = [];
  const counts = { rows: 0, objects: 0, files: 0, mismatches: 0 };
  const checkedUserIds = new Set<string>();
  const namedUserIds = new Set<string>();
  let repairs = 0;
  let movedAsked = 0;

  function addMismatch({ user_id, what, repaired }: Mismatch): void {
    counts.mismatches += 1;
    mismatches.push({ user_id, what, repaired });
    namedUserIds.add(user_id);
    log('error', 'night_mismatch', { user_id, what, repaired });
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
    checkedUserIds.add(userId);
    const repair = repairs < mostRepairs;
    if (repair) repairs += 1;
    try {
      const check = await checkRow(userId, row, repair, known);
      counts.objects += 1;
      // An authentic row, or a head in a day file, proves that there was a log, so it is lost.
      const isLost = wasLost || known !== null || (row !== null && rowMac.isGenuine(row));
      const what = check ? whatOf(check) : isLost ? 'log_shorter' : 'foreign';
      if (what === null && repair) repairs -= 1;
      if (what === null) return check && { user_id: userId, ...check.head };
      if (what === 'foreign' && repair) await records.remove(userId);
      // A row cannot be written again from a log that is lost.
      addMismatch({ user_id: userId, what, repaired: repair && (check !== null || what === 'foreign') });
      return check && { user_id: userId, ...check.head };
    } catch (error) {
      if (repair) repairs -= 1;
      log('error', 'row_not_checked', { user_id: userId, ...whereabouts(error) });
      return null;
    }
  }

  async function askAll(rows: readonly CheckedRow[]): Promise<void> {
    const unchecked = rows.filter(({ user_id }) => !checkedUserIds.has(user_id));
    for (let start = 0; start < unchecked.length; start += AT_ONCE)
      await Promise.all(
        unchecked.slice(start, start + AT_ONCE).map((row) => askObject(row.user_id, row, null)),
      );
  }

  /** Checks that each applicant in that day's file has a row that is at least as new. If not, it asks the object. */
  async function checkFile(date: string): Promise<void> {
    const file = await files.read(date);
    if (!file) return log('error', 'day_file_unreadable', { date });
    counts.files += 1;
    for (let start = 0; start < file.chains.length; start += HEADS_AT_ONCE) {
      for (const head of await night.behind(file.chains.slice(start, start + HEADS_AT_ONCE))) {
        await askObject(head.user_id, await records.row(head.user_id), head);
      }
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
     * Checks all open cases, one thirtieth of all rows, one thirtieth of the earlier day files, and the queue's counts.
     * @param date the day of the file (YYYY-MM-DD), which selects the thirtieth
     */
    async checkShare(date: string): Promise<void> {
      const nth = Math.floor(Date.parse(date) / DAY_MS) % ROTATION;
      await attempt('open cases', async () => {
        for await (const rows of night.openCases()) await askAll(rows);
      });
      await attempt('a share of the rows', async () => {
        for await (const rows of night.share(nth)) await askAll(rows);
      });
      await attempt('earlier files', async () => {
        for (const day of await files.days()) {
          if (day < date && Math.floor(Date.parse(day) / DAY_MS) % ROTATION === nth) await checkFile(day);
        }
      });
      await attempt('counts', async () => {
        if (await night.recount()) addMismatch({ user_id: '', what: 'counts', repaired: true });
      });
    },

    /**
     * Gives the heads of rows that moved. Where the MAC is wrong, or the row was written long after its newest event
     * (an older row may have been put back), only the object knows the head, so it is asked. If it gives none, the head
     * in an authentic row is taken; any other row is left out and recorded as a mismatch.
     */
    async headsOf(rows: readonly CheckedRow[]): Promise<readonly ChainHead[]> {
      const heads: ChainHead[] = [];
      const headOf = async (row: CheckedRow): Promise<ChainHead | null> => {
        const { user_id, head_seq: seq, head_hash: hash } = row;
        const genuine = rowMac.isGenuine(row);
        const own = genuine ? { user_id, seq, hash } : null;
        if (own && !isLate(row)) return own;
        movedAsked += 1;
        const head = movedAsked > mostAsked ? own : ((await askObject(user_id, row, null)) ?? own);
        // The object was not asked or did not answer. The next night asks again about mismatches that are not repaired.
        if (!head && !namedUserIds.has(user_id)) addMismatch({ user_id, what: 'altered', repaired: false });
        return head;
      };
      for (let start = 0; start < rows.length; start += AT_ONCE) {
        const some = rows.slice(start, start + AT_ONCE);
        counts.rows += some.length;
        for (const head of await Promise.all(some.map(headOf))) if (head) heads.push(head);
      }
      return heads;
    },

    /**
     * Asks again about mismatches that the newest day file names as not repaired.
     * @returns the heads of the logs that could be read
     */
    async askAgain(unrepaired: readonly Mismatch[]): Promise<readonly ChainHead[]> {
      const heads: ChainHead[] = [];
      for (const { user_id, what } of unrepaired) {
        await attempt('what was left', async () => {
          const head = await askObject(user_id, await records.row(user_id), null, what === 'log_shorter');
          if (head) heads.push(head);
        });
        const isAnswered = namedUserIds.has(user_id) || heads.at(-1)?.user_id === user_id;
        if (!isAnswered) addMismatch({ user_id, what, repaired: false });
      }
      return heads;
    },

    /** Gives what was checked so far, and what did not match. */
    findings(): NightFindings {
      return { checks: { ...counts }, mismatches };
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
