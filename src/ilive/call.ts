/** The only place that calls iLive: with a time-out, without redirects, to one host, with an answer of limited size. */

import { readBounded } from '#src/platform/read-bounded.ts';
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { withTimeout } from '#src/platform/timeout.ts';
import { failureOf, NOT_SENT, type Reply, unanswered, unreadable } from './failure.ts';
import { parseJson } from './lenient-json.ts';
import type { Multipart } from './multipart.ts';
import { errorCodeOf } from './wire.ts';

/** What every call needs. */
export type Connection = {
  /** Origin without a path. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly fetch: (request: Request) => Promise<Response>;
};

/** One request: the path with its query, and the body. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Multipart;
  /** What a success is, if not JSON. */
  readonly answer?: 'photo';
  /** A shorter time-out than the connection's, for a call that a person waits for. */
  readonly timeoutMs?: number;
};

/** The status and the bytes of a successful answer. */
export type Body = { readonly status: number; readonly bytes: Uint8Array<ArrayBuffer> };

/** Above any photo: a picture at iLive has at most 8 MB (/docs/face-services/overview). */
const MAX_PHOTO_BYTES = 10_000_000;
/** Above any JSON that iLive's pages describe: a full page of 200 faces has less than 100 kB. */
const MAX_JSON_BYTES = 1_000_000;

/** The paths of iLive's calls. In all others an id would change which resource the call is about. */
const SAFE_PATH = /^(\/[A-Za-z0-9_:-]{1,128})+$/;

/**
 * Makes one call. Never throws: every problem is returned as a failure. A path with an unusable id is not called. The URL
 * may contain a token, so it is never logged.
 */
export async function call(connection: Connection, request: Call): Promise<Reply<Body>> {
  if (!SAFE_PATH.test(request.path)) return { ok: false, failure: NOT_SENT };
  const timeoutMs = Math.min(request.timeoutMs ?? connection.timeoutMs, connection.timeoutMs);
  return withTimeout(timeoutMs, (signal) => callWith(signal, connection, request));
}

async function callWith(signal: AbortSignal, connection: Connection, request: Call): Promise<Reply<Body>> {
  const form = request.form && streamed(request.form);
  try {
    const body = form?.readable ?? (request.json === undefined ? null : JSON.stringify(request.json));
    const response = await connection.fetch(toRequest(connection, request, body, signal));
    const bytes = await readBounded(response.body, response.headers, limitOf(request, response));
    if (!bytes) return { ok: false, failure: unreadable('body', response.status) };
    if (response.ok) return { ok: true, value: { status: response.status, bytes } };
    const code = errorCodeOf(parseJson(bytes));
    return {
      ok: false,
      failure: failureOf(response.status, code, retryAfterMs(response.headers, Date.now())),
    };
  } catch {
    return { ok: false, failure: unanswered(signal.aborted ? 'timeout' : 'network') };
  } finally {
    form?.end();
  }
}

/** An error is JSON at every call. */
function limitOf({ answer }: Call, { ok }: Response): number {
  return ok && answer === 'photo' ? MAX_PHOTO_BYTES : MAX_JSON_BYTES;
}

/**
 * Streams a form with a Content-Length: the pictures are sent from where they are, and not copied.
 * @returns `end`: stops what is not read any more, for example because iLive answered before it had read everything
 */
function streamed({ pieces, length }: Multipart) {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  const write = async () => {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  };
  // A form that cannot be sent makes the call fail; here it needs no further answer.
  const ignore = () => {};
  write().catch(ignore);
  return { readable, end: () => void writer.abort().catch(ignore) };
}

function toRequest(
  { baseUrl, apiKey }: Connection,
  request: Call,
  body: BodyInit | null,
  signal: AbortSignal,
): Request {
  const url = new URL(request.path, baseUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const headers = new Headers({ authorization: `Bearer ${apiKey}`, accept: 'application/json, image/jpeg' });
  if (request.json !== undefined) headers.set('content-type', 'application/json');
  if (request.form !== undefined) headers.set('content-type', request.form.contentType);
  return new Request(url, { method: request.method, headers, body, signal, redirect: 'manual' });
}
