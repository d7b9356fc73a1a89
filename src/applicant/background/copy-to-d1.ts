/**
 * Makes the applicant's row in D1 follow the log. The onboarding goes on when D1 is down; the row then follows later.
 */

import type { Services } from '#src/config/services.ts';
import { publicNameOf } from '#src/config/team.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import { isIdTaken, type RowWrite, refusalOf } from '#src/d1/applicants.ts';
import { pairsWriteOf } from '#src/d1/known-pairs.ts';
import { decisionRowsOf } from '#src/d1/reviewer-figures.ts';
import { type CheckedRow, rowOf } from '#src/d1/row.ts';
import type { RowFound } from '#src/d1/row-check.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { nextDueAt, rowDueAt, type ScheduleInput } from '../schedule/due-times.ts';

/**
 * A row may be missing or behind for this long after the newest change. Later than that, somebody has deleted it or put
 * an older one back, or D1 was out of reach for long.
 */
const BEHIND_MS = 10 * 60_000;

/** What copying the row needs. */
export type Copying = {
  readonly aggregate: Aggregate;
  readonly services: Services;
  readonly view: (state: State) => ApplicantView;
};

/** Writes or compares the row until neither is due any more, or D1 fails. */
export async function copyRow(copying: Copying): Promise<void> {
  const { aggregate, services } = copying;
  for (;;) {
    const { scheduleInput: input } = aggregate;
    const dueAt = input && rowDueAt(input);
    if (!input || dueAt === null || dueAt > Date.now()) return;
    const { state } = input;
    try {
      const isWritten = input.row.is === 'due' && (await putRow(copying, input, false));
      // Either a comparison is due, or D1 has a newer row than the log can account for.
      if (!isWritten) {
        await compareRow(copying, await services.records.row(state.userId), 'unless_log_shorter');
        const { unfinished } = aggregate;
        if (unfinished) await services.records.putUnfinished(state.userId, unfinished);
      }
      if (input.row.failedAt !== null) services.figures.noteRow(state.userId, false);
    } catch (error) {
      services.figures.noteRow(state.userId, true);
      services.figures.count('row_writes_failed');
      aggregate.row.markFailed(Date.now());
      log('warn', 'row_not_written', {
        user_id: state.userId,
        refusal: refusalOf(error),
        ...whereabouts(error),
      });
      return;
    }
  }
}

/**
 * Which rows that differ from the log are rewritten. `unless_log_shorter`: all but an authentic one that names an event
 * that the log does not have; that one is left to the nightly check, which names it in the file of the day. The row of
 * an erased applicant is rewritten even then. `none`: none.
 */
export type Repair = 'every_row' | 'unless_log_shorter' | 'none';

/**
 * Compares the row in D1 with the log, and rewrites a row that differs as far as `repair` allows.
 * @param there the row that D1 has, or null when it has none
 * @throws when D1 is out of reach, or does not keep the row that was written
 */
export async function compareRow(
  copying: Copying,
  there: CheckedRow | null,
  repair: Repair,
): Promise<RowFound> {
  const { aggregate } = copying;
  const { scheduleInput: input } = aggregate;
  if (!input) throw new Error('no applicant');
  const { changedSeq, userId } = input.state;
  const found = foundOf(copying, input, there);
  if (found === 'current') {
    // It may still be missing or behind for a short time, or sealed with the previous key. It is then written without a
    // report, whatever `repair` says.
    const isWritten = there?.head_seq === changedSeq && there.mac_key === copying.services.rowMac.keyId;
    if (isWritten) noteWritten(copying, input.state);
    else await mustPutRow(copying, input, false);
    return found;
  }
  // The row of an erased applicant is not spared, even if it proves that events are missing: it holds personal data.
  const spared = found === 'log_shorter' && repair === 'unless_log_shorter' && !isErased(input.state);
  if (spared || repair === 'none') {
    log('error', 'row_differs', { user_id: userId, found, repaired: false });
    if (spared) aggregate.row.markWritten(changedSeq);
    return found;
  }
  // Before the write, which may fail. The nightly check names what it repairs itself.
  if (repair === 'unless_log_shorter') aggregate.rowFinding.keep(found);
  let repaired = false;
  try {
    await mustPutRow(copying, input, true);
    repaired = true;
  } finally {
    log('error', 'row_differs', { user_id: userId, found, repaired });
  }
  return found;
}

/** What became of a row: `log_shorter` proves that the log has lost events, so it was left. */
export type RowRebuilt = 'written' | 'unchanged' | 'log_shorter';

/**
 * Writes the row into a D1 that was lost or restored, with its sessions. A row that is there is compared as
 * `compareRow` does.
 * @throws when D1 is out of reach
 */
