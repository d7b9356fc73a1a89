/** `GET /openapi.json`: the description of the API. */
import { createRoute } from '@hono/zod-openapi';
import { descriptionSchema } from './openapi.ts';
import { openResponses } from './problem-responses.ts';

/** The route; its handler stands where all routes are known. */
export const describeRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDescription',
  tags: ['Service'],
  summary: 'Read this description',
  description: 'OpenAPI 3.1. `/docs` shows it as a page.',
  security: [],
  responses: {
    200: {
      description: 'This document.',
      content: { 'application/json': { schema: descriptionSchema } },
    },
    ...openResponses(),
  },
});
