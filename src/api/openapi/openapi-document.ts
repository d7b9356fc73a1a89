/** `GET /openapi.json`: the OpenAPI document, a static asset that `npm run openapi` makes from the routes. */
import { createRoute, z } from '@hono/zod-openapi';
import { noQuery } from '../cursor.ts';
import { createRouter } from '../router.ts';
import { openResponses } from './problem-responses.ts';

/** The schema of the OpenAPI document as it is served: loose, because only `openapi` is checked. */
export const openApiSchema = z.looseObject({ openapi: z.string() });
/** The OpenAPI document. */
export type OpenApiDocument = z.infer<typeof openApiSchema>;

const read = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDescription',
  tags: ['Service'],
  summary: 'Read this description',
  description: 'OpenAPI 3.1. `/docs` shows it as a page.',
  security: [],
  request: { ...noQuery },
  responses: {
    200: {
      description: 'This document.',
      content: { 'application/json': { schema: openApiSchema } },
    },
    ...openResponses('invalid_request'),
  },
});

/** The route that serves the OpenAPI document. */
export const openApiDocument = createRouter().openapi(read, async (c) => {
  const file = await c.env.ASSETS.fetch(new URL('/openapi.json', c.req.url));
  const found = openApiSchema.parse(await file.json());
  return c.json(found, 200, { 'cache-control': 'public, max-age=300' });
});
