/** `POST` and `DELETE …/onboarding-link`: makes a new link to the applicant's pages, and ends links. */

import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { userIdParam } from '#src/contract/applicant.ts';
import { jsonBody } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantNotFound, gone, problem, refusalProblem } from '#src/http/problem.ts';
import { withOnboardingUrl } from '#src/links/onboarding-url.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from './idempotency/idempotent.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { idempotencyKey } from './openapi/references.ts';
import { applicantResponse, createdResponse } from './responses.ts';
import { actorOf, createRouter } from './router.ts';

/** Answers 404 when `LINK_SECRET` is not set: without it there are no links. */
const requireLinks = createMiddleware<HttpEnv>(async function requireLinks(c, next) {
  if (c.get('services').config.LINK_SECRET !== undefined) return next();
  return problem(c, 'not_found', {
    detail: "The applicant's pages are switched off: LINK_SECRET is not set.",
  });
});

const renew = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/onboarding-link',
  operationId: 'renewOnboardingLink',
  tags: ['Applicants'],
  summary: "Make a new link to the applicant's pages",
  description:
    'Ends every earlier link of this applicant at once, with its cookies, open forms and live updates. Use it when a link was lost or ' +
    'does not arrive; if it went to the wrong person, end all links first, which sets a face check aside that was begun. Of several requests at the same moment exactly one link works afterwards: the one made last. An ' +
    'approved or rejected applicant has nothing left to do and gets 409 `wrong_status`. After 20 links in a UTC day: 429 `rate_limited`.',
  security: [{ apiKey: ['applicants'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('applicants'), jsonBody, requireLinks, idempotent] as const,
  request: { params: userIdParam },
  responses: {
    201: createdResponse('The applicant, with the new link.', 'awaiting_id_photo', 'awaiting_liveness'),
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      'applicant_not_found',
      ...IDEMPOTENCY_PROBLEMS,
      'wrong_status',
    ),
  },
});

const end = createRoute({
  method: 'delete',
  path: '/v1/applicants/{user_id}/onboarding-link',
  operationId: 'endOnboardingLinks',
  tags: ['Applicants'],
  summary: "End all links to the applicant's pages",
  description:
    'No link works until you make a new one, and no answer has an `onboarding_url` until then. Unless the applicant is in review or ' +
    'decided, the newest face check does not count any more, even if it is finished at iLive: start another. ID photos stay in use until ' +
    'you upload another. Again it changes nothing.',
  security: [{ apiKey: ['applicants'] }],
  middleware: [requireScope('applicants'), requireLinks] as const,
  request: { params: userIdParam },
  responses: {
    200: applicantResponse('All links have ended.', 'awaiting_id_photo', 'approved'),
    ...keyedResponses('applicant_not_found', 'gone'),
  },
});

/** The routes that make and end links to the applicant's pages. */
export const onboardingLinks = createRouter()
  .openapi(renew, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const renewed = await object.renewOnboardingLink(actorOf(c.get('caller')));
    if (!renewed.ok) return refusalProblem(c, renewed.refusal);
    const { applicant, linkGeneration } = renewed.value;
    return c.json(await withOnboardingUrl(applicant, linkGeneration, c.env, c.get('services')), 201);
  })
  .openapi(end, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const ended = await object.endOnboardingLinks(actorOf(c.get('caller')));
    if (ended.ok) return c.json(ended.value, 200);
    return ended.refusal.code === 'wrong_status' ? gone(c) : applicantNotFound(c);
  });
