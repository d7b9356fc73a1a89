/** The nightly comparison of a row in D1 with the log. */
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import { type Copying, compareRow } from './copy-to-d1.ts';

/**
 * Compares the row in D1 with the log, and rewrites a row that differs if `repair` is set. A row that is right now, but
 * was not when the object last compared it, is reported with what was found then.
 * @param there the row that D1 has, or null when it has none
 * @param known an event that a day's file names, so that the log must contain it; or null
 * @returns null when there is no log
 * @throws when D1 is out of reach
 */
export async function checkRow(
  copying: Copying,
  there: CheckedRow | null,
  repair: boolean,
  known: Head | null,
): Promise<RowCheck | null> {
  const { aggregate } = copying;
  const { state } = aggregate;
  if (!state) return null;
  const found = await compareRow(copying, there, repair ? 'every_row' : 'none');
  const isKnownInLog = known === null || aggregate.events(known.seq - 1, 1)[0]?.hash === known.hash;
  const head = { seq: state.changedSeq, hash: aggregate.headHash };
  const foundBefore = aggregate.rowFinding.take(Date.now());
  if (!isKnownInLog) return { found: 'log_shorter', repaired: repair, head };
  if (found !== 'current') return { found, repaired: repair, head };
  return { found: foundBefore ?? 'current', repaired: true, head };
}
