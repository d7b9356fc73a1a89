/** Knows whether an index call is the first for its session. Only then is there no earlier call whose outcome is unknown. */
import { newestSession, type State } from '#src/core/model.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';

/** Not stored: after a restart a call may have been made already. */
export function createFirstIndexCall() {
  /** The session whose face became due since this instance started, until its first index call is made. */
  let session: string | null = null;

  return {
    /** Reads from new events whether a first index call became due. */
    notice(events: readonly ChainedEvent[], state: State | null): void {
      if (state && makesIndexDue(events)) session = newestSession(state)?.sessionId ?? null;
    },

    /** True when no index call was made for the session so far. Answers true once. */
    claim(sessionId: string): boolean {
      const isFirst = session === sessionId;
      session = null;
      return isFirst;
    },
  };
}

/** The events that allow the first index call: the faces match, or a reviewer accepted them. */
function makesIndexDue(events: readonly ChainedEvent[]): boolean {
  return events.some(
    ({ type, data }) =>
      (type === 'faces_compared' && data.next === 'continue') ||
      (type === 'review_decided' && data.decision === 'approve'),
  );
}
