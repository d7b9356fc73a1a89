/** Whether an answer is one that the contract knows: a problem with all it must have, or the route's success. */
import { expect } from 'vitest';
import { z } from 'zod';
import { applicantSchema, sessionSchema } from '../../src/contract/applicant.ts';

/** The contract's table of codes, written by hand. 500 stands for a bug of ours, so it is not in it. */
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_signature_headers: 400,
  missing_api_key: 401,
  invalid_api_key: 401,
  invalid_signature: 401,
  insufficient_scope: 403,
  applicant_not_found: 404,
  photo_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  wrong_status: 409,
  session_limit_reached: 409,
  consent_required: 409,
  stale_review: 409,
  decision_not_allowed: 409,
  idempotency_in_progress: 409,
  gone: 410,
  image_too_large: 413,
  body_too_large: 413,
  unsupported_image: 415,
  empty_image: 422,
  invalid_image: 422,
  no_face_in_id_photo: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  storage_unavailable: 503,
};

const problemSchema = z.strictObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1).max(2_000),
  code: z.string(),
  request_id: z.string(),
  errors: z
    .array(z.strictObject({ path: z.string().max(201), message: z.string().min(1).max(201) }))
    .max(20)
    .optional(),
});
const page = (item: z.ZodType) => z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() });
const json = z.union([
  applicantSchema,
  sessionSchema,
  page(applicantSchema),
  page(z.looseObject({ seq: z.int(), type: z.string(), hash: z.string() })),
  z.strictObject({ status: z.literal('ok') }),
  z.strictObject({
    status: z.literal('ok'),
    version: z.string(),
    schema: z.string(),
    deployment: z.string().nullable(),
  }),
  z.strictObject({ user_id: z.string(), resent: z.array(z.int()) }),
  z.looseObject({ openapi: z.string() }),
]);

/** A stack's frame, a source file of ours, where iLive is, an exception's name, or a library speaking. */
const INSIDES =
  /\bat \S+ \(|\.ts:\d|\.js:\d|ilive\.test|(Type|Syntax|Range|Reference)Error|ZodError|SQLITE|D1_/;

/** Fails the test unless the contract knows this answer. Gives the problem's code, null for a success. */
export async function expectContract(request: Request, response: Response): Promise<string | null> {
  const { pathname } = new URL(request.url);
  const { headers, status } = response;
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  if (pathname.startsWith('/v1/')) expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  const type = headers.get('content-type') ?? '';
  const text = new TextDecoder().decode(await response.arrayBuffer());
  expect(status).toBeLessThan(500);
  if (request.method === 'HEAD') return status < 400 ? null : 'unknown';
  if (status < 400) {
    expect([200, 201, 303]).toContain(status);
    if (type.startsWith('application/json')) json.parse(JSON.parse(text));
    else if (status === 200)
      expect(type).toMatch(/^(image\/(jpeg|png)|application\/x-ndjson|text\/html; charset=UTF-8)$/);
    return null;
  }
  expect(type).toBe('application/problem+json');
  const body = problemSchema.parse(JSON.parse(text));
  expect(text).not.toMatch(INSIDES);
  expect({ code: body.code, status: STATUS_OF[body.code] }).toEqual({ code: body.code, status });
  expect(body).toMatchObject({ status, request_id: requestId, type: expect.stringContaining(body.code) });
  return body.code;
}
