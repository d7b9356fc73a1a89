/** The waiting step as it is stored: it waits for its next try or for its start time. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

const retrySchema = z.object({
  /** Which step waits. Several when clean-up steps failed in the same round. */
  stepKeys: z.array(z.string()).readonly(),
  /** The class of the last failure, `none` without one; `sameClassInRow` counts failures of that class in a row. */
  retryClass: z.string(),
  sameClassInRow: z.number(),
  failures: z.number(),
  /** Attempts in a row that were begun and did not end: the object crashed each time. */
  unfinished: z.number(),
  firstFailedAt: z.number(),
  dueAt: z.number(),
  /** Calls that the rate limiter has promised for `dueAt`; 0 after a failure. */
  reserved: z.number(),
});

/** A step that waits, after a passing failure or because of the rate limiter. Times are in ms since the epoch. */
export type Retry = Readonly<z.infer<typeof retrySchema>>;

/** The waiting step of one object. */
export type RetryStore = ReturnType<typeof createRetryStore>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createRetryStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** Returns the waiting step, or null. */
    read(): Retry | null {
      const text = keyValues.get('retry', '');
      return text === null ? null : retrySchema.parse(JSON.parse(text));
    },
    put(retry: Retry): void {
      keyValues.put('retry', '', JSON.stringify(retry));
    },
    clear(): void {
      keyValues.drop('retry', '');
    },
  };
}
