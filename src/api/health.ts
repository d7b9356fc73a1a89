/** `GET /healthz`: checks D1, its schema and R2. The middleware `settingsReady` has checked the settings before. */
import { createRoute, z } from '@hono/zod-openapi';
import { VERSION } from '#src/config/release.ts';
import type { Services } from '#src/config/services.ts';
import { problem } from '#src/http/problem.ts';
import { checkParts, type Parts } from '#src/operate/health-parts.ts';
import { keptQuestion } from '#src/platform/shared-question.ts';
import { noQuery } from './cursor.ts';
import { openResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

const healthSchema = z
  .object({
    status: z.literal('ok'),
    version: z.string().openapi({ description: 'The version of the service.', example: '1.4.0' }),
    schema: z.string().openapi({ description: 'The newest migration in D1.', example: '0001_schema.sql' }),
    deployment: z.string().openapi({ description: "Cloudflare's id of the upload that answers." }),
  })
  .openapi('Health');

const check = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  tags: ['Service'],
  summary: 'Check the service',
  description:
    '200 when the settings are right, D1 and R2 answer and D1 has the schema of this version; else 503, with the part that ' +
    'fails: `d1`, `schema` or `r2`. They are asked again after 5 s, or after 1 s when one of them fails: until then the answer ' +
    'is the same.',
  security: [],
  request: { ...noQuery },
  responses: {
    200: { description: 'All is well.', content: { 'application/json': { schema: healthSchema } } },
    ...openResponses('invalid_request'),
  },
});

/**
 * How long an isolate keeps what D1 and R2 have answered. Anyone may call the route, and each question to them costs
 * money. A failure is kept for a shorter time, so that monitoring sees the recovery soon.
 */
const KEPT_MS = { healthy: 5_000, failing: 1_000 };

/** Longer than the parts have to answer. */
const WITHIN_MS = 5_000;

const questions = new WeakMap<Services, () => Promise<Parts | null>>();

/** The route that an operator's monitoring calls. */
export const health = createRouter().openapi(check, async (c) => {
  const asking = questionOf(c.get('services'))();
  // Others wait for the same answer, so a caller that breaks off must not take it along.
  c.executionCtx.waitUntil(asking);
  const found = await asking;
  if (found === null || found.schema === null || found.failing.length > 0)
    return problem(c, 'not_ready', { detail: `Failing: ${found?.failing.join(', ') ?? 'd1, r2'}.` });
  const deployment = c.env.CF_VERSION_METADATA?.id ?? '';
  return c.json({ status: 'ok' as const, version: VERSION, schema: found.schema, deployment }, 200);
});

/** Returns the question that all requests of an isolate share. */
function questionOf(services: Services): () => Promise<Parts | null> {
  const question = questions.get(services) ?? keptQuestion(WITHIN_MS, keptMs, () => checkParts(services));
  questions.set(services, question);
  return question;
}

function keptMs({ failing }: Parts): number {
  return failing.length > 0 ? KEPT_MS.failing : KEPT_MS.healthy;
}
