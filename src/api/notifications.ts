/** `POST …/notifications/resend`: sends the notifications again that the customer's endpoint never accepted. */

import { createRoute, z } from '@hono/zod-openapi';
import { userIdParam } from '#src/contract/applicant.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { jsonBody } from '#src/http/body.ts';
import { refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { noQuery } from './cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from './idempotency/idempotent.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { idempotencyKey } from './openapi/references.ts';
import { createRouter } from './router.ts';

const resentSchema = z
  .object({
    user_id: userIdSchema,
    resent: z
      .array(z.int())
      .describe('The `seq` of each that is sent again, oldest first; none where all were taken.'),
  })
  .openapi('Resent', { examples: [{ user_id: 'user-12345', resent: [2, 9] }] });

const resend = createRoute({
  method: 'post',
  path: '/v1/applicants/{user_id}/notifications/resend',
  operationId: 'resendNotifications',
  tags: ['Notifications'],
  summary: 'Send notifications again',
  description:
    'A notification that your endpoint never took is tried for three days and then kept. This sends those of the applicant again, ' +
    'under the ids that they had.',
  security: [{ apiKey: ['applicants'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('applicants'), jsonBody, idempotent] as const,
  request: { params: userIdParam, ...noQuery },
  responses: {
    200: {
      description: 'They are on their way.',
      content: { 'application/json': { schema: resentSchema } },
    },
    ...keyedResponses('invalid_json', 'body_too_large', 'applicant_not_found', ...IDEMPOTENCY_PROBLEMS),
  },
});

/** The route that sends parked notifications again. */
export const notifications = createRouter().openapi(resend, async (c) => {
  const { user_id } = c.req.valid('param');
  const resent = await applicantOf(c.env, user_id).resendNotifications();
  return resent.ok ? c.json({ user_id, resent: [...resent.value] }, 200) : refusalProblem(c, resent.refusal);
});
