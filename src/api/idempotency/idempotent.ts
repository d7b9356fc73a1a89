/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), for POST: a repeated request gets its first answer.
 */

import { createHash, type Hash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { applicantOf, idempotencyKeyOf } from '#src/platform/objects.ts';
import type { StoredAnswer } from './idempotency-key.ts';

/** Printable ASCII. This admits both the quoted string of the draft and the bare value that most clients send. */
const KEY = /^[\x20-\x7e]{1,255}$/;
/** Statuses that are not stored, like any 5xx: they depend on the caller or the moment, not on the request. */
const NOT_KEPT: ReadonlySet<number> = new Set([401, 403, 429]);

/** The problems that a route may return because of the key. `gone`: erasure of the applicant deleted the answer. */
export const IDEMPOTENCY_PROBLEMS = ['idempotency_in_progress', 'idempotency_key_reused', 'gone'] as const;

/** An answer as it is stored, at the applicant or with the key. */
export const answerSchema = z.object({ status: z.int(), contentType: z.string(), body: z.string() });
type Answer = z.infer<typeof answerSchema>;
const ofApplicantSchema = z.object({ user_id: z.string().optional() });

/**
 * Answers a repeated request with its first answer; runs a new one and stores its answer. Comes after the middleware
 * that checks the API key and reads the body: it needs the caller and the body, and a request that those refuse takes
 * up no key.
 */
export const idempotent = createMiddleware<HttpEnv>(async function answerOnce(c, next) {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return next();
  if (!KEY.test(key)) {
    return problem(c, 'invalid_request', {
      detail: 'Idempotency-Key: must be 1 to 255 printable ASCII characters',
    });
  }
  const name = sha256((hash) => hash.update(JSON.stringify([c.get('caller').name, key])));
  const object = idempotencyKeyOf(c.env, name);
  const begun = await object.begin(await requestHash(c));
  switch (begun.state) {
    case 'reused':
      return problem(c, 'idempotency_key_reused', { detail: 'Use a new Idempotency-Key for a new request.' });
    case 'in_progress':
      return problem(c, 'idempotency_in_progress', { detail: 'Wait a few seconds and send it again.' });
    case 'done':
      return replay(c, begun.kept);
    case 'new': {
      await next();
      const { status } = c.res;
      if (NOT_KEPT.has(status) || status >= 500) return object.forget(begun.ticket);
      const kept = await storeAnswer(c, begun.ticket);
      return kept ? object.keep(begun.ticket, kept) : object.forget(begun.ticket);
    }
  }
});

/**
 * Stores the answer of an applicant with that applicant; a problem is stored with the key.
 * @param name the ticket, so that a run presumed dead cannot overwrite the answer of a later one
 * @returns null when the applicant is erased or does not exist; then nothing is stored
 */
async function storeAnswer(c: Context<HttpEnv>, name: string): Promise<StoredAnswer | null> {
  const { status, headers } = c.res;
  const body = await c.res.clone().text();
  const answer: Answer = { status, contentType: headers.get('content-type') ?? '', body };
  const text = JSON.stringify(answer);
  if (!c.res.ok) return { with: 'key', answer: text };
  const userId = c.req.param('user_id') ?? ofApplicantSchema.parse(JSON.parse(body)).user_id;
  // An answer that is about nobody holds nothing personal.
  if (userId === undefined) return { with: 'key', answer: text };
  const kept = await applicantOf(c.env, userId).keepAnswer(name, text);
  return kept ? { with: 'applicant', userId, name } : null;
}

/** Gives the first answer again, with `Idempotent-Replayed: true`. */
async function replay(c: Context<HttpEnv>, kept: StoredAnswer): Promise<Response> {
  const text = kept.with === 'key' ? kept.answer : await applicantOf(c.env, kept.userId).answer(kept.name);
  // Only erasure deletes an answer before its key expires.
  if (text === null) return problem(c, 'gone', { detail: 'This user was erased, and the answer with it.' });
  const { status, contentType, body } = answerSchema.parse(JSON.parse(text));
  const headers = { 'content-type': contentType, 'idempotent-replayed': 'true' };
  return new Response(body, { status, headers });
}

/** Hashes method, path and body. A form has become JSON by now: its boundary, another one at each try, is not hashed. */
async function requestHash(c: Context<HttpEnv>): Promise<string> {
  const body = new Uint8Array(await c.req.raw.clone().arrayBuffer());
  const picture = c.get('picture') ?? null;
  return sha256((hash) => {
    hash.update(`${c.req.method} ${c.req.path}\n`).update(body);
    // No JSON contains a line end and then a hash, so a body with a photo equals none without one.
    return picture ? hash.update('\n').update(sha256((photo) => photo.update(picture))) : hash;
  });
}

function sha256(fill: (hash: Hash) => Hash): string {
  return fill(createHash('sha256')).digest('hex');
}
