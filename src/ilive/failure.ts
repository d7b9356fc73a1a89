/** How a call to iLive can fail, and the one place that tells passing from permanent. */

/** `code` is iLive's own or ours; never its message, which may quote anything. */
export type Failure = {
  /** `passing` may go away; `permanent` will not; `key` is our key's or account's fault. */
  readonly kind: 'passing' | 'permanent' | 'key';
  /** Null when no answer came. */
  readonly status: number | null;
  readonly code: string;
  readonly retryAfterMs: number | null;
};

/** A call's answer. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Judges an answer that is no success (/docs/reference/http-status-codes, /docs/reference/error-codes).
 * Inferred: an unknown code is judged by its status.
 * @param retryAfterMs what iLive asked for. Inferred: it may send `Retry-After` on 429
 */
export function failureOf(status: number, code: string | null, retryAfterMs: number | null): Failure {
  const known = { status, code: code ?? `http_${status}`, retryAfterMs };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'passing', ...known };
  if (status === 401 || status === 403) return { kind: 'key', ...known };
  return { kind: 'permanent', ...known };
}

/** No answer, or one that cannot be read: it may be better next time. */
export function unanswered(
  code: 'network' | 'timeout' | 'unparsable_answer',
  status: number | null = null,
): Failure {
  return { kind: 'passing', status, code, retryAfterMs: null };
}

/**
 * On `/result` and `/photo` a 401 or 404 speaks of the token or the session, not of our key
 * (/docs/liveness/attestation), unless the code names the key.
 */
export function isAboutSession({ status, code }: Failure): boolean {
  const aboutKey = code === 'invalid_api_key' || code === 'missing_api_key';
  return (status === 401 || status === 404 || status === 410) && !aboutKey;
}
