/** `GET /v1/known-faces/duplicates` and decisions on a pair: customers from before who may be one person. */

import { createRoute, z } from '@hono/zod-openapi';
import { decidedPairSchema, decidePairSchema, pairSchema } from '#src/contract/known-faces.ts';
import { jsonBody } from '#src/http/body.ts';
import { problem } from '#src/http/problem.ts';
import { requireReviewer, requireScope } from '../auth.ts';
import { noQuery, pageQuery, pageResponse } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { createRouter } from '../router.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/known-faces/duplicates',
  operationId: 'listKnownPairs',
  tags: ['Known faces'],
  summary: 'List pairs of customers who may be one person',
  description:
    'Each pair whose faces are more alike than `DUPLICATE_THRESHOLD`, the most similar first, from a copy that may be seconds behind. It opens no ' +
    'case: somebody looks at it and decides. A decision, another picture, an onboarding’s new face and an erasure take it off the list.',
  security: [{ apiKey: ['import'] }],
  middleware: [requireScope('import')] as const,
  request: { query: z.strictObject(pageQuery) },
  responses: {
    200: pageResponse('A page, the most similar first.', 'KnownPairPage', pairSchema),
    ...keyedResponses(),
  },
});

const decide = createRoute({
  method: 'post',
  path: '/v1/known-faces/duplicates/decisions',
  operationId: 'decideKnownPair',
  tags: ['Known faces'],
  summary: 'Decide a pair',
  description:
    'Notes in both logs whether the two are one person, which takes the pair off the list. It changes no status. The same decision again changes ' +
    'nothing; another one is noted too, and the newest counts. After 100 decisions about one customer in a UTC day: 429 `rate_limited`.',
  security: [{ apiKey: ['reviews'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('reviews'), requireReviewer(), jsonBody, idempotent] as const,
  request: {
    ...noQuery,
    body: {
      description: 'The two, in any order, and the decision.',
      content: { 'application/json': { schema: decidePairSchema } },
      required: true,
    },
  },
  responses: {
    200: { description: 'Noted.', content: { 'application/json': { schema: decidedPairSchema } } },
    ...keyedResponses('invalid_json', 'body_too_large', 'not_found', ...IDEMPOTENCY_PROBLEMS),
  },
});

/** The routes about pairs. */
export const knownPairs = createRouter()
  .openapi(list, (c) => problem(c, 'not_ready', { detail: 'Pairs are not listed yet.' }))
  .openapi(decide, (c) => problem(c, 'not_ready', { detail: 'Pairs are not decided yet.' }));
