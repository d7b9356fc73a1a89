/** How many requests are in flight: fewer when the service is busy, more while it is not. */

/** The gate that every request goes through. */
export type Pace = {
  /**
   * Waits for a turn.
   * @param bytes how much the request holds in memory
   * @returns to be called when the request has ended
   */
  enter(bytes: number): Promise<(ended: Ended) => void>;
  /** How many may be in flight now. */
  readonly limit: number;
};

/** How a request ended: `busy` is a 429, a 503 or no answer. `retryAfterMs`: how long the service asks to wait. */
export type Ended = { readonly busy: boolean; readonly retryAfterMs: number };

/** The clock, so that tests need not wait. `sleep` throws when the run stops. */
export type Clock = { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> };

const FIRST_LIMIT = 4;
/** Of all pictures in flight: one isolate of the service has 128 MB, and holds a picture up to twice. */
const MOST_BYTES = 16_000_000;

/** Makes one. @param most the most requests at the same time */
export function createPace(most: number, { now, sleep }: Clock): Pace {
  let limit = Math.min(FIRST_LIMIT, most);
  let inFlight = 0;
  let bytesInFlight = 0;
  let wellInRow = 0;
  let pausedUntil = 0;
  let cutAt = Number.NEGATIVE_INFINITY;
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  const admitNext = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const fits = inFlight === 0 || (inFlight < limit && bytesInFlight + next.bytes <= MOST_BYTES);
      if (!fits) return;
      waiting.shift();
      inFlight += 1;
      bytesInFlight += next.bytes;
      next.admit();
    }
  };

  const end = (startedAt: number, bytes: number, { busy, retryAfterMs }: Ended) => {
    inFlight -= 1;
    bytesInFlight -= bytes;
    if (busy) {
      wellInRow = 0;
      pausedUntil = Math.max(pausedUntil, now() + retryAfterMs);
      // Those that were on their way already say nothing new.
      if (startedAt > cutAt) {
        limit = Math.max(1, Math.floor(limit / 2));
        cutAt = now();
      }
    } else {
      wellInRow += 1;
      if (wellInRow >= limit && limit < most) {
        limit += 1;
        wellInRow = 0;
      }
    }
    admitNext();
  };

  return {
    get limit() {
      return limit;
    },
    async enter(bytes) {
      await new Promise<void>((admit) => {
        waiting.push({ bytes, admit });
        admitNext();
      });
      try {
        for (let waitMs = pausedUntil - now(); waitMs > 0; waitMs = pausedUntil - now()) await sleep(waitMs);
      } catch (error) {
        end(now(), bytes, { busy: false, retryAfterMs: 0 });
        throw error;
      }
      const startedAt = now();
      return (ended) => end(startedAt, bytes, ended);
    },
  };
}
