/** How waiting is said and read in `Retry-After`. */

/**
 * Computes what our own `Retry-After` says: whole seconds from now until then, at least 1.
 * @param retryAt ms since the epoch
 */
export function secondsUntil(retryAt: number): number {
  return Math.max(1, Math.ceil((retryAt - Date.now()) / 1_000));
}

/**
 * Reads how long to wait from `Retry-After`: seconds or an HTTP date (RFC 9110 section 10.2.3).
 * @param now ms since the epoch
 * @returns ms from now, 0 for a date in the past; null if the header is missing or cannot be read
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
