/** `GET /v1/events`: exports the logs of all applicants, read from their Durable Objects, for backup and audit. */

import { createRoute, z } from '@hono/zod-openapi';
import {
  EXPORT_BEGIN,
  type ExportPorts,
  exportPage,
  exportPositionSchema,
  type Place,
} from '#src/audit/export-logs.ts';
import { type Move, movesFrom } from '#src/d1/moves.ts';
import { userIdsFrom } from '#src/d1/user-ids.ts';
import { isUnreadableLog } from '#src/event-log/event-store.ts';
import { problem } from '#src/http/problem.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import { requireScope } from './auth.ts';
import { cursorSchema, decodeCursor, encodeCursor, wholeNumber } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

/** Typed as `string`, because the router's types treat every media type that ends in `json` as JSON. */
const NDJSON: string = 'application/x-ndjson';
const lines = z.string().openapi({
  description:
    'Each line is an event `{user_id, seq, type, at, actor, data, prev_hash, hash}` with `data` as it was hashed, or `{problem, user_id}` ' +
    'for a log that could not be read: `log_unreadable`, `log_missing` or `out_of_reach`. The last line of the last page counts: ' +
    '`{applicants, events, problems}`, and `moved_since` where that was asked for.',
});

const exportEvents = createRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'exportEvents',
  tags: ['Audit'],
  summary: 'Export all logs',
  description:
    'The logs of all applicants, read from where they live: a line an event (NDJSON), by `user_id` and `seq`. With `moved_since` those ' +
    'that changed since, in the order of the change; a log that changes meanwhile comes again. A log that cannot be read gives one ' +
    'problem line, and the export goes on. `npm run audit:verify` checks the file that the pages make together.',
  security: [{ apiKey: ['audit'] }],
  middleware: [requireScope('audit')] as const,
  request: {
    query: z.strictObject({
      limit: wholeNumber(1, 1_000).default(1_000).openapi({
        description: 'How many events on a page. A page may have fewer and still not be the last.',
      }),
      cursor: cursorSchema.optional().openapi({ description: 'The `X-Next-Cursor` of the page before.' }),
      moved_since: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({
          description:
            'Only logs that changed at this time or later; a look at a photo is no change. For exports that follow each other, ask from ' +
            'some minutes before the last one began: a change counts from when it was made, and may be written later.',
        }),
    }),
  },
  responses: {
    200: {
      description:
        'One line an event (NDJSON). `Link` with `rel="next"` (RFC 8288) leads to the next page and `X-Next-Cursor` is its cursor; ' +
        'both are absent on the last.',
      headers: z.object({
        Link: z.string().optional().openapi({ description: 'To the next page.' }),
        'X-Next-Cursor': z.string().optional().openapi({ description: 'Its cursor.' }),
      }),
      content: { [NDJSON]: { schema: lines } },
    },
    ...keyedResponses(),
  },
});

/** The route that exports all logs, page by page. */
export const eventExport = createRouter().openapi(exportEvents, async (c) => {
  const { limit, cursor, moved_since } = c.req.valid('query');
  const key = cursor === undefined ? undefined : decodeCursor(exportPositionSchema, cursor);
  if (cursor !== undefined && !key)
    return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
  const since = moved_since === undefined ? null : new Date(moved_since).toISOString();
  if (key && key.moved_since !== since)
    return problem(c, 'invalid_request', { detail: 'cursor: is of an export with another moved_since' });
  const at = since === null ? 0 : Math.max(0, Date.parse(since));
  const begin = { ...EXPORT_BEGIN, moved_since: since, at };
  const closing: Record<string, string> = since === null ? {} : { moved_since: since };
  const { lines: pageLines, next } = await exportPage(
    portsOf(c.env, since !== null),
    key ?? begin,
    limit,
    closing,
  );
  if (next) {
    const url = new URL(c.req.url);
    const nextCursor = encodeCursor(next);
    url.search = new URLSearchParams({ limit: String(limit), cursor: nextCursor, ...closing }).toString();
    c.header('Link', `<${url.href}>; rel="next"`);
    c.header('X-Next-Cursor', nextCursor);
  }
  return c.text(pageLines.join(''), 200, { 'content-type': NDJSON });
});

/**
 * Connects the export to D1 and to the applicants' objects.
 * @param byMove true orders the logs by the time of their last change, false by `user_id`
 */
function portsOf(env: Env, byMove: boolean): ExportPorts {
  return {
    async placesFrom({ at, userId }, limit) {
      if (byMove) {
        const { moves, next } = await readD1(() => movesFrom(env.DB, { movedMs: at, userId }, limit));
        return { places: moves.map(placeOf), next: next && placeOf(next) };
      }
      const { userIds, next } = await readD1(() => userIdsFrom(env.DB, userId, limit));
      const toPlace = (id: string) => placeOf({ movedMs: 0, userId: id });
      return { places: userIds.map(toPlace), next: next === null ? null : toPlace(next) };
    },
    async read(userId, after, limit) {
      try {
        const events = await applicantOf(env, userId).events(after, limit);
        return events ? { ok: true, events } : { ok: false, problem: 'log_missing' };
      } catch (error) {
        log('error', 'log_not_exported', { user_id: userId, ...whereabouts(error) });
        return { ok: false, problem: isUnreadableLog(error) ? 'log_unreadable' : 'out_of_reach' };
      }
    },
  };
}

function placeOf({ movedMs, userId }: Move): Place {
  return { at: movedMs, userId };
}
