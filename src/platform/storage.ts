/** D1 and R2 out of reach: a passing failure is tried again, one that lasts is told apart from a bug. */

import { sleep } from './timeout.ts';

const OUT_OF_REACH = /\b(d1|r2) is out of reach$/;

/** D1 or R2 could not be reached, in spite of several tries. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  readonly store: 'd1' | 'r2';

  constructor(store: 'd1' | 'r2', cause: unknown) {
    super(`${store} is out of reach`, { cause });
    this.store = store;
  }
}

/** How long a caller should wait before the request is made again (seconds). */
export const STORAGE_RETRY_AFTER_S = 5;

const TRIES = 3;
/** Before the second try; doubled before the third. A person waits for the answer. */
const FIRST_WAIT_MS = 50;

/** Reads from D1, with three tries. @throws `StorageUnavailable` if all fail, any error of a wrong query at once */
export function readD1<T>(read: () => Promise<T>): Promise<T> {
  return withTries('d1', read);
}

/** Calls R2, with three tries. The call must have the same effect if it is made again. @throws `StorageUnavailable` */
export function callR2<T>(call: () => Promise<T>): Promise<T> {
  return withTries('r2', call);
}

async function withTries<T>(store: 'd1' | 'r2', call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (isBug(error)) throw error;
      if (tries >= TRIES) throw new StorageUnavailable(store, error);
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    }
  }
}

/** Tells whether an error is of our own: a query that the database cannot take, a wrong argument, or an unreadable answer. */
function isBug(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error instanceof SyntaxError ||
    error instanceof RangeError ||
    error.name === 'ZodError' ||
    /SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE)|D1_TYPE_ERROR/.test(error.message)
  );
}

/**
 * Tells whether a request failed because storage is out of reach: D1, R2, or an applicant's object that the platform
 * could not reach (Cloudflare marks such errors with `retryable` or `overloaded`).
 */
export function isStorageUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // An error that was thrown in an object comes over RPC without its class.
  if (error instanceof StorageUnavailable || OUT_OF_REACH.test(error.message)) return true;
  return (
    ('retryable' in error && error.retryable === true) || ('overloaded' in error && error.overloaded === true)
  );
}
