/** The documentation of the problems that a route may answer; the answers themselves are in `http/problem.ts`. */
import { CODES, type ProblemCode, problemSchema, type StatusOf } from '#src/contract/problems.ts';
import { examplesOf } from './references.ts';

const problemContent = { 'application/problem+json': { schema: problemSchema } };
type ProblemResponses<C extends ProblemCode> = {
  [S in StatusOf<C>]: { description: string; content: typeof problemContent };
};

/** The documentation of the problems that a route may answer. */
export function problemResponses<C extends ProblemCode>(codes: readonly C[]): ProblemResponses<C> {
  const entries = codes.map((code) => {
    const [status] = CODES[code];
    const same = codes.filter((other) => CODES[other][0] === status);
    const description = same.map((listed) => `\`${listed}\`: ${CODES[listed][1]}.`).join(' ');
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
