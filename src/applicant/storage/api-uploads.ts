/**
 * Counts the uploads by the API that the log does not tell: those that are being read and checked, so that many at once
 * stay within `MAX_UPLOADS`, and those that iLive was asked about and that were refused. Nothing else is kept of these.
 */
import { createKeyValues } from './key-values.ts';

/** How long an upload is counted whose end was never told, because the Worker that took it has ended (ms). */
const FORGOTTEN_AFTER_MS = 5 * 60_000;
const REFUSED = 'refused';

/** Creates the counts of one object. Uploads under way are in memory: an object that starts has none. */
export function createApiUploads(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  let begunAt: readonly number[] = [];
  const refused = () => Number(keyValues.get('uploads', REFUSED) ?? 0);

  return {
    /** Returns how many are under way or were refused since the last decision of a reviewer. */
    count(): number {
      const since = Date.now() - FORGOTTEN_AFTER_MS;
      begunAt = begunAt.filter((at) => at > since);
      return begunAt.length + refused();
    },

    begin(): void {
      begunAt = [...begunAt, Date.now()];
    },

    /** Ends one, the oldest: which one it is makes no difference. */
    end(): void {
      begunAt = begunAt.slice(1);
    },

    /** Counts one that was refused. */
    countRefused(): void {
      keyValues.put('uploads', REFUSED, String(refused() + 1));
    },

    /** Begins to count anew. */
    forgetRefused(): void {
      if (refused() > 0) keyValues.drop('uploads', REFUSED);
    },
  };
}
