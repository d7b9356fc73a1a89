/** Bodies are read here, with their limits, before anything parses them. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { readBounded } from '#src/platform/read-bounded.ts';
import type { HttpEnv } from './context.ts';
import { problem } from './problem.ts';

/** One picture. iLive takes 8 MB; whether that is 8,000,000 bytes is not said, so the smaller number (/docs/face-services/overview). */
export const MAX_IMAGE_BYTES = 8_000_000;
/** JSON bodies and webhooks. */
export const MAX_JSON_BYTES = 65_536;

/** Reads at most that many bytes; null when there are more. Nothing is read of what says it is longer. */
export async function readAtMost(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null;
  return readBounded(request.body, request.headers, limit);
}

/** What stands in Content-Type before its parameters. */
export function mediaTypeOf(c: Context): string {
  return (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Hands a JSON body to the validators: bounded, UTF-8, and an empty one as `{}` where nothing is required. */
export const jsonBody = createMiddleware<HttpEnv>(async function readJsonBody(c, next) {
  const bytes = await readAtMost(c.req.raw, MAX_JSON_BYTES);
  if (!bytes) return problem(c, 'body_too_large', { detail: `At most ${MAX_JSON_BYTES} bytes.` });
  if (bytes.length > 0 && mediaTypeOf(c) !== 'application/json') {
    return problem(c, 'invalid_request', { detail: 'Send Content-Type: application/json.' });
  }
  const text = decodeUtf8(bytes);
  if (text === null) return problem(c, 'invalid_json', { detail: 'The body is not UTF-8.' });
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/json');
  c.req.raw = new Request(c.req.raw, { headers, body: text.trim() === '' ? '{}' : text });
  return next();
});

/** Null for what is no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
