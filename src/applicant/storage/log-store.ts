/** The log as one object stores it, with the side data that belongs to its events. No rules are here. */
import { createEventStore, type Happened } from '#src/event-log/event-store.ts';
import { type ChainedEvent, FIRST_PREV_HASH } from '#src/event-log/hash-chain.ts';
import type { SideDataEntry, SideDataStore } from './side-data.ts';

/** New events, and the side data that is stored in one transaction with them. */
export type Entry = Happened & { readonly sideDataEntries: readonly SideDataEntry[] };

/** The log of one object. */
export type LogStore = ReturnType<typeof createLogStore>;

/** Reads and writes synchronously, so that nothing comes between a decision and its append. */
export function createLogStore(storage: DurableObjectStorage, sideData: Pick<SideDataStore, 'put'>) {
  const log = createEventStore(storage);
  let lastHash = FIRST_PREV_HASH;

  return {
    /** Returns the events after a `seq`, oldest first. */
    events: log.after,

    /**
     * Reads the whole log. Call it before the first append.
     * @throws `UnreadableLog`
     */
    load(): readonly ChainedEvent[] {
      const events = log.load();
      lastHash = events.at(-1)?.hash ?? FIRST_PREV_HASH;
      return events;
    },

    /**
     * Numbers, chains and appends events, in one transaction with what `within` does (the alarm).
     * @param seq of the last event so far, 0 for none
     */
    append(
      { sideDataEntries, ...happened }: Entry,
      seq: number,
      within: (logged: readonly ChainedEvent[]) => void,
    ): readonly ChainedEvent[] {
      const logged = storage.transactionSync(() => {
        const added = log.add(happened, seq, lastHash);
        sideData.put(sideDataEntries);
        within(added);
        return added;
      });
      // Set only now: if the transaction fails, nothing is written.
      lastHash = logged.at(-1)?.hash ?? lastHash;
      return logged;
    },
  };
}
