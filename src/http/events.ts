/** `GET …/events`: the hash-chained log, from the object itself. */
import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from './auth.ts';
import { pageQuery } from './cursor.ts';
import { keyedResponses, notFound } from './problem.ts';
import { createRouter } from './router.ts';
import { instant, pageResponse, userIdParam } from './schema.ts';

/** By type. Not narrowed, so that an event is answered as it was hashed. */
const dataSchema = z.record(z.string(), z.json());

const eventSchema = z.object({
  seq: z.int(),
  type: z.string(),
  at: instant,
  actor: z.string(),
  data: dataSchema,
  prev_hash: z.string(),
  hash: z.string(),
});

const list = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}/events',
  middleware: [requireScope('audit')] as const,
  request: {
    params: userIdParam,
    query: z.object({ ...pageQuery, cursor: z.coerce.number().int().min(0).optional() }),
  },
  responses: {
    200: pageResponse('The log, oldest first.', eventSchema),
    ...keyedResponses('applicant_not_found'),
  },
});

/** The log's pages; the cursor is the last event's number. */
export const events = createRouter().openapi(list, async (c) => {
  const { limit, cursor = 0 } = c.req.valid('query');
  const log = await c.env.APPLICANTS.getByName(c.req.valid('param').user_id).events(cursor, limit + 1);
  if (!log) return notFound(c);
  const data = log
    .slice(0, limit)
    .map((event) => ({ ...event, data: dataSchema.parse(JSON.parse(event.data)) }));
  const next_cursor = log.length > limit ? String(data.at(-1)?.seq) : null;
  return c.json({ data, next_cursor }, 200);
});
