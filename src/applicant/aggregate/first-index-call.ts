/** Whether an index call is the first one for its session: only then can no earlier one have an unknown outcome. */
import { newestSession, type State } from '#src/core/model.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';

/** Not stored: after a restart any call may have been made. */
export function createFirstIndexCall() {
  /** The session whose face became due since this instance started, until its first index call is made. */
  let session: string | null = null;

  return {
    /** Notices whether these events made a first index call due. */
    notice(events: readonly ChainedEvent[], state: State | null): void {
      if (state && makesIndexDue(events)) session = newestSession(state)?.sessionId ?? null;
    },

    /** Whether no index call can have been made for that session yet; from now on it can. */
    claim(sessionId: string): boolean {
      const isFirst = session === sessionId;
      session = null;
      return isFirst;
    },
  };
}

/** A comparison that held, or was accepted: only now can there be a first index call. */
function makesIndexDue(events: readonly ChainedEvent[]): boolean {
  return events.some(
    ({ type, data }) =>
      (type === 'faces_compared' && data.next === 'continue') ||
      (type === 'review_decided' && data.decision === 'approve'),
  );
}
