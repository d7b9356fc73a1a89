/** Keeps the log and the state that follows from it together. */
import type { State } from '#src/core/model.ts';
import { UnreadableLog } from '#src/event-log/event-store.ts';
import { type ChainedEvent, FIRST_PREV_HASH } from '#src/event-log/hash-chain.ts';
import type { Notification } from '#src/notifications/notification.ts';
import type { Entry, LogStore } from '../storage/log-store.ts';
import { type Replayed, replay } from './replay.ts';

/** What an append did. */
export type Appended = { readonly events: readonly ChainedEvent[]; readonly replayed: Replayed };

/**
 * Replays the log and appends to it from then on.
 * @throws `UnreadableLog`
 */
export function createLoggedState(log: LogStore) {
  const loaded = log.load();
  const begun = replayLoaded(loaded);
  let { state } = begun;
  let headHash = hashAt(loaded, state) ?? FIRST_PREV_HASH;

  return {
    /** Null while there is no applicant. */
    get state(): State | null {
      return state;
    },
    /** Of the newest event other than a look at a photo. */
    get headHash(): string {
      return headHash;
    },
    /** The notifications that follow from the log as it was read, oldest first. */
    news: begun.news satisfies readonly Notification[],
    /** Events after a number, oldest first. */
    events: log.events,

    /**
     * Appends, in one transaction with what `within` does.
     * @param within gets the events as they were chained, and the state that they lead to
     */
    append(entry: Entry, within: (events: readonly ChainedEvent[], next: State | null) => void): Appended {
      const from = state;
      let replayed = replay(from, []);
      const events = log.append(entry, from?.seq ?? 0, (chained) => {
        replayed = replay(from, chained);
        within(chained, replayed.state);
      });
      state = replayed.state;
      headHash = hashAt(events, state) ?? headHash;
      return { events, replayed };
    },
  };
}

/** Throws `UnreadableLog` for a log that this version cannot replay. */
function replayLoaded(log: readonly ChainedEvent[]): Replayed {
  try {
    return replay(null, log);
  } catch (error) {
    throw new UnreadableLog(error);
  }
}

/** The hash of the newest event that changed anything, if it is among these. */
function hashAt(events: readonly ChainedEvent[], state: State | null): string | undefined {
  return events.find(({ seq }) => seq === state?.changedSeq)?.hash;
}
