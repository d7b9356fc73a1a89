/** Keeps the applicant's row in D1 as the log has it, behind the onboarding's back: D1 down, and the row follows later. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import type { RowWrite } from '#src/d1/applicants.ts';
import { type CheckedRow, rowOf } from '#src/d1/row.ts';
import type { RowFound } from '#src/d1/row-check.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { nextDueAt, rowDueAt, type ScheduleInput } from '../schedule/due-times.ts';

/** A row that is behind for longer than this was put back, or D1 was away for long. */
const BEHIND_MS = 10 * 60_000;

/** The object as the copying needs it. */
export type Copying = {
  readonly aggregate: Aggregate;
  readonly services: Services;
  readonly view: (state: State) => ApplicantView;
};

/** Writes or compares the row until that is not due any more, or D1 fails. */
export async function copyRow(copying: Copying): Promise<void> {
  const { aggregate, services } = copying;
  for (;;) {
    const { scheduleInput: stored } = aggregate;
    const dueAt = stored && rowDueAt(stored);
    if (!stored || dueAt === null || dueAt > Date.now()) return;
    const { state } = stored;
    try {
      const isWritten = stored.row.is === 'due' && (await putRow(copying, stored, false));
      // It is to be compared, or a newer row than the log can account for stands there.
      if (!isWritten)
        await compareRow(copying, await services.records.row(state.userId), 'unless_log_shorter');
    } catch (error) {
      aggregate.row.markFailed(Date.now());
      log('warn', 'row_not_written', { user_id: state.userId, ...whereabouts(error) });
      return;
    }
  }
}

/** What is written anew: every row that differs, none, or all but one that knows more than the log, which is for the night to name. */
export type Repair = 'every_row' | 'unless_log_shorter' | 'none';

/** Says what is wrong with the row, and writes it anew where anything is and `repair` says so. Throws when D1 is out of reach. */
export async function compareRow(
  copying: Copying,
  there: CheckedRow | null,
  repair: Repair,
): Promise<RowFound> {
  const { aggregate } = copying;
  const { scheduleInput: stored } = aggregate;
  if (!stored) throw new Error('no applicant');
  const { changedSeq, userId } = stored.state;
  const { rowMac } = copying.services;
  const found = foundOf(copying, stored, there);
  const isRight = found === 'current';
  // What an erased applicant has left in D1 goes, whatever it proves.
  const spared = found === 'log_shorter' && repair === 'unless_log_shorter' && !isErased(stored.state);
  const repaired = !isRight && repair !== 'none' && !spared;
  if (!isRight) log('error', 'row_differs', { user_id: userId, found, repaired });
  // A row that is only behind, or sealed with the key before, is no finding, and written anew all the same.
  const isWritten = there?.head_seq === changedSeq && there.mac_key === rowMac.keyId;
  if (repaired || (isRight && !isWritten)) await putRow(copying, stored, repaired);
  else if (isRight || spared) aggregate.row.markWritten(changedSeq);
  return found;
}

function foundOf(
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
    if (known?.hash !== there.head_hash) return 'altered';
    return young || row.failedAt !== null ? 'current' : 'stale';
  }
  return there.head_hash === aggregate.headHash ? 'current' : 'log_shorter';
}

/** False where a newer row stands in D1 than the log can account for. */
async function putRow(
  { aggregate, services, view }: Copying,
  stored: ScheduleInput,
  force: boolean,
): Promise<boolean> {
  const { state } = stored;
  if (!(await services.records.put(rowWrite({ aggregate, services, view }, stored, force)))) return false;
  aggregate.row.markWritten(state.changedSeq);
  if (isErased(state)) {
    aggregate.handle({ type: 'note_d1_row_erased' }, 'service', services.config.policy, Date.now());
  }
  return true;
}

function rowWrite({ aggregate, services, view }: Copying, stored: ScheduleInput, force: boolean): RowWrite {
  const { state } = stored;
  const now = Date.now();
  // As of this row, so that it is not due itself. Notifications leave the log as it is, and nothing would take their time back.
  const written: ScheduleInput = { ...stored, row: { is: 'current', failedAt: null }, notifyAt: null };
  return {
    row: services.rowMac.seal(rowOf(state, view(state), aggregate.headHash)),
    sessionIds: state.sessions.map(({ sessionId }) => sessionId),
    wakeMs: nextDueAt(written, now),
    // A clock that was set back must not put a move before the creation: who pages by move looks for it after that.
    movedMs: Math.max(now, Date.parse(state.updatedAt), Date.parse(state.createdAt)),
    force,
  };
}
