/** The table of problem codes, and the schema of every error body (RFC 9457). */
import { z } from '@hono/zod-openapi';

/** The HTTP status and the title of each problem code. */
export const PROBLEM_CODES = {
  invalid_request: [400, 'The request does not fit its schema'],
  invalid_json: [400, 'The body is not valid JSON'],
  invalid_signature_headers: [400, 'The signature headers are missing or malformed'],
  missing_api_key: [401, 'An API key is required'],
  invalid_api_key: [401, 'The API key is not valid'],
  invalid_signature: [401, 'The signature is not valid'],
  insufficient_scope: [403, 'The API key may not do this'],
  applicant_not_found: [404, 'No such applicant'],
  photo_not_found: [404, 'No such photo'],
  not_found: [404, 'Nothing here'],
  method_not_allowed: [405, 'This method is not possible here'],
  wrong_status: [409, 'Not possible in the present status'],
  session_limit_reached: [409, 'Too many sessions were started'],
  upload_limit_reached: [409, 'Too many ID photos were uploaded'],
  consent_required: [409, 'Consent must be recorded first'],
  stale_review: [409, 'The case has changed since it was read'],
  other_reviewer_needed: [409, 'Another reviewer must do this'],
  claimed_by_other: [409, 'Another reviewer has the case'],
  photo_altered: [409, 'The stored photo is not the one that was taken'],
  decision_not_allowed: [409, 'This decision is not possible here'],
  idempotency_in_progress: [409, 'The first request with this key is still running'],
  gone: [410, 'The applicant was erased'],
  image_too_large: [413, 'The image is too large'],
  body_too_large: [413, 'The body is too large'],
  unsupported_image: [415, 'Not a JPEG or PNG image'],
  empty_image: [422, 'The image is empty'],
  invalid_image: [422, 'The image cannot be read'],
  no_face_in_id_photo: [422, 'No face was found in the ID photo'],
  idempotency_key_reused: [422, 'The idempotency key was used for another request'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong on our side'],
  ilive_unavailable: [502, 'iLive cannot be reached'],
  not_ready: [503, 'The service is not ready'],
  storage_unavailable: [503, 'The storage cannot be reached'],
} as const;

/** The code of a problem. Codes are stable. */
export type ProblemCode = keyof typeof PROBLEM_CODES;
/** The HTTP status of a problem with that code. */
export type StatusOf<C extends ProblemCode> = (typeof PROBLEM_CODES)[C][0];

const isCode = (name: string): name is ProblemCode => name in PROBLEM_CODES;
/** All problem codes, in the order of their statuses. */
export const problemCodes = Object.keys(PROBLEM_CODES).filter(isCode);

/** Returns the `type` of a problem: its code as a URN. */
export function problemType(code: ProblemCode): string {
  return `urn:kyc-onboarding:problem:${code}`;
}

const codeSchema = z.enum(problemCodes).openapi('ProblemCode', {
  description: 'Stable; go by it rather than by the title. New ones may be added.',
});

/** The schema of every error body. */
export const problemSchema = z
  .object({
    type: z.string().describe('The code as a URN.'),
    title: z.string().describe('What the code means; the same for every problem with it.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What happened here, and what to do about it where that can be said.'),
    code: codeSchema,
    request_id: z.string().describe('Quote it when you report the problem; also in `X-Request-Id`.'),
    errors: z
      .array(
        z.object({
          path: z.string().describe('The field, with dots between its parts; empty for the body as a whole.'),
          message: z.string().describe('What is wrong with it.'),
        }),
      )
      .optional()
      .describe('Each field that does not fit, with `invalid_request`.'),
  })
  .openapi('Problem', { description: 'Every error, as RFC 9457 has it.' });
/** The body of an error response. */
export type Problem = z.infer<typeof problemSchema>;
