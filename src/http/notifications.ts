/** `POST …/notifications/resend`: sends again what the customer's endpoint never took. */
import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from './auth.ts';
import { jsonBody } from './body.ts';
import { IDEMPOTENCY_PROBLEMS, idempotencyHeader, idempotent } from './idempotency.ts';
import { keyedResponses, notFound } from './problem.ts';
import { createRouter } from './router.ts';
import { userIdParam } from './schema.ts';

const resentSchema = z.object({
  user_id: z.string(),
  /** Of the events that are told of, oldest first. */
  resent: z.array(z.int()),
});

const resend = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/notifications/resend',
  middleware: [requireScope('applicants'), jsonBody, idempotent] as const,
  request: { params: userIdParam, headers: idempotencyHeader },
  responses: {
    200: {
      description:
        'The `seq` of each notification that had been given up and is now sent again; none where all were taken.',
      content: { 'application/json': { schema: resentSchema } },
    },
    ...keyedResponses('invalid_json', 'body_too_large', 'applicant_not_found', ...IDEMPOTENCY_PROBLEMS),
  },
});

/** The resending. */
export const notifications = createRouter().openapi(resend, async (c) => {
  const { user_id } = c.req.valid('param');
  const resent = await c.env.APPLICANTS.getByName(user_id).resendNotifications();
  return resent ? c.json({ user_id, resent: [...resent] }, 200) : notFound(c);
});
