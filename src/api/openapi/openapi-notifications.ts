/** The notifications to the customer's backend, as the `webhooks` of the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { instant, reasonSchema, statusSchema, userIdSchema } from '#src/contract/vocabulary.ts';
import { NOTIFICATION_TYPES, type NotificationType } from '#src/notifications/notification.ts';
import type { Registry } from './openapi-components.ts';

/** The description of each notification. */
const NOTIFICATIONS: Readonly<Record<NotificationType, string>> = {
  'applicant.created': 'The applicant was created.',
  'applicant.awaiting_id_photo': 'The applicant needs another ID photo; `reasons` says why.',
  'applicant.awaiting_liveness':
    'The applicant needs a liveness session: the first, or a new one (`reasons` says why).',
  'applicant.in_review': 'A reviewer must decide; `reasons` says why.',
  'applicant.review_overdue':
    'The case has been open for longer than the operator has set (`REVIEW_DUE_HOURS`): once for each case.',
  'applicant.approved': 'All three checks hold.',
  'applicant.rejected': 'A reviewer has rejected the applicant.',
  'applicant.erased': 'The personal data are gone.',
};

/** The schema of a notification: the applicant's status after one event. Its only personal data is the `user_id`. */
export const notificationSchema = z
  .object({
    type: z.enum(NOTIFICATION_TYPES),
    timestamp: instant.describe('When it happened.'),
    data: z.object({
      user_id: userIdSchema,
      status: statusSchema,
      reasons: z.array(reasonSchema),
      seq: z.int().describe('Of the event. One lower than you have seen is old news.'),
      occurred_at: instant.describe('When it happened.'),
    }),
  })
  .openapi('Notification', {
    description: 'Read the applicant for the rest: notifications can arrive late, twice and out of order.',
    examples: [
      {
        type: 'applicant.approved',
        timestamp: '2026-11-23T09:00:43.000Z',
        data: {
          user_id: 'user-12345',
          status: 'approved',
          reasons: [],
          seq: 9,
          occurred_at: '2026-11-23T09:00:42.800Z',
        },
      },
    ],
  });

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
});
const parameters = [
  header('webhook-id', 'Names the notification; the same in every try. Do what it asks once for each.'),
  header('webhook-timestamp', 'Seconds since 1970, of this try. Refuse what is older than five minutes.'),
  header(
    'webhook-signature',
    '`v1,<base64>`, several separated by spaces while a secret rotates: HMAC-SHA256 over `<id>.<timestamp>.<raw body>`, keyed with the ' +
      'bytes that are the base64 after `whsec_`. Any Standard Webhooks library verifies it.',
  ),
];

/** Registers all notifications. */
export function registerNotifications(registry: Registry): void {
  for (const [name, description] of Object.entries(NOTIFICATIONS)) {
    registry.registerWebhook({
      method: 'post',
      path: name,
      operationId: name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase()),
      tags: ['Notifications'],
      summary: name.replace(/[._]/g, ' '),
      description,
      security: [],
      parameters,
      request: { body: { required: true, content: { 'application/json': { schema: notificationSchema } } } },
      responses: {
        '2XX': { description: 'You have it; answer within seconds, and work afterwards.' },
        '4XX': { description: 'Tried again later, as with any other answer or none.' },
      },
    });
  }
}
