/** `GET /v1/reviews` and `POST …/decisions`: the review queue and the reviewers' decisions. */

import { createRoute, z } from '@hono/zod-openapi';
import { applicantSchema, userIdParam } from '#src/contract/applicant.ts';
import { decideSchema } from '#src/contract/requests.ts';
import { reasonSchema } from '#src/contract/vocabulary.ts';
import { jsonBody } from '#src/http/body.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import { callerRights, requireReviewer, requireScope } from '../auth.ts';
import { decodePosition, noQuery, pageQuery, pageResponse, toPage } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { applicantResponse } from '../responses.ts';
import { actorOf, createRouter } from '../router.ts';

const queue = createRoute({
  method: 'get',
  path: '/v1/reviews',
  operationId: 'listReviews',
  tags: ['Reviews'],
  summary: 'List the applicants in review',
  description: 'Longest waiting first, from a copy that may be seconds behind.',
  security: [{ apiKey: ['reviews'] }],
  middleware: [requireScope('reviews')] as const,
  request: { query: z.strictObject({ ...pageQuery, reason: reasonSchema.optional() }) },
  responses: {
    200: pageResponse(
      'Applicants in review, longest waiting first.',
      'ApplicantPage',
      applicantSchema,
      'review_page',
    ),
    ...keyedResponses(),
  },
});

const decide = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/decisions',
  operationId: 'decide',
  tags: ['Reviews'],
  summary: 'Decide a case',
  description:
    'What is possible depends on the reasons, as the introduction lists; with several, only what all of them allow. If anything but a ' +
    'look at a photo is newer than `seq`, the answer is 409 `stale_review`: look again, then decide. An acceptance covers the photos and ' +
    'hits it was given on and no others. After 20 decisions on one applicant in a UTC day: 429 `rate_limited`. ' +
    'A decision that the operator lists in `FOUR_EYES` is a proposal at first: `review.proposal` ' +
    'shows it, and the same decision by another actor carries it out.',
  security: [{ apiKey: ['reviews'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('reviews'), requireReviewer(), jsonBody, idempotent] as const,
  request: {
    params: userIdParam,
    ...noQuery,
    body: {
      description: 'The decision.',
      content: { 'application/json': { schema: decideSchema } },
      required: true,
    },
  },
  responses: {
    200: applicantResponse('Decided.', 'approved'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      'applicant_not_found',
      ...IDEMPOTENCY_PROBLEMS,
      'wrong_status',
      'stale_review',
      'decision_not_allowed',
      'claimed_by_other',
      'other_reviewer_needed',
    ),
  },
});

/** The routes that list the review queue and take decisions. The photos have a file of their own. */
export const reviews = createRouter()
  .openapi(queue, async (c) => {
    const { limit, cursor, reason } = c.req.valid('query');
    const after = cursor === undefined ? null : decodePosition(cursor);
    if (after === undefined) return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
    const { records } = c.get('services');
    const rows = await readD1(() => records.reviews({ reason }, after, limit + 1));
    return c.json(toPage(rows, limit), 200);
  })
  .openapi(decide, async (c) => {
    const { same_person: samePerson = null, take_over: takeOver, ...decision } = c.req.valid('json');
    const { isSenior } = callerRights(c);
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const decided = await object.decide(
      { ...decision, samePerson, takeOver, isSenior },
      actorOf(c.get('caller')),
    );
    return decided.ok ? c.json(decided.value, 200) : refusalProblem(c, decided.refusal);
  });
