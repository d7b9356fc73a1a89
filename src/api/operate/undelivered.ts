/** `GET /v1/notifications` and `POST /v1/notifications/test`: what your endpoint has not accepted, and a try at it. */
import { createRoute, z } from '@hono/zod-openapi';
import { sendObserved } from '#src/config/send-observed.ts';
import { instant, userIdSchema } from '#src/contract/vocabulary.ts';
import { type ListedNotification, listUndelivered } from '#src/d1/unfinished.ts';
import { jsonBody } from '#src/http/body.ts';
import { invalidField, problem } from '#src/http/problem.ts';
import { testMessage } from '#src/notifications/notification.ts';
import { readD1 } from '#src/platform/storage.ts';
import { requireScope } from '../auth.ts';
import { decodeCursor, encodeCursor, noQuery, pageQuery, pageResponse } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { createRouter } from '../router.ts';

const undeliveredSchema = z
  .lazy(() =>
    z.object({
      user_id: userIdSchema,
      seq: z.int().describe('Of the event.'),
      type: z.string().describe('As in the notification.'),
      state: z.enum(['pending', 'parked']),
      occurred_at: instant.describe('When the event happened.'),
      failures: z.int().nullable().describe('Tries that failed in a row; null for a parked one.'),
      last_code: z
        .string()
        .nullable()
        .describe(
          'How the last try failed: `http_<status>`, `timeout` or `unreachable`; null where that is not known.',
        ),
      next_try_at: instant.nullable().describe('Null for a parked one.'),
    }),
  )
  .openapi('UndeliveredNotification');

const list = createRoute({
  method: 'get',
  path: '/v1/notifications',
  operationId: 'listUndeliveredNotifications',
  tags: ['Notifications'],
  summary: 'List undelivered notifications',
  description:
    'Those that your endpoint has refused so far, the newest event first. `pending` are tried again, for three days in all. `parked` are given ' +
    'up until you send them again (`POST /v1/applicants/{user_id}/notifications/resend`).',
  security: [{ apiKey: ['operate'] }],
  middleware: [requireScope('operate')] as const,
  request: {
    query: z.strictObject({
      state: z.enum(['pending', 'parked']).default('parked').openapi({ description: 'Which of them.' }),
      ...pageQuery,
    }),
  },
  responses: {
    200: pageResponse('A page.', 'UndeliveredNotificationPage', undeliveredSchema),
    ...keyedResponses(),
  },
});

const triedSchema = z
  .lazy(() =>
    z.object({
      receiver: z.string().describe('The host of `NOTIFY_URL`.'),
      delivered: z.boolean().describe('Whether the answer was a 2xx.'),
      status: z.int().nullable().describe('The HTTP status of the answer; null without one.'),
      code: z.string().describe('`http_<status>`, `timeout` or `unreachable`.'),
      latency_ms: z.int(),
    }),
  )
  .openapi('TestNotification', {
    examples: [
      { receiver: 'hooks.example.com', delivered: true, status: 204, code: 'http_204', latency_ms: 82 },
    ],
  });

const test = createRoute({
  method: 'post',
  path: '/v1/notifications/test',
  operationId: 'sendTestNotification',
  tags: ['Notifications'],
  summary: 'Send a test notification',
  description:
    'Sends one message of the type `notification.test` to `NOTIFY_URL`, signed like any other, and answers how that went. It is about nobody and is not ' +
    'sent again. 404 while no receiver is set.',
  security: [{ apiKey: ['operate'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('operate'), jsonBody, idempotent] as const,
  request: { ...noQuery },
  responses: {
    200: { description: 'How it went.', content: { 'application/json': { schema: triedSchema } } },
    ...keyedResponses('invalid_json', 'body_too_large', 'not_found', ...IDEMPOTENCY_PROBLEMS),
  },
});

const positionSchema = z.tuple([z.int(), z.string(), z.int()]);

/** The routes about undelivered notifications. */
export const undelivered = createRouter()
  .openapi(list, async (c) => {
    const { state, limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : decodeCursor(positionSchema, cursor);
    if (after === undefined) return invalidField(c, 'cursor', 'is not one of ours');
    const found = await readD1(() => listUndelivered(c.env.DB, state, after, limit + 1));
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const next_cursor =
      found.length > limit && last ? encodeCursor([last.since_ms, last.user_id, last.seq]) : null;
    return c.json({ data: shown.map((row) => viewOf(row, state)), next_cursor }, 200);
  })
  .openapi(test, async (c) => {
    const { receiver, figures } = c.get('services');
    if (!receiver)
      return problem(c, 'not_found', { detail: 'NOTIFY_URL is not set, so there is no receiver.' });
    const { sent, code, latencyMs } = await sendObserved(receiver, testMessage(Date.now()), figures);
    const status = /^http_(\d+)$/.exec(code)?.[1];
    return c.json(
      {
        receiver: new URL(receiver.url).host,
        delivered: sent.ok,
        status: status === undefined ? null : Number(status),
        code,
        latency_ms: latencyMs,
      },
      200,
    );
  });

function viewOf(
  { user_id, seq, since_ms, type, failures, code, nextTryMs }: ListedNotification,
  state: 'pending' | 'parked',
) {
  return {
    user_id,
    seq,
    type,
    state,
    occurred_at: new Date(since_ms).toISOString(),
    failures,
    last_code: code,
    next_try_at: nextTryMs === null ? null : new Date(nextTryMs).toISOString(),
  };
}
