/** Requests that no person has made on purpose: `HEAD`, and pages that a browser loads in case they are needed. */
import type { Context } from 'hono';

/** `Sec-Purpose` is the standard (fetch.spec.whatwg.org). The others are those of older browsers. */
const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;
const SPECULATIVE: ReadonlySet<string> = new Set(['prefetch', 'prerender', 'preview', 'instant']);

/** Whether a browser loads this in case it is needed. `Sec-Purpose` is a list with parameters: `prefetch;prerender`. */
export function isPrefetch(c: Context): boolean {
  return PURPOSE_HEADERS.some((name) =>
    (c.req.header(name) ?? '').split(/[\s,;]+/).some((word) => SPECULATIVE.has(word.toLowerCase())),
  );
}

/** Whether the request must have no effect and leave no record. */
export function isSpeculative(c: Context): boolean {
  return c.req.method === 'HEAD' || isPrefetch(c);
}
