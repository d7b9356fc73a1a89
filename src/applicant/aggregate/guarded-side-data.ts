/**
 * Keeps side data in step with the log: an event removes what is not needed after it, and after an erasure nothing is
 * stored any more.
 */
import type { EventType } from '#src/core/events.ts';
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';
import { spentSecrets } from '../storage/session-secrets.ts';
import type { Outdated, SideDataEntry, SideDataStore } from '../storage/side-data.ts';

/** Events after which a session's token may no longer be needed. */
const ENDS_TOKENS: ReadonlySet<EventType> = new Set([
  'session_opened',
  'liveness_confirmed',
  'liveness_photo_stored',
  'liveness_photo_unavailable',
  'review_decided',
]);

/** Removes the side data that is not needed after these events. Call it in their transaction. */
export function removeObsolete(store: SideDataStore, events: readonly ChainedEvent[], next: State): void {
  if (events.some(({ type }) => ENDS_TOKENS.has(type))) store.put(spentSecrets(next, store));
  if (events.some(({ type }) => type === 'applicant_erased')) store.clear();
}

/**
 * Creates the side data as the rest of the object uses it.
 * @param state the applicant now
 */
export function createGuardedSideData(store: SideDataStore, state: () => State | null) {
  return {
    /** Returns one piece, or null. */
    get: store.get,

    /**
     * Stores a piece and removes outdated ones.
     * @returns false when nothing is stored, because the applicant is erased or does not exist
     */
    keep(entry: SideDataEntry, outdated: Outdated): boolean {
      const now = state();
      if (!now || isErased(now)) return false;
      store.dropOutdated(outdated);
      store.put([entry]);
      return true;
    },

    /** Deletes a piece. */
    drop: store.drop,
  };
}
