/** The step that waits to be tried again, as it is stored. */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

const retrySchema = z.object({
  /** The step's; of several that failed in one round of clearing up, theirs. */
  stepKeys: z.array(z.string()).readonly(),
  /** The class of the last failure, and how many of that class came in a row. */
  retryClass: z.string(),
  sameClassInRow: z.number(),
  failures: z.number(),
  firstFailedAt: z.number(),
  dueAt: z.number(),
  /** Calls that the rate limiter granted for that time; 0 after a failure. */
  reserved: z.number(),
});

/** A step that waits: it failed for the moment, or the rate limiter asked it to. Times in ms since the epoch. */
export type Retry = Readonly<z.infer<typeof retrySchema>>;

/** The waiting step of one object. */
export type RetryStore = ReturnType<typeof createRetryStore>;

/** Reads and writes synchronously, within the caller's transaction. */
export function createRetryStore(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** The waiting step, or null. */
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
