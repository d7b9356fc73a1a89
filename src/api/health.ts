/** `GET /healthz`: checks that D1 and R2 answer. The middleware `settingsReady` has checked the settings before. */
import { createRoute } from '@hono/zod-openapi';
import type { Services } from '#src/config/services.ts';
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
  description:
    '200 when the settings are right and D1 and R2 answer; else 503, with the part that fails. D1 and R2 are asked again after 5 s, ' +
    'or after 1 s when one of them fails: until then the answer is the same.',
  security: [],
  request: { ...noQuery },
  responses: {
    200: okResponse('All is well.'),
    ...openResponses('invalid_request'),
  },
});

/**
 * How long an isolate keeps what D1 and R2 have answered. Anyone may call the route, and each question to them costs
 * money. A failure is kept for a shorter time, so that monitoring sees the recovery soon.
 */
const KEPT_MS = { healthy: 5_000, failing: 1_000 };

/** The parts that fail, and when they were asked. */
type Health = { readonly failing: readonly string[]; readonly askedAt: number };

const known = new WeakMap<Services, Health>();

/** The route that an operator's monitoring calls. */
export const health = createRouter().openapi(check, async (c) => {
  const services = c.get('services');
  const kept = known.get(services);
  const asking = kept && isFresh(kept) ? kept : askParts(services);
  // A caller that breaks off must not keep the answer from being stored.
  c.executionCtx.waitUntil(Promise.resolve(asking));
  const { failing } = await asking;
  if (failing.length > 0) return problem(c, 'not_ready', { detail: `Out of reach: ${failing.join(', ')}.` });
  return c.json({ status: 'ok' } as const, 200);
});

function isFresh({ failing, askedAt }: Health): boolean {
  const age = Date.now() - askedAt;
  // A clock that went back makes no answer last.
  return age >= 0 && age < (failing.length > 0 ? KEPT_MS.failing : KEPT_MS.healthy);
}

async function askParts(services: Services): Promise<Health> {
  const { records, photos } = services;
  const askedAt = Date.now();
  const parts = { d1: records.check(), r2: photos.check() };
  const settled = await Promise.allSettled(Object.values(parts));
  const failing = Object.keys(parts).filter((_, index) => settled[index]?.status === 'rejected');
  const found = { failing, askedAt };
  known.set(services, found);
  return found;
}
