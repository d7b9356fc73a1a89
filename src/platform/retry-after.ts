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
