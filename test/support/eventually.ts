import { vi } from 'vitest';

/** Far more than is ever needed: how long it takes is up to the machine. */
const TIMEOUT_MS = 30_000;

/** Repeats the check until it throws no more, and gives what it gives then; throws its last error after half a minute. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: TIMEOUT_MS });
}
