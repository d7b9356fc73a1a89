/** An answer of iLive as it came. The service's own client parses at once; the doctor judges what the parser assumes. */
import { type Failure, failureOf } from '#src/ilive/failure.ts';
import { parseJson } from '#src/ilive/lenient-json.ts';
import { errorCodeOf } from '#src/ilive/wire.ts';
import { retryAfterMs } from '#src/platform/retry-after.ts';

/** Status, headers and body. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The body as JSON, undefined if it is none. */
  readonly json: unknown;
};

/** Makes an answer of a response's parts. */
export function answerOf(status: number, headers: Headers, bytes: Uint8Array<ArrayBuffer>): Answer {
  return { status, headers, bytes, json: parseJson(bytes) };
}

/** Tells whether it is a success. */
export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Reads a refusal as the service's client does; null for a success. */
export function failureIn(answer: Answer): Failure | null {
  if (isSuccess(answer)) return null;
  const { status, json, headers } = answer;
  return failureOf(status, errorCodeOf(json), retryAfterMs(headers, Date.now()));
}

/** Names status and error code: `404 collection_not_found`. */
export function statusOf(answer: Answer): string {
  const code = isSuccess(answer) ? null : errorCodeOf(answer.json);
  return code === null ? `${answer.status}` : `${answer.status} ${code}`;
}
