/** The step that waits to be tried again, in memory and stored. */
import type { Retry, RetryStore } from '../storage/retry-store.ts';

/** Reads it once; from then on both are changed together, within the caller's transaction. */
export function createWaitingStep(store: RetryStore) {
  let waiting = store.read();

  return {
    get current(): Retry | null {
      return waiting;
    },

    /** Keeps it in place of the one before. */
    put(retry: Retry): void {
      store.put(retry);
      waiting = retry;
    },

    /** Nothing waits any more. */
    clear(): void {
      if (waiting) store.clear();
      waiting = null;
    },

    /** To be called when a transaction begins; what it gives is called when the transaction fails. */
    rollback(): () => void {
      const before = waiting;
      return () => {
        waiting = before;
      };
    },
  };
}
