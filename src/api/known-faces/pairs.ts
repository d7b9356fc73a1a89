/** `GET /v1/known-faces/duplicates` and decisions on a pair: customers from before who may be one person. */

import { createRoute, z } from '@hono/zod-openapi';
import { decidePair } from '#src/applicant/decide-pair.ts';
import { decidedPairSchema, decidePairSchema, type PairView, pairSchema } from '#src/contract/known-faces.ts';
import { type ListedPair, listPairs } from '#src/d1/known-pairs.ts';
import { jsonBody } from '#src/http/body.ts';
import { invalidField, problem, refusalProblem } from '#src/http/problem.ts';
import { readD1 } from '#src/platform/storage.ts';
import { requireReviewer, requireScope } from '../auth.ts';
import { decodeCursor, encodeCursor, noQuery, pageQuery, pageResponse } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { actorOf, createRouter } from '../router.ts';

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
    'nothing; another one is noted too, and the newest counts. Give `face_id` and `other_face_id` as the list has them: if one of the two has ' +
    'another face by now, the answer is 409 `stale_review`. After 100 decisions about one customer in a UTC day: 429 `rate_limited`.',
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
    ...keyedResponses('invalid_json', 'body_too_large', 'not_found', 'stale_review', ...IDEMPOTENCY_PROBLEMS),
  },
});

const positionSchema = z.tuple([z.number(), z.string(), z.string()]);

/** The routes about pairs. */
export const knownPairs = createRouter()
  .openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : decodeCursor(positionSchema, cursor);
    if (after === undefined) return invalidField(c, 'cursor', 'is not one of ours');
    const { pairs, next } = await readD1(() => listPairs(c.env.DB, after, limit));
    return c.json({ data: pairs.map(pairView), next_cursor: next && encodeCursor(next) }, 200);
  })
  .openapi(decide, async (c) => {
    const { user_id: one, other_user_id: other, face_id, other_face_id, ...decision } = c.req.valid('json');
    const seen = [
      { userId: one, faceId: face_id },
      { userId: other, faceId: other_face_id },
    ] as const;
    const decided = await decidePair(c.env, seen, decision, actorOf(c.get('caller')));
    if (!decided.ok) return refusalProblem(c, decided.refusal);
    if (decided.value === 'changed')
      return problem(c, 'stale_review', {
        detail: 'One of the two has another face by now: list the pairs, look again, then decide.',
      });
    if (decided.value === null)
      return problem(c, 'not_found', {
        detail: 'The two are no pair: list the pairs, and decide one of these.',
      });
    const { decision: said, decidedAt: decided_at } = decided.value;
    return c.json({ user_id: one, other_user_id: other, decision: said, decided_at }, 200);
  });

function pairView({ user_a, user_b, face_a, face_b, similarity, found_ms }: ListedPair): PairView {
  return {
    user_id: user_a,
    other_user_id: user_b,
    similarity,
    face_id: face_a,
    other_face_id: face_b,
    found_at: new Date(found_ms).toISOString(),
  };
}
