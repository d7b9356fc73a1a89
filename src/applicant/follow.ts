/**
 * Copies the applicant and the log to D1 behind the onboarding's back: D1 down, and the cursor catches up later. The lists
 * follow at once. The log's copy may wait (`due.ts`), and only it moves the stored cursor.
 */

import { endingOf, type State } from '../core/model.ts';
import { isErased } from '../core/standing.ts';
import type { ApplicantView } from '../http/schema.ts';
import { log, whereabouts } from '../log.ts';
import type { World } from '../world.ts';
import { alarmAt, logDueAt, recordsDueAt } from './due.ts';
import type { Journal } from './journal.ts';
import { postponed, reached } from './sink.ts';

/** Events copied in one batch. */
const BATCH = 200;

/** Until the records stand where the log stands, or D1 fails. */
export async function followLog(
  journal: Journal,
  { records, config }: World,
  view: (state: State) => ApplicantView,
): Promise<void> {
  for (;;) {
    const { stored } = journal;
    const dueAt = stored && recordsDueAt(stored);
    if (!stored || dueAt === null || dueAt > Date.now()) return;
    const { state } = stored;
    const events = journal.events(stored.records.seq, BATCH);
    const upTo = events.at(-1)?.seq ?? state.seq;
    const keepsLog = (logDueAt(stored) ?? 0) <= Date.now() || upTo < state.seq;
    try {
      // As of this seq, the records themselves having followed; later changes bring their own. Notifications leave the
      // log as it is, so that nothing would ever take their time back.
      const followed = { ...stored, records: reached(state.seq), notifyAt: null };
      await records.follow({
        document: listed(view(state)),
        ending: endingOf(state.standing),
        wakeAt: alarmAt(followed, Date.now()),
        events,
        keepsLog,
      });
      // The lists take what an event tells (a session, a step reached) from the event: only what went along is in them.
      journal.listedAt(upTo);
      if (keepsLog) journal.moved('records', reached(upTo));
    } catch (error) {
      const cursor = postponed(stored.records, Date.now());
      journal.moved('records', cursor);
      const fields = { user_id: state.userId, failures: cursor.failures, ...whereabouts(error) };
      log('warn', 'records_postponed', fields);
      return;
    }
    if (isErased(state)) journal.tell({ type: 'note_d1_row_erased' }, 'service', config.policy, Date.now());
  }
}

/** Lists cannot know whether a session is still open, so they hold no link to it. */
function listed(applicant: ApplicantView): ApplicantView {
  const { liveness } = applicant;
  return { ...applicant, liveness: liveness && { ...liveness, session_url: null } };
}
