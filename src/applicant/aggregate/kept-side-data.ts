/** The side data by the rules of the log: what an event ends is removed with it, and nothing is kept after an erasure. */
import type { EventType } from '#src/core/events.ts';
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';
import { spentSecrets } from '../storage/session-secrets.ts';
import type { Outdated, Personal, SideDataStore } from '../storage/side-data.ts';

/** Events after which some session's token may have done its work. */
const ENDS_TOKENS: ReadonlySet<EventType> = new Set([
  'session_opened',
  'liveness_confirmed',
  'liveness_photo_stored',
  'liveness_photo_unavailable',
  'review_decided',
]);

/** Removes what these events end. To be called in their transaction. */
export function removeEnded(store: SideDataStore, events: readonly ChainedEvent[], next: State): void {
  if (events.some(({ type }) => ENDS_TOKENS.has(type))) store.put(spentSecrets(next, store));
  if (events.some(({ type }) => type === 'applicant_erased')) store.clear();
}

/** The side data as the object's callers see it. @param state the applicant now */
export function createKeptSideData(store: SideDataStore, state: () => State | null) {
  return {
    /** One piece, or null. */
    get: store.get,

    /** Keeps a piece in place of what is outdated; false, and not kept, where erasure would not find it any more. */
    keep(personal: Personal, outdated: Outdated): boolean {
      const now = state();
      if (!now || isErased(now)) return false;
      store.dropOutdated(outdated);
      store.put([personal]);
      return true;
    },

    /** Forgets a piece. */
    drop: store.drop,
  };
}
