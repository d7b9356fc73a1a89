/** `GET /v1/events`: the copied logs of all applicants, a line an event, for who checks the chains. */
import { createRoute, z } from '@hono/zod-openapi';
import { type CopiedEvent, FIRST_EVENT } from '../records/audit-records.ts';
import { requireScope } from './auth.ts';
import { cursorSchema, decodeCursor, encodeCursor } from './cursor.ts';
import { keyedResponses, problem } from './problem.ts';
import { createRouter } from './router.ts';
import { userIdSchema } from './vocabulary.ts';

/** Typed as any media type: the router's types take one that ends in `json` for JSON. */
const NDJSON: string = 'application/x-ndjson';
const lines = z.string().openapi({
  description:
    'Each line is `{user_id, seq, type, at, actor, data, prev_hash, hash}`, with `data` as it was hashed.',
});
const keySchema = z.tuple([userIdSchema, z.int().positive()]);

const exportEvents = createRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'exportEvents',
  tags: ['Audit'],
  summary: 'Export all logs',
  description:
    'The logs of all applicants, from a copy that may be seconds behind: a line an event (NDJSON), by `user_id` and `seq`. ' +
    '`npm run audit:verify` checks the chains of the file that the pages make together.',
  security: [{ apiKey: ['audit'] }],
  middleware: [requireScope('audit')] as const,
  request: {
    query: z.object({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(1_000)
        .default(1_000)
        .openapi({ description: 'How many on a page.' }),
      cursor: cursorSchema.optional().openapi({ description: 'The `X-Next-Cursor` of the page before.' }),
    }),
  },
  responses: {
    200: {
      description:
        'Events by `user_id` and `seq`, one a line (NDJSON). `Link` with `rel="next"` (RFC 8288) leads to the next page and ' +
        '`X-Next-Cursor` is its cursor; both are absent on the last.',
      headers: z.object({
        Link: z.string().optional().openapi({ description: 'To the next page.' }),
        'X-Next-Cursor': z.string().optional().openapi({ description: 'Its cursor.' }),
      }),
      content: { [NDJSON]: { schema: lines } },
    },
    ...keyedResponses(),
  },
});

/** The export's pages, from the copy in D1. */
export const eventExport = createRouter().openapi(exportEvents, async (c) => {
  const { limit, cursor } = c.req.valid('query');
  const key = cursor === undefined ? undefined : decodeCursor(keySchema, cursor);
  if (cursor !== undefined && !key)
    return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
  const after = key ? { userId: key[0], seq: key[1] } : FIRST_EVENT;
  const events = await c.get('world').auditRecords.events(after, limit + 1);
  const shown = events.slice(0, limit);
  const last = shown.at(-1);
  if (last && events.length > limit) {
    const next = new URL(c.req.url);
    const nextCursor = encodeCursor([last.user_id, last.seq]);
    next.search = new URLSearchParams({ limit: String(limit), cursor: nextCursor }).toString();
    c.header('Link', `<${next.href}>; rel="next"`);
    c.header('X-Next-Cursor', nextCursor);
  }
  return c.text(shown.map(toLine).join(''), 200, { 'content-type': NDJSON });
});

function toLine({ user_id, seq, type, at, actor, data, prev_hash, hash }: CopiedEvent): string {
  return `${JSON.stringify({ user_id, seq, type, at, actor, data: asHashed(data), prev_hash, hash })}\n`;
}

/** The value that was hashed. What somebody made unreadable in D1 is shown as the text it is: it fits no hash, and hides no line. */
function asHashed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
