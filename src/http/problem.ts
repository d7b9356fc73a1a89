/** Problems as `application/problem+json` (RFC 9457): the one table of codes, and the one place where a refusal becomes public. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Refusal } from '../core/commands.ts';

const CODES = {
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
  attempts_exhausted: [409, 'No liveness attempt is left'],
  session_limit_reached: [409, 'Too many sessions were started'],
  consent_required: [409, 'Consent must be recorded first'],
  stale_review: [409, 'The case has changed since it was read'],
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
} as const;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof CODES;
type StatusOf<C extends ProblemCode> = (typeof CODES)[C][0];

/** The body of every error. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');
type Problem = z.infer<typeof problemSchema>;

/** What a problem may say beyond its code. */
export type Saying = {
  readonly detail?: string | undefined;
  readonly errors?: readonly { path: string; message: string }[];
};

const PROBLEM_JSON = { 'content-type': 'application/problem+json' } as const;

/** The answer for a code. `detail` says what to do next where the title does not. */
export function problem<C extends ProblemCode>(c: Context, code: C, saying: Saying = {}) {
  const [status, title] = CODES[code];
  const { detail = title, errors } = saying;
  const body: Problem = {
    type: `urn:kyc-onboarding:problem:${code}`,
    title,
    status,
    detail,
    code,
    request_id: c.get('requestId') ?? '',
    ...(errors ? { errors: [...errors] } : {}),
  };
  return c.json<Problem, StatusOf<C>>(body, status, PROBLEM_JSON);
}

/** What the core or the object refused, in public words. It says less than we know. */
export function refused(c: Context, refusal: Refusal) {
  switch (refusal.code) {
    case 'applicant_not_found':
    case 'unknown_session':
      return notFound(c);
    case 'photo_not_found':
      return problem(c, 'photo_not_found', {
        detail: 'No such photo is stored, or it is not in use any more.',
      });
    case 'already_exists':
      return problem(c, 'wrong_status', { detail: 'The applicant exists already.' });
    case 'wrong_status': {
      const detail = `The applicant is ${refusal.status}; GET it and follow its next_action.`;
      return problem(c, 'wrong_status', { detail });
    }
    case 'consent_required':
      return problem(c, 'consent_required', {
        detail: 'Ask the applicant, and send consent {version, given_at} with this request.',
      });
    case 'session_limit_reached': {
      const detail = 'A reviewer has to decide whether another session may be started.';
      return problem(c, 'session_limit_reached', { detail });
    }
    case 'stale_review': {
      const detail = `It is at seq ${refusal.seq} now; GET the applicant and decide on what it says.`;
      return problem(c, 'stale_review', { detail });
    }
    case 'decision_not_allowed': {
      const allowed = refusal.allowed.join(', ');
      const detail = allowed === '' ? 'The applicant is not in review.' : `Possible here: ${allowed}.`;
      return problem(c, 'decision_not_allowed', { detail });
    }
  }
}

/** No applicant of that `user_id`. */
export function notFound(c: Context) {
  return problem(c, 'applicant_not_found', {
    detail: 'Create the applicant with POST /v1/applicants first.',
  });
}

/** The first problem of a schema, with all of them listed. */
export function invalidRequest(c: Context, error: z.ZodError) {
  const errors = error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const [first] = errors;
  const detail = first && `${first.path === '' ? 'The request' : first.path}: ${first.message}`;
  return problem(c, 'invalid_request', { detail, errors });
}

const problemContent = { 'application/problem+json': { schema: problemSchema } };
type ProblemResponses<C extends ProblemCode> = {
  [S in StatusOf<C>]: { description: string; content: typeof problemContent };
};

/** The documentation of the problems that a route may answer. */
export function problemResponses<C extends ProblemCode>(codes: readonly C[]): ProblemResponses<C> {
  const entries = codes.map((code) => {
    const [status] = CODES[code];
    const same = codes.filter((other) => CODES[other][0] === status);
    const description = same.map((it) => `\`${it}\`: ${CODES[it][1]}.`).join(' ');
    return [status, { description, content: problemContent }];
  });
  return Object.fromEntries(entries);
}

const KEYED = [
  'invalid_request',
  'missing_api_key',
  'invalid_api_key',
  'insufficient_scope',
  'internal_error',
  'not_ready',
] as const;

/** The same, with what every route behind an API key may answer. */
export function keyedResponses<C extends ProblemCode = never>(...codes: C[]) {
  return problemResponses<C | (typeof KEYED)[number]>([...KEYED, ...codes]);
}
