/** What the night checks of the rows in D1, and what it finds: each difference is logged, repaired and named. */

import type { Records } from '#src/d1/applicants.ts';
import { type NightRecords, ROTATION } from '#src/d1/night-queries.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import type { RowMac } from '#src/d1/row-mac.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { DayFiles } from './day-files.ts';
import type { ChainHead, Mismatch, NightFindings } from './day-heads.ts';

/** Objects asked at the same time. */
const AT_ONCE = 8;
/** Rows repaired in one night: mass corruption must not stop the night's file. The others are named, and wait. */
const MOST_REPAIRS = 1_000;
/** Objects asked in one night about rows that moved: a change to all rows must not stop it either. */
const MOST_ASKED = 50_000;
/** Heads of an earlier file that are looked up in one statement. */
const HEADS_AT_ONCE = 1_000;
const DAY_MS = 86_400_000;
const ROW_LATE_MS = 10_000;

/** What the checks of rows need of the outside. */
export type RowPorts = {
  readonly records: Pick<Records, 'row' | 'remove'>;
  readonly rowMac: Pick<RowMac, 'isGenuine'>;
  /**
   * Has the applicant's object compare the row with its log. Null where the object has no log.
   * @param repair whether a row that differs is written anew
   * @param known an event that must be in the log, or null
   */
  readonly checkRow: (
    userId: string,
    there: CheckedRow | null,
    repair: boolean,
    known: Head | null,
  ) => Promise<RowCheck | null>;
};

/** The checks of one night. */
export type RowWatch = ReturnType<typeof createRowWatch>;

/** Begins a night. */
export function createRowWatch(
  { records, rowMac, checkRow }: RowPorts,
  night: NightRecords,
  files: DayFiles,
  { mostRepairs = MOST_REPAIRS, mostAsked = MOST_ASKED } = {},
) {
  const mismatches: Mismatch[] = [];
  const counts = { rows: 0, objects: 0, files: 0, mismatches: 0 };
  const asked = new Set<string>();
  let repairs = 0;
  let questions = 0;

  function note({ user_id, what, repaired }: Mismatch): void {
    counts.mismatches += 1;
    mismatches.push({ user_id, what, repaired });
    log('error', 'night_mismatch', { user_id, what, repaired });
  }

  const isNoted = (userId: string) => mismatches.some(({ user_id }) => user_id === userId);

  /** Asks the object whether the row is its own and current. Gives the true head; null where there is none to be had. */
  async function ask(
    userId: string,
    there: CheckedRow | null,
    known: ChainHead | null,
  ): Promise<ChainHead | null> {
    asked.add(userId);
    const repair = repairs < mostRepairs;
    if (repair) repairs += 1;
    try {
      const check = await checkRow(userId, there, repair, known);
      counts.objects += 1;
      // A row that the service wrote, or a head that was written down, is proof of a log that is gone.
      const isLost = known !== null || (there !== null && rowMac.isGenuine(there));
      const what = check ? whatOf(check) : isLost ? 'log_shorter' : 'foreign';
      if (what === null && repair) repairs -= 1;
      if (what === null) return check && { user_id: userId, ...check.head };
      if (what === 'foreign' && repair) await records.remove(userId);
      // Of a log that is gone nothing can be made.
      note({ user_id: userId, what, repaired: repair && (check !== null || what === 'foreign') });
      return check && { user_id: userId, ...check.head };
    } catch (error) {
      log('error', 'row_not_checked', { user_id: userId, ...whereabouts(error) });
      return null;
    }
  }

  async function askAll(rows: readonly CheckedRow[]): Promise<void> {
    const left = rows.filter(({ user_id }) => !asked.has(user_id));
    for (let nth = 0; nth < left.length; nth += AT_ONCE)
      await Promise.all(left.slice(nth, nth + AT_ONCE).map((row) => ask(row.user_id, row, null)));
  }

  /** Every applicant of that file has a row, which is at least as new. */
  async function checkFile(date: string): Promise<void> {
    const file = await files.read(date);
    if (!file) return log('error', 'day_file_unreadable', { date });
    counts.files += 1;
    for (let nth = 0; nth < file.chains.length; nth += HEADS_AT_ONCE) {
      for (const head of await night.behind(file.chains.slice(nth, nth + HEADS_AT_ONCE))) {
        await ask(head.user_id, await records.row(head.user_id), head);
      }
    }
  }

  /** A check that cannot be made is told, and stops no other. */
  async function attempt(what: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      log('error', 'night_check_failed', { check: what, ...whereabouts(error) });
    }
  }

  return {
    /** All open cases, one thirtieth of all rows, one thirtieth of the earlier files, and the queue's counts. */
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
        if (await night.recount()) note({ user_id: '', what: 'counts', repaired: true });
      });
    },

    /**
     * The heads of rows that moved. Where the MAC is not the row's own, or the row was written long after its newest event
     * (an older one may have been put back), the object is asked, which alone knows the head.
     */
    async headsOf(rows: readonly CheckedRow[]): Promise<readonly ChainHead[]> {
      const heads: ChainHead[] = [];
      const headOf = async (row: CheckedRow): Promise<ChainHead | null> => {
        const { user_id, head_seq: seq, head_hash: hash } = row;
        const genuine = rowMac.isGenuine(row);
        const own = genuine ? { user_id, seq, hash } : null;
        if (own && !isLate(row)) return own;
        questions += 1;
        const head = questions > mostAsked ? own : ((await ask(user_id, row, null)) ?? own);
        // Nobody could be asked. The next night asks those that a file names and that are not repaired.
        if (!head && !isNoted(user_id)) note({ user_id, what: 'altered', repaired: false });
        return head;
      };
      for (let nth = 0; nth < rows.length; nth += AT_ONCE) {
        const some = rows.slice(nth, nth + AT_ONCE);
        counts.rows += some.length;
        for (const head of await Promise.all(some.map(headOf))) if (head) heads.push(head);
      }
      return heads;
    },

    /** What the night before named and could not repair. Gives the true heads. */
    async askAgain(left: readonly Mismatch[]): Promise<readonly ChainHead[]> {
      const heads: ChainHead[] = [];
      await attempt('what was left', async () => {
        for (const { user_id, what } of left) {
          const head = await ask(user_id, await records.row(user_id), null);
          if (head) heads.push(head);
          else if (!isNoted(user_id)) note({ user_id, what, repaired: false });
        }
      });
      return heads;
    },

    findings(): NightFindings {
      return { checks: { ...counts }, mismatches };
    },
  };
}

/** Usually a row is written within a second of its event; D1 away for a while is the exception. */
function isLate({ moved_ms, document }: CheckedRow): boolean {
  return moved_ms - Date.parse(JSON.parse(document).updated_at) > ROW_LATE_MS;
}

function whatOf({ found }: RowCheck): Mismatch['what'] | null {
  return found === 'current' ? null : found;
}
