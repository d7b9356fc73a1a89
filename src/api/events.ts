/** `GET …/events`: the hash-chained log of one applicant, read from its Durable Object. */

import { createRoute, z } from '@hono/zod-openapi';
import { userIdParam } from '#src/contract/applicant.ts';
import { eventOf, eventSchema } from '#src/contract/event.ts';
import { applicantNotFound } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { pageQuery, pageResponse, wholeNumber } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

const cursorSchema = wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().openapi({
  description: 'The `next_cursor` of the page before: the `seq` after which to go on.',
});

const list = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}/events',
  operationId: 'listEvents',
  tags: ['Audit'],
  summary: "Read an applicant's log",
  description:
    'Oldest first. Each judgement holds its evidence, threshold, policy version and ruling, so the log alone explains the decision. ' +
    'The hashes chain the events: who keeps the last one can prove that none before it was changed.',
  security: [{ apiKey: ['audit'] }],
  middleware: [requireScope('audit')] as const,
  request: {
    params: userIdParam,
    query: z.strictObject({ ...pageQuery, cursor: cursorSchema }),
  },
  responses: {
    200: pageResponse('The log, oldest first.', 'EventPage', eventSchema, 'event_page'),
    ...keyedResponses('applicant_not_found'),
  },
});

/** The route that lists the events of one applicant. Its cursor is the `seq` of the last event of the page. */
export const events = createRouter().openapi(list, async (c) => {
  const { limit, cursor = 0 } = c.req.valid('query');
  const log = await applicantOf(c.env, c.req.valid('param').user_id).events(cursor, limit + 1);
  if (!log) return applicantNotFound(c);
  const data = log.slice(0, limit).map(eventOf);
  const next_cursor = log.length > limit ? String(data.at(-1)?.seq) : null;
  return c.json({ data, next_cursor }, 200);
});
