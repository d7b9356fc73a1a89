/** The step that waits for its retry or for its start time, in memory and in storage. */
import type { Retry, RetryStore } from '../storage/retry-store.ts';

/** Reads the step from storage once. Later changes go to memory and storage, within the caller's transaction. */
export function createWaitingStep(store: RetryStore) {
  let waiting = store.read();

  return {
    get current(): Retry | null {
      return waiting;
    },

    /** Stores a step in place of the earlier one. */
    put(retry: Retry): void {
      store.put(retry);
      waiting = retry;
    },

    /** Removes the step. */
    clear(): void {
      if (waiting) store.clear();
      waiting = null;
    },

    /** Call it when a transaction begins. Call what it returns when the transaction fails. */
    snapshot(): () => void {
      const before = waiting;
      return () => {
        waiting = before;
      };
    },
  };
}
