/** `GET /status` and `GET /metrics`: the parts of the service for its operator, and its figures for Prometheus. */
import { createRoute, z } from '@hono/zod-openapi';
import { serviceStatusSchema } from '#src/contract/service-status.ts';
import { exposition, METRICS_TYPE } from '#src/operate/exposition.ts';
import { familiesOf } from '#src/operate/families.ts';
import { gather, gatherDetails } from '#src/operate/gather.ts';
import { serviceStatusOf } from '#src/operate/service-status.ts';
import { requireScope } from '../auth.ts';
import { noQuery } from '../cursor.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { createRouter } from '../router.ts';

const status = createRoute({
  method: 'get',
  path: '/status',
  operationId: 'getServiceStatus',
  tags: ['Service'],
  summary: 'Look at the parts of the service',
  description:
    'Always 200 while the settings are right: what does not answer has `ok: false`, and what it would tell is null. It makes no call to iLive.',
  security: [{ apiKey: ['operate'] }],
  middleware: [requireScope('operate')] as const,
  request: { ...noQuery },
  responses: {
    200: { description: 'The parts.', content: { 'application/json': { schema: serviceStatusSchema } } },
    ...keyedResponses(),
  },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['Service'],
  summary: 'Read the figures for Prometheus',
  description:
    "In Prometheus' text format. A part that does not answer has `kyc_up` 0 and no figures. Every 30 seconds is often enough.",
  security: [{ apiKey: ['operate'] }],
  middleware: [requireScope('operate')] as const,
  request: { ...noQuery },
  responses: {
    200: { description: 'The figures.', content: { 'text/plain': { schema: z.string() } } },
    ...keyedResponses(),
  },
});

/** The routes for operators and their monitoring. */
export const operations = createRouter()
  .openapi(status, async (c) => {
    const services = c.get('services');
    const [gathered, details] = await Promise.all([gather(c.env, services), gatherDetails(services)]);
    return c.json(serviceStatusOf(gathered, details, services.config), 200, { 'cache-control': 'no-store' });
  })
  .openapi(metrics, async (c) => {
    const text = exposition(familiesOf(await gather(c.env, c.get('services'))));
    return c.text(text, 200, { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' });
  });
