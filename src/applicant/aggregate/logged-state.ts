/** Keeps the log and the state that follows from it together. */
import type { State } from '#src/core/model.ts';
import { UnreadableLog } from '#src/event-log/event-store.ts';
import { type ChainedEvent, FIRST_PREV_HASH } from '#src/event-log/hash-chain.ts';
import type { Entry, LogStore } from '../storage/log-store.ts';
import { type Replayed, replay } from './replay.ts';

/** The appended events, and what follows from them. */
export type Appended = { readonly events: readonly ChainedEvent[]; readonly replayed: Replayed };

/**
 * Creates the logged state: replays the log, and appends to it from then on.
 * @throws `UnreadableLog`
 */
export function createLoggedState(log: LogStore) {
  const loaded = log.load();
  const initial = replayLoaded(loaded);
  let { state } = initial;
  let headHash = headHashIn(loaded, state) ?? FIRST_PREV_HASH;

  return {
    /** Null while there is no applicant. */
    get state(): State | null {
      return state;
    },
    /** The hash of the newest event other than `photo_viewed`; `FIRST_PREV_HASH` while there is none. */
    get headHash(): string {
      return headHash;
    },
    /** The notifications that follow from the log as it was read, oldest first. */
    news: initial.news,
    /** Returns the events after a `seq`, oldest first. */
    events: log.events,

    /**
     * Appends the events of `entry` and stores its side data, in one transaction with what `within` does.
     * @param within called with the chained events and the state after them
     */
    append(entry: Entry, within: (events: readonly ChainedEvent[], next: State | null) => void): Appended {
      const from = state;
      // Always replaced: `log.append` calls its callback once. TypeScript cannot know that.
      let replayed = replay(from, []);
      const events = log.append(entry, from?.seq ?? 0, (chained) => {
        replayed = replay(from, chained);
        within(chained, replayed.state);
      });
      state = replayed.state;
      headHash = headHashIn(events, state) ?? headHash;
      return { events, replayed };
    },
  };
}

/** Replays the log as it was read. @throws `UnreadableLog` when this version cannot replay it */
function replayLoaded(log: readonly ChainedEvent[]): Replayed {
  try {
    return replay(null, log);
  } catch (error) {
    throw new UnreadableLog(error);
  }
}

/** Returns the hash of the event whose number is the state's `changedSeq`, or undefined when `events` lacks it. */
function headHashIn(events: readonly ChainedEvent[], state: State | null): string | undefined {
  return events.find(({ seq }) => seq === state?.changedSeq)?.hash;
}
