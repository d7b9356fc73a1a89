/** The nightly comparison of a row in D1 with the log. */
import type { State } from '#src/core/model.ts';
import { refusalOf } from '#src/d1/applicants.ts';
import type { CheckedRow } from '#src/d1/row.ts';
import type { Head, RowCheck, RowFound } from '#src/d1/row-check.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { type Copying, compareRow, foundOf } from './copy-to-d1.ts';

/**
 * Compares the row in D1 with the log, and rewrites a row that differs if `repair` is set. A row that is right now, but
 * was not when the object last compared it, is reported with what was found then. A row that cannot be written is
 * reported as not repaired, so that the next night asks again.
 * @param there the row that D1 has, or null when it has none
 * @param known an event that a day's file names, so that the log must contain it; or null
 * @returns null when there is no log
 * @throws when the settings are wrong
 */
export async function checkRow(
  copying: Copying,
  there: CheckedRow | null,
  repair: boolean,
  known: Head | null,
): Promise<RowCheck | null> {
  const { aggregate } = copying;
  const { state, scheduleInput: input } = aggregate;
  if (!state || !input) return null;
  const seen = foundOf(copying, input, there);
  const isWritten = await compare(copying, there, repair);
  const isKnownInLog = known === null || aggregate.events(known.seq - 1, 1)[0]?.hash === known.hash;
  const head = { seq: state.changedSeq, hash: aggregate.headHash };
  const foundBefore = aggregate.rowFinding.take(Date.now());
  if (!isKnownInLog) return { found: 'log_shorter', repaired: repair && isWritten, head };
  if (seen !== 'current') return { found: seen, repaired: repair && isWritten, head };
  const found = foundBefore ?? (isWritten ? 'current' : behindOf(state, there));
  return { found, repaired: isWritten, head };
}

/** Compares the row. @returns false when it had to be written and could not be */
async function compare(copying: Copying, there: CheckedRow | null, repair: boolean): Promise<boolean> {
  try {
    await compareRow(copying, there, repair ? 'every_row' : 'none');
    return true;
  } catch (error) {
    const userId = copying.aggregate.state?.userId ?? null;
    log('warn', 'row_not_written', { user_id: userId, refusal: refusalOf(error), ...whereabouts(error) });
    return false;
  }
}

/** What a row is that was on its way and could not be written. Under the previous key it is right, only not renewed. */
function behindOf({ changedSeq }: State, there: CheckedRow | null): RowFound {
  if (there === null) return 'missing';
  return there.head_seq < changedSeq ? 'stale' : 'current';
}
