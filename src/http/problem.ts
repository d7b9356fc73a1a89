/** Problems as `application/problem+json` (RFC 9457): the one place where a refusal becomes public. */
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { examplesOf } from '#src/api/openapi/references.ts';
import {
  CODES,
  type Problem,
  type ProblemCode,
  problemSchema,
  problemType,
  type StatusOf,
} from '#src/contract/problems.ts';
import type { Refusal } from '#src/core/commands.ts';

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
    type: problemType(code),
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
    // The API has no such limit; its callers have keys.
    case 'upload_limit_reached':
      return problem(c, 'wrong_status', { detail: 'No more uploads on the page.' });
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
    case 'ground_not_allowed':
      return invalidField(c, 'ground', `must be one of ${refusal.allowed.join(', ')}`);
    case 'note_required':
      return invalidField(c, 'note', 'must not be blank: the ground is other');
    case 'unknown_hit': {
      const path = `same_person.hits.${refusal.faceId}`;
      return invalidField(c, path, "is not the face_id of another's hit in dedupe.hits");
    }
  }
}

/** No applicant of that `user_id`. */
export function notFound(c: Context) {
  return problem(c, 'applicant_not_found', {
    detail: 'Create the applicant with POST /v1/applicants first.',
  });
}

/** What was sent may be echoed, but not at any length. */
const MOST_ERRORS = 20;
const MOST_CHARACTERS = 200;
const brief = (text: string) =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;

/** One field that fits its schema, but not the case. */
function invalidField(c: Context, path: string, message: string) {
  const error = { path: brief(path), message: brief(message) };
  return problem(c, 'invalid_request', { detail: `${error.path}: ${error.message}`, errors: [error] });
}

/** The first problem of a schema, with the others listed. */
export function invalidRequest(c: Context, error: z.ZodError) {
  const errors = error.issues.slice(0, MOST_ERRORS).map(({ path, message }) => {
    return { path: brief(path.map(String).join('.')), message: brief(message) };
  });
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
    const examples = examplesOf(same);
    const headers = status === 429 ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {};
    return [
      status,
      { description, headers, content: { 'application/problem+json': { schema: problemSchema, examples } } },
    ];
  });
  return Object.fromEntries(entries);
}

/** What any route may answer, whoever calls. */
const ANYWHERE = ['rate_limited', 'internal_error', 'not_ready'] as const;

const KEYED = ['invalid_request', 'missing_api_key', 'invalid_api_key', 'insufficient_scope'] as const;

/** The same, with what every route without an API key may answer. */
export function openResponses<C extends ProblemCode = never>(...codes: C[]) {
  return problemResponses<C | (typeof ANYWHERE)[number]>([...codes, ...ANYWHERE]);
}

/** The same, with what every route behind an API key may answer. */
export function keyedResponses<C extends ProblemCode = never>(...codes: C[]) {
  return openResponses<C | (typeof KEYED)[number]>(...KEYED, ...codes);
}
