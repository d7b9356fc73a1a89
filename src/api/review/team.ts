/** `…/claim`, `…/notes` and `…/proposal`: how several reviewers work on one queue. */

import { createRoute } from '@hono/zod-openapi';
import { userIdParam } from '#src/contract/applicant.ts';
import { claimSchema, noteSchema } from '#src/contract/requests.ts';
import { jsonBody } from '#src/http/body.ts';
import { refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireReviewer, requireScope, shownTo } from '../auth.ts';
import { noQuery } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { applicantResponse } from '../responses.ts';
import { actorOf, createRouter } from '../router.ts';

const team = { tags: ['Reviews'], security: [{ apiKey: ['reviews'] }] };

const claim = createRoute({
  ...team,
  parameters: [idempotencyKey],
  middleware: [requireScope('reviews'), requireReviewer(), jsonBody, idempotent] as const,
  method: 'post',
  path: '/v1/applicants/{user_id}/claim',
  operationId: 'claimReview',
  summary: 'Claim a case',
  description:
    'The case is yours for `CLAIM_MINUTES`; others see it, and their decisions are 409 `claimed_by_other`. A claim ends by a decision, ' +
    'by `DELETE`, or by itself. Who has the case already changes nothing by claiming it again.',
  request: {
    params: userIdParam,
    ...noQuery,
    body: { content: { 'application/json': { schema: claimSchema } }, required: true },
  },
  responses: {
    200: applicantResponse('Claimed.', 'in_review'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      'applicant_not_found',
      'gone',
      ...IDEMPOTENCY_PROBLEMS,
      'wrong_status',
      'claimed_by_other',
    ),
  },
});

const endClaim = createRoute({
  ...team,
  middleware: [requireScope('reviews'), requireReviewer()] as const,
  method: 'delete',
  path: '/v1/applicants/{user_id}/claim',
  operationId: 'endClaim',
  summary: 'Give a case back',
  description: 'Ends your claim. Without one nothing changes.',
  request: { params: userIdParam, ...noQuery },
  responses: {
    200: applicantResponse('Given back.', 'in_review'),
    ...keyedResponses('applicant_not_found', 'gone', 'wrong_status', 'claimed_by_other'),
  },
});

const addNote = createRoute({
  ...team,
  parameters: [idempotencyKey],
  middleware: [requireScope('reviews'), requireReviewer(), jsonBody, idempotent] as const,
  method: 'post',
  path: '/v1/applicants/{user_id}/notes',
  operationId: 'addNote',
  summary: 'Add a note',
  description: 'Stands with the applicant and decides nothing. In any status but `erased`.',
  request: {
    params: userIdParam,
    ...noQuery,
    body: { content: { 'application/json': { schema: noteSchema } }, required: true },
  },
  responses: {
    201: applicantResponse('Added.', 'in_review'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      'applicant_not_found',
      'gone',
      ...IDEMPOTENCY_PROBLEMS,
    ),
  },
});

const withdraw = createRoute({
  ...team,
  middleware: [requireScope('reviews'), requireReviewer()] as const,
  method: 'delete',
  path: '/v1/applicants/{user_id}/proposal',
  operationId: 'withdrawProposal',
  summary: 'Take a proposal back',
  description: 'Your own decision that waits for a second reviewer. Without one nothing changes.',
  request: { params: userIdParam, ...noQuery },
  responses: {
    200: applicantResponse('Taken back.', 'in_review'),
    ...keyedResponses('applicant_not_found', 'gone', 'wrong_status', 'other_reviewer_needed'),
  },
});

/** The routes with which several reviewers work on one queue. */
export const reviewTeam = createRouter()
  .openapi(claim, async (c) => {
    const { reviewer, take_over: takeOver } = c.req.valid('json');
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const claimed = await object.claimReview(reviewer, takeOver, actorOf(c.get('caller')));
    return claimed.ok ? c.json(shownTo(c, claimed.value), 200) : refusalProblem(c, claimed.refusal);
  })
  .openapi(endClaim, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const ended = await object.endClaim(actorOf(c.get('caller')));
    return ended.ok ? c.json(shownTo(c, ended.value), 200) : refusalProblem(c, ended.refusal);
  })
  .openapi(addNote, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const added = await object.addNote(c.req.valid('json'), actorOf(c.get('caller')));
    return added.ok ? c.json(shownTo(c, added.value), 201) : refusalProblem(c, added.refusal);
  })
  .openapi(withdraw, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const withdrawn = await object.withdrawProposal(actorOf(c.get('caller')));
    return withdrawn.ok ? c.json(shownTo(c, withdrawn.value), 200) : refusalProblem(c, withdrawn.refusal);
  });
