/** Time limits for work that depends on another party. */

/**
 * Runs a request with a signal that is aborted after `ms`.
 * A bare `AbortSignal.timeout()` would keep a Durable Object in memory until it fires; this timer ends with the work.
 */
export async function withTimeout<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for work for at most `ms`. The work goes on after that.
 * @returns what the work gives, or null when it is not done in time
 * @throws what the work throws in time
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits so many milliseconds; not at all when there are none. */
export async function sleep(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