export async function rebuildRow(copying: Copying): Promise<RowRebuilt> {
  const { aggregate, services } = copying;
  const { scheduleInput: input } = aggregate;
  if (!input) throw new Error('no applicant');
  const there = await services.records.row(input.state.userId);
  const found = there ? await compareRow(copying, there, 'unless_log_shorter') : 'missing';
  if (found === 'log_shorter') return found;
  // A row that is right may have lost its sessions.
  if (found === 'missing' || found === 'current') await mustPutRow(copying, input, false);
  const wasRight = found === 'current' && there?.head_seq === input.state.changedSeq;
  return wasRight && there?.mac_key === services.rowMac.keyId ? 'unchanged' : 'written';
}

/** Judges the row that D1 has, or that it has none. */
export function foundOf(
  { aggregate, services }: Copying,
  { state, row }: ScheduleInput,
  there: CheckedRow | null,
): RowFound {
  const young = Date.now() - Date.parse(state.updatedAt) < BEHIND_MS;
  if (!there) return young ? 'current' : 'missing';
  if (!services.rowMac.isGenuine(there)) return 'altered';
  if (there.head_seq > state.changedSeq) return 'log_shorter';
  if (there.head_seq < state.changedSeq) {
    const [known] = aggregate.events(there.head_seq - 1, 1);
    if (known?.hash !== there.head_hash) return 'log_shorter';
    return young || row.failedAt !== null ? 'current' : 'stale';
  }
  return there.head_hash === aggregate.headHash ? 'current' : 'log_shorter';
}

/** Writes the row. @throws also when D1 does not have it afterwards */
async function mustPutRow(copying: Copying, input: ScheduleInput, force: boolean): Promise<void> {
  if (!(await putRow(copying, input, force))) throw new Error('D1 has not kept the row');
}

/** Writes the row. Returns false when D1 has a newer row than the log can account for, or has not kept this one. */
async function putRow(
  { aggregate, services, view }: Copying,
  input: ScheduleInput,
  force: boolean,
): Promise<boolean> {
  const { state } = input;
  const write = {
    ...rowWrite({ aggregate, services, view }, input, force),
    unfinished: aggregate.unfinished,
  };
  if (!(await putWithRoom(services, write))) return false;
  // A forced write replaces what somebody made, who may have a trigger make it again.
  if (force && !(await isKept({ aggregate, services }, write))) return false;
  noteWritten({ aggregate, services }, state);
  return true;
}

/** Writes the row. Where all ids of its millisecond are taken, a row that the service did not write makes room. */
async function putWithRoom({ records, rowMac }: Services, write: RowWrite): Promise<boolean> {
  try {
    return await records.put(write);
  } catch (error) {
    if (!isIdTaken(error)) throw error;
    const removed = await records.makeRoom(write.row.created_ms, rowMac.isGenuine);
    if (removed === null) throw error;
    log('error', 'foreign_rows_removed', { rows: 1, user_id: removed });
    return records.put(write);
  }
}

/** Whether D1 has this row, or the next one: an event may have come meanwhile. */
async function isKept(
  { aggregate, services: { records, rowMac } }: Pick<Copying, 'aggregate' | 'services'>,
  { row }: RowWrite,
): Promise<boolean> {
  const there = await records.row(row.user_id);
  if (there === null || !rowMac.isGenuine(there)) return false;
  return there.row_mac === row.row_mac || there.head_hash === aggregate.headHash;
}

/** Notes that D1 has the present row; for an erased applicant it holds nothing personal any more. */
function noteWritten({ aggregate, services }: Pick<Copying, 'aggregate' | 'services'>, state: State): void {
  aggregate.row.markWritten(state.changedSeq);
  if (isErased(state)) {
    aggregate.handle({ type: 'note_d1_row_erased' }, 'service', services.config.policy, Date.now());
  }
}

function rowWrite({ aggregate, services, view }: Copying, input: ScheduleInput, force: boolean): RowWrite {
  const { state } = input;
  const now = Date.now();
  // The due times once this row is written, so the row itself is not due. Without notifications: sending one changes
  // nothing in the log, so no later row would replace their time.
  const written: ScheduleInput = { ...input, row: { is: 'current', failedAt: null }, notifyAt: null };
  return {
    row: services.rowMac.seal(rowOf(state, view(state), aggregate.headHash)),
    sessionIds: state.sessions.map(({ sessionId }) => sessionId),
    pairs: pairsWriteOf(state),
    wakeMs: nextDueAt(written, now),
    // When the row changed. Even if the clock was set back, it must not be before the newest event (the row would count
    // as altered, `isConsistent` in `row-mac.ts`) nor before the creation (`movesFrom` relies on that).
    movedMs: Math.max(now, Date.parse(state.updatedAt), Date.parse(state.createdAt)),
    decisions: decisionRowsOf(state, publicNameOf, now),
    force,
  };
}
