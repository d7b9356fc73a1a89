/** The night's comparison of a row in D1 with the log. */
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck } from '#src/d1/row-check.ts';
import { type Copying, compareRow } from './copy-to-d1.ts';

/**
 * Compares the row that D1 has with the log; null where there is no log. A row that differs is written anew if `repair`
 * says so.
 * @param known an event that was written down elsewhere and must be in the log
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
  const isKept = known === null || aggregate.events(known.seq - 1, 1)[0]?.hash === known.hash;
  const head = { seq: state.changedSeq, hash: aggregate.headHash };
  return { found: isKept ? found : 'log_shorter', head };
}
