/** `GET /healthz`: checks that D1 and R2 answer. The middleware `settingsReady` has checked the settings before. */
import { createRoute } from '@hono/zod-openapi';
import { problem } from '#src/http/problem.ts';
import { noQuery } from './cursor.ts';
import { openResponses } from './openapi/problem-responses.ts';
import { okResponse } from './responses.ts';
import { createRouter } from './router.ts';

const check = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  tags: ['Service'],
  summary: 'Check the service',
  description: '200 when the settings are right and D1 and R2 answer; else 503, with the part that fails.',
  security: [],
  request: { ...noQuery },
  responses: {
    200: okResponse('All is well.'),
    ...openResponses('invalid_request'),
  },
});

/** The route that an operator's monitoring calls. */
export const health = createRouter().openapi(check, async (c) => {
  const { records, photos } = c.get('services');
  const parts = { d1: records.check(), r2: photos.check() };
  const settled = await Promise.allSettled(Object.values(parts));
  const failing = Object.keys(parts).filter((_, index) => settled[index]?.status === 'rejected');
  if (failing.length > 0) return problem(c, 'not_ready', { detail: `Out of reach: ${failing.join(', ')}.` });
  return c.json({ status: 'ok' } as const, 200);
});
