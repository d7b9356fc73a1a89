/** `POST …/sessions`: starts a liveness session. */

import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { sessionSchema, userIdParam } from '#src/contract/applicant.ts';
import { consentOf, startSessionSchema } from '#src/contract/requests.ts';
import { jsonBody } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { countRequest, tooManyRequests } from '#src/http/request-limits.ts';
import { applicantObjectId, applicantOf } from '#src/platform/objects.ts';
import { secondsUntil } from '#src/platform/retry-after.ts';
import { requireScope } from './auth.ts';
import { noQuery } from './cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from './idempotency/idempotent.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { examplesOf, idempotencyKey } from './openapi/references.ts';
import { actorOf, createRouter } from './router.ts';

/** Refuses too many starts of one applicant. Comes before `idempotent`, so that a refused start takes up no key. */
const limitStarts = createMiddleware<HttpEnv>(async function limitStarts(c, next) {
  const objectId = applicantObjectId(c.env, c.req.param('user_id') ?? '');
  const waitS = await countRequest(c.env, 'STARTS_OF_APPLICANT', objectId);
  return waitS === null ? next() : tooManyRequests(c, waitS);
});

const content = { 'application/json': { schema: sessionSchema, examples: examplesOf(['session']) } };
const start = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/sessions',
  operationId: 'startSession',
  tags: ['Applicants'],
  summary: 'Start liveness',
  description:
    "Opens a session at iLive. Send the applicant's browser to its `session_url`; the verdict comes by itself, and the applicant back to " +
    'your `redirect_url`. While a session is open this answers the same one. Only in `awaiting_liveness`. Where the operator requires ' +
    'consent, it must have come with the applicant, or come with this. Consent may change 20 times in a UTC day, then 429 `rate_limited`.',
  security: [{ apiKey: ['applicants'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('applicants'), limitStarts, jsonBody, idempotent] as const,
  request: {
    params: userIdParam,
    ...noQuery,
    body: {
      description: 'Where to come back to.',
      content: { 'application/json': { schema: startSessionSchema } },
    },
  },
  responses: {
    200: { description: 'The session that is open already.', content },
    201: { description: 'A new session; send the applicant to its session_url.', content },
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      'applicant_not_found',
      ...IDEMPOTENCY_PROBLEMS,
      'wrong_status',
      'session_limit_reached',
      'consent_required',
      'ilive_unavailable',
    ),
  },
});

/** The route that starts a liveness session, or returns the open one. */
export const sessions = createRouter().openapi(start, async (c) => {
  const { redirect_url: redirectUrl = null, consent } = startSessionSchema.parse(c.req.valid('json'));
  const given = { redirectUrl, consent: consentOf(consent) };
  const object = applicantOf(c.env, c.req.valid('param').user_id);
  const started = await object.startSession(given, actorOf(c.get('caller')));
  if (started.ok) return c.json(started.value.session, started.value.created ? 201 : 200);
  if (started.refusal.code === 'budget_used_up') {
    return tooManyRequests(
      c,
      secondsUntil(started.refusal.retryAt),
      'No session can be started now: the budget of the day is used up, or cannot be checked.',
    );
  }
  if (started.refusal.code !== 'ilive_unavailable') return refusalProblem(c, started.refusal);
  return problem(c, 'ilive_unavailable', {
    detail: 'No session could be started. Try again in a few seconds.',
  });
});
