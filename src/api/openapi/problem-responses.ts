/** Describes the problems of a route for the OpenAPI document. `http/problem.ts` makes the answers themselves. */
import { PROBLEM_CODES, type ProblemCode, problemSchema, type StatusOf } from '#src/contract/problems.ts';
import { examplesOf } from './references.ts';

const problemContent = { 'application/problem+json': { schema: problemSchema } };
type ProblemResponses<C extends ProblemCode> = {
  [S in StatusOf<C>]: { description: string; content: typeof problemContent };
};

/** Describes the responses for these problems, one for each HTTP status. */
export function problemResponses<C extends ProblemCode>(codes: readonly C[]): ProblemResponses<C> {
  const entries = codes.map((code) => {
    const [status] = PROBLEM_CODES[code];
    const sameStatus = codes.filter((other) => PROBLEM_CODES[other][0] === status);
    const description = sameStatus.map((listed) => `\`${listed}\`: ${PROBLEM_CODES[listed][1]}.`).join(' ');
    const examples = examplesOf(sameStatus);
    const headers =
      status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {};
    return [
      status,
      { description, headers, content: { 'application/problem+json': { schema: problemSchema, examples } } },
    ];
  });
  return Object.fromEntries(entries);
}

/** The problems that every route may return. */
const ANYWHERE = ['rate_limited', 'internal_error', 'not_ready', 'storage_unavailable'] as const;

/** The problems that every route with an API key may return. */
const KEYED = ['invalid_request', 'missing_api_key', 'invalid_api_key', 'insufficient_scope'] as const;

/** Describes these problems and those that every route may return. For routes without an API key. */
export function openResponses<C extends ProblemCode = never>(...codes: C[]) {
  return problemResponses<C | (typeof ANYWHERE)[number]>([...codes, ...ANYWHERE]);
}

/** Describes these problems, those of the API key and those that every route may return. For routes with an API key. */
export function keyedResponses<C extends ProblemCode = never>(...codes: C[]) {
  return openResponses<C | (typeof KEYED)[number]>(...KEYED, ...codes);
}
