/** Knows whether an index call is the first for its session, so that no earlier call of unknown outcome can exist. */
import { missingFace } from '#src/core/known/face-source.ts';
import type { State } from '#src/core/model.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';

/** Remembers one session, in memory only: after a restart a call may have been made already. */
export function createFirstIndexCall() {
  /** The session or known picture whose face became due since this instance started, until its first index call is made. */
  let session: string | null = null;

  return {
    /** Remembers the session when new events make its first index call due. */
    notice(events: readonly ChainedEvent[], state: State | null): void {
      if (state && makesIndexDue(events)) session = missingFace(state)?.sessionId ?? null;
    },

    /**
     * Claims the first index call of a session.
     * @returns true, once, when no index call can have been made for it; false when there may have been one
     */
    claim(sessionId: string): boolean {
      const isFirst = session === sessionId;
      session = null;
      return isFirst;
    },
  };
}

/**
 * The events that allow the first index call: the faces match, or a reviewer accepted them, a known face was given, or
 * another collection is to be called. Calls that were made into a collection before remain in the state as uncertain ones.
 */
function makesIndexDue(events: readonly ChainedEvent[]): boolean {
  return events.some(
    ({ type, data }) =>
      type === 'collection_changed' ||
      type === 'known_face_given' ||
      (type === 'faces_compared' && data.next === 'continue') ||
      (type === 'review_decided' && data.decision === 'approve'),
  );
}
