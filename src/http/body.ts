/** Reads request bodies with a size limit, before anything parses them. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { MAX_JSON_BYTES } from '#src/contract/limits.ts';
import { readBounded } from '#src/platform/read-bounded.ts';
import type { HttpEnv } from './context.ts';
import { parseExactJson } from './exact-json.ts';
import { invalidRequest, problem } from './problem.ts';

/**
 * Reads the body of a request.
 * @returns null when the body has more than `limit` bytes; if its Content-Length says so, nothing is read
 */
export async function readAtMost(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null;
  return readBounded(request.body, request.headers, limit);
}

/** Returns the media type of the request in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(c: Context): string {
  return (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * Reads a JSON body and checks its size, media type and UTF-8. An empty body becomes `{}`, which a schema without
 * required fields accepts.
 */
export const jsonBody = createMiddleware<HttpEnv>(async function readJsonBody(c, next) {
  const bytes = await readAtMost(c.req.raw, MAX_JSON_BYTES);
  if (!bytes) return problem(c, 'body_too_large', { detail: `At most ${MAX_JSON_BYTES} bytes.` });
  if (bytes.length > 0 && mediaTypeOf(c) !== 'application/json') {
    return problem(c, 'invalid_request', { detail: 'Send Content-Type: application/json.' });
  }
  const text = decodeUtf8(bytes);
  if (text === null) return problem(c, 'invalid_json', { detail: 'The body is not UTF-8.' });
  const json = text.trim() === '' ? '{}' : text;
  const exact = exactJson(json);
  if (exact === null) return problem(c, 'invalid_json');
  if (!exact.ok) return invalidRequest(c, exact.refusal);
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/json');
  c.req.raw = new Request(c.req.raw, { headers, body: json });
  return next();
});

/** Parses as `parseExactJson` does. Null when the text is not JSON. */
export function exactJson(text: string): ReturnType<typeof parseExactJson> | null {
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}

/** Decodes UTF-8, without a byte order mark. Null when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
