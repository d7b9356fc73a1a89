/** How a call to iLive can fail, and whether a failure is passing or permanent by its HTTP status. */

/** A failed call. `code` is iLive's or ours; iLive's message is never kept, because it may quote anything. */
export type Failure = {
  /**
   * `passing`: a retry may succeed. `unreadable`: an answer came that cannot be read; a few retries may help.
   * `permanent`: a retry will not succeed. `key`: iLive refuses our key or account.
   */
  readonly kind: 'passing' | 'unreadable' | 'permanent' | 'key';
  /** The HTTP status; null when no answer came, or when the status is not the reason of the failure. */
  readonly status: number | null;
  readonly code: string;
  readonly retryAfterMs: number | null;
  /** The field that cannot be read, by its path; null if the failure is of another kind. */
  readonly field: string | null;
};

/** The result of a call. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Classifies an answer that is not a success (/docs/reference/http-status-codes, /docs/reference/error-codes).
 * Inferred: the status alone is enough, also for a code that no page names.
 * @param code from the error envelope, or null
 * @param retryAfterMs the wait that iLive asked for, or null. Inferred: it may send `Retry-After` on 429
 */
export function failureOf(status: number, code: string | null, retryAfterMs: number | null): Failure {
  const known = { status, code: code ?? `http_${status}`, retryAfterMs, field: null };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'passing', ...known };
  if (status === 401 || status === 403) return { kind: 'key', ...known };
  return { kind: 'permanent', ...known };
}

/** Makes the failure of a call without an answer. It is passing: a retry may succeed. */
export function unanswered(code: 'network' | 'timeout'): Failure {
  return { kind: 'passing', status: null, code, retryAfterMs: null, field: null };
}

/** The failure of a call that was not made, because an id in its path could lead it to another resource. */
export const NOT_SENT: Failure = {
  kind: 'permanent',
  status: null,
  code: 'unusable_id',
  retryAfterMs: null,
  field: null,
};

/**
 * Makes the failure of a call whose answer cannot be read.
 * @param field the first field that cannot be read, or `body`; never its value
 */
export function unreadable(field: string, status: number | null): Failure {
  return { kind: 'unreadable', status, code: 'unparsable_answer', retryAfterMs: null, field };
}

/**
 * Tells whether a failure of `/result` or `/photo` is about the session or its token. There a 401 or 404 means these
 * and not our key (/docs/liveness/attestation), unless the code names the key. Inferred: so does a 410.
 */
export function isAboutSession({ status, code }: Failure): boolean {
  const aboutKey = code === 'invalid_api_key' || code === 'missing_api_key';
  return (status === 401 || status === 404 || status === 410) && !aboutKey;
}
