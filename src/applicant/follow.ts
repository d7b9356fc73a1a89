/** Copies the log to D1 behind the onboarding's back: D1 down, and the cursor catches up later. */

import type { State } from '../core/model.ts';
import type { ApplicantView } from '../http/schema.ts';
import { log, whereabouts } from '../log.ts';
import type { Records } from '../records.ts';
import { alarmAt, recordsDueAt } from './due.ts';
import type { Journal } from './journal.ts';

/** Events copied in one batch. */
const BATCH = 200;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Until the records stand where the log stands, or D1 fails. */
export async function followLog(
  journal: Journal,
  records: Records,
  view: (state: State) => ApplicantView,
): Promise<void> {
  for (;;) {
    const { stored } = journal;
    const dueAt = stored && recordsDueAt(stored);
    if (!stored || dueAt === null || dueAt > Date.now()) return;
    const { seq, failures } = stored.records;
    const events = journal.events(seq, BATCH);
    const upTo = events.at(-1)?.seq ?? stored.state.seq;
    try {
      // As of this seq, the records themselves having followed; later changes bring their own.
      const followed = { ...stored, records: { seq: stored.state.seq, failures: 0, dueAt: 0 } };
      await records.follow({
        document: listed(view(stored.state)),
        wakeAt: alarmAt(followed, Date.now()),
        events,
      });
      journal.recorded({ seq: upTo, failures: 0, dueAt: 0 });
    } catch (error) {
      const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      journal.recorded({ seq, failures: failures + 1, dueAt: Date.now() + delay });
      log('warn', 'records_postponed', {
        user_id: stored.state.userId,
        failures: failures + 1,
        ...whereabouts(error),
      });
      return;
    }
  }
}

/** Lists cannot know whether a session is still open, so they hold no link to it. */
function listed(applicant: ApplicantView): ApplicantView {
  const { liveness } = applicant;
  return { ...applicant, liveness: liveness && { ...liveness, session_url: null } };
}
