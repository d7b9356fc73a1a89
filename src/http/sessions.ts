/** `POST …/sessions`: starts liveness. */
import { createRoute } from '@hono/zod-openapi';
import { requireScope } from './auth.ts';
import { jsonBody } from './body.ts';
import { IDEMPOTENCY_PROBLEMS, idempotencyHeader, idempotent } from './idempotency.ts';
import { keyedResponses, problem, refused } from './problem.ts';
import { actorOf, createRouter } from './router.ts';
import { consentOf, sessionSchema, startSessionSchema, userIdParam } from './schema.ts';

const content = { 'application/json': { schema: sessionSchema } };
const start = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/sessions',
  middleware: [requireScope('applicants'), jsonBody, idempotent] as const,
  request: {
    headers: idempotencyHeader,
    params: userIdParam,
    body: { content: { 'application/json': { schema: startSessionSchema } } },
  },
  responses: {
    200: { description: 'The session that is open already.', content },
    201: { description: 'A new session; send the applicant to its session_url.', content },
    ...keyedResponses(
      'invalid_json',
      'body_too_large',
      ...IDEMPOTENCY_PROBLEMS,
      'applicant_not_found',
      'wrong_status',
      'session_limit_reached',
      'consent_required',
      'ilive_unavailable',
    ),
  },
});

/** The start. */
export const sessions = createRouter().openapi(start, async (c) => {
  const { redirect_url: redirectUrl = null, consent } = startSessionSchema.parse(c.req.valid('json'));
  const object = c.env.APPLICANTS.getByName(c.req.valid('param').user_id);
  const started = await object.startSession(
    { redirectUrl, consent: consentOf(consent) },
    actorOf(c.get('caller')),
  );
  if (started.ok) return c.json(started.session, started.created ? 201 : 200);
  if (started.refusal.code !== 'ilive_unavailable') return refused(c, started.refusal);
  return problem(c, 'ilive_unavailable', {
    detail: 'No session could be started. Try again in a few seconds.',
  });
});
