/**
 * Keeps side data in step with the log: events remove what is not needed after them, and after an erasure `keep` stores
 * nothing. Side data that comes with a command is stored only if the core accepts the command.
 */
import type { EventType } from '#src/core/events.ts';
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';
import { spentSecrets } from '../storage/session-secrets.ts';
import type { Outdated, SideDataEntry, SideDataStore } from '../storage/side-data.ts';

/** Only after one of these events can a session's token have become useless, so only then it is looked for. */
const MAY_END_TOKENS: ReadonlySet<EventType> = new Set([
  'session_opened',
  'liveness_confirmed',
  'liveness_photo_stored',
  'liveness_photo_unavailable',
  'review_decided',
  'onboarding_links_ended',
  'onboarding_abandoned',
]);

/** Removes the side data that is not needed after these events. Call it in their transaction. */
export function removeObsolete(store: SideDataStore, events: readonly ChainedEvent[], next: State): void {
  if (events.some(({ type }) => MAY_END_TOKENS.has(type))) store.put(spentSecrets(next, store));
  if (events.some(({ type }) => type === 'applicant_erased')) store.clear();
}

/**
 * Creates the access to side data for the rest of the object.
 * @param state returns the applicant's present state; null while there is none
 */
export function createGuardedSideData(store: SideDataStore, state: () => State | null) {
  return {
    /** Returns one piece, or null. */
    get: store.get,

    /** Returns all pieces. */
    all: store.all,

    /**
     * Stores a piece and removes outdated ones.
     * @returns false when nothing is stored, because the applicant is erased or does not exist, or there are too many
     */
    keep(entry: SideDataEntry, outdated: Outdated): boolean {
      const current = state();
      if (!current || isErased(current)) return false;
      if (!store.dropOutdated(outdated)) return false;
      store.put([entry]);
      return true;
    },

    /** Deletes a piece. */
    drop: store.drop,
  };
}
