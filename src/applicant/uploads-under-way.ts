/** Counts the uploads by the API that are being read and checked, so that many at once stay within `MAX_UPLOADS`. */

/** How long an upload is counted whose end was never told, because the Worker that took it has ended (ms). */
const FORGOTTEN_AFTER_MS = 5 * 60_000;

/** Creates the count of one object. It is kept in memory: an object that starts has no upload under way. */
export function createUploadsUnderWay() {
  let begunAt: readonly number[] = [];

  return {
    /** Returns how many uploads are under way. */
    count(): number {
      const since = Date.now() - FORGOTTEN_AFTER_MS;
      begunAt = begunAt.filter((at) => at > since);
      return begunAt.length;
    },

    begin(): void {
      begunAt = [...begunAt, Date.now()];
    },

    /** Ends one, the oldest: which one it is makes no difference. */
    end(): void {
      begunAt = begunAt.slice(1);
    },
  };
}
