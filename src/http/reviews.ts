/** The reviewers' queue and their decisions. */
import { createRoute, z } from '@hono/zod-openapi';
import { reasonSchema } from '../core/reasons.ts';
import { requireScope } from './auth.ts';
import { jsonBody } from './body.ts';
import { fromCursor, pageQuery, toPage } from './cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotencyHeader, idempotent } from './idempotency.ts';
import { keyedResponses, problem, refused } from './problem.ts';
import { actorOf, createRouter } from './router.ts';
import { applicantResponse, applicantSchema, decideSchema, pageResponse, userIdParam } from './schema.ts';

const queue = createRoute({
  method: 'get',
  path: '/v1/reviews',
  middleware: [requireScope('reviews')] as const,
  request: { query: z.object({ ...pageQuery, reason: reasonSchema.optional() }) },
  responses: {
    200: pageResponse('Applicants in review, longest waiting first.', applicantSchema),
    ...keyedResponses(),
  },
});

const decide = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/decisions',
  middleware: [requireScope('reviews'), jsonBody, idempotent] as const,
  request: {
    headers: idempotencyHeader,
    params: userIdParam,
    body: { content: { 'application/json': { schema: decideSchema } }, required: true },
  },
  responses: {
    200: applicantResponse('Decided.'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      ...IDEMPOTENCY_PROBLEMS,
      'applicant_not_found',
      'wrong_status',
      'stale_review',
      'decision_not_allowed',
    ),
  },
});

/** Routes for reviewers, but for the photos. */
export const reviews = createRouter()
  .openapi(queue, async (c) => {
    const { limit, cursor, reason } = c.req.valid('query');
    const after = cursor === undefined ? null : fromCursor(cursor);
    if (after === undefined) return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
    const rows = await c.get('world').records.reviews(reason, after, limit + 1);
    return c.json(toPage(rows, limit), 200);
  })
  .openapi(decide, async (c) => {
    const { decision, reviewer, note, seq } = c.req.valid('json');
    const object = c.env.APPLICANTS.getByName(c.req.valid('param').user_id);
    const decided = await object.decide(decision, reviewer, note, seq, actorOf(c.get('caller')));
    return decided.ok ? c.json(decided.value, 200) : refused(c, decided.refusal);
  });
