/** `GET /v1/reviews` and `POST …/decisions`: the review queue and the reviewers' decisions. */

import { createRoute, z } from '@hono/zod-openapi';
import { applicantSchema, userIdParam } from '#src/contract/applicant.ts';
import { decideSchema } from '#src/contract/requests.ts';
import { actorNameSchema, reasonSchema, reviewQueueSchema } from '#src/contract/vocabulary.ts';
import type { ReviewFilter } from '#src/d1/applicants.ts';
import { jsonBody } from '#src/http/body.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import { callerRights, requireReader, requireReviewer, requireScope, shownTo } from '../auth.ts';
import { decodePosition, noQuery, pageQuery, pageResponse, toPage } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { applicantResponse } from '../responses.ts';
import { actorOf, createRouter } from '../router.ts';

const reviewsQuery = z.strictObject({
  ...pageQuery,
  reason: reasonSchema.optional(),
  queue: reviewQueueSchema.optional().openapi({ description: 'Both queues without it.' }),
  claimed_by: actorNameSchema.optional().openapi({
    description:
      'Who has claimed the case now, as `review.claimed_by` names it: an e-mail address or id, or `key:<name>`.',
    examples: ['anna@bank.example'],
  }),
  due_before: z.iso.datetime({ offset: true }).optional().openapi({
    description:
      'Due before this time, with any offset: with the present time, the overdue cases. Nothing is due without `REVIEW_DUE_HOURS`.',
  }),
});

const queue = createRoute({
  method: 'get',
  path: '/v1/reviews',
  operationId: 'listReviews',
  tags: ['Reviews'],
  summary: 'List the applicants in review',
  description:
    'Longest waiting first, so overdue cases come before all others; from a copy that may be seconds behind. `review` says in which ' +
    'queue a case is, when it is due, and who has claimed it until when. A claim that has run out is neither shown nor found.',
  security: [{ apiKey: ['reviews'] }],
  middleware: [requireScope('reviews'), requireReader()] as const,
  request: { query: reviewsQuery },
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
    'hits it was given on and no others. After 10 decisions of one reviewer on one applicant in a UTC day, or 20 of all: 429 `rate_limited`. ' +
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
    const { limit, cursor, ...filter } = c.req.valid('query');
    const after = cursor === undefined ? null : decodePosition(cursor);
    if (after === undefined) return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
    const { records, config } = c.get('services');
    const wanted = reviewFilterOf(filter, config.policy.review.dueMs);
    const rows = wanted && (await readD1(() => records.reviews(wanted, after, limit + 1)));
    return c.json(toPage(rows ?? [], limit), 200);
  })
  .openapi(decide, async (c) => {
    const { same_person: samePerson = null, take_over: takeOver, ...decision } = c.req.valid('json');
    const { isSenior } = callerRights(c);
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const decided = await object.decide(
      { ...decision, samePerson, takeOver, isSenior },
      actorOf(c.get('caller')),
    );
    return decided.ok ? c.json(shownTo(c, decided.value), 200) : refusalProblem(c, decided.refusal);
  });

/**
 * Makes the filter of the queue in D1. The due time has no column: it follows from when the case was opened.
 * @param dueMs how long after its opening a case is due, or null
 * @returns null if no case can match, because none is ever due
 */
function reviewFilterOf(
  { reason, queue, claimed_by, due_before }: Omit<z.infer<typeof reviewsQuery>, 'limit' | 'cursor'>,
  dueMs: number | null,
): ReviewFilter | null {
  if (due_before === undefined) return { reason, queue, claimedBy: claimed_by };
  if (dueMs === null) return null;
  const openedBefore = new Date(Date.parse(due_before) - dueMs).toISOString();
  return { reason, queue, claimedBy: claimed_by, openedBefore };
}
