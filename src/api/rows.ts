/** `PUT /v1/rows`: has objects write their rows, to rebuild D1 from the logs. `npm run d1:rebuild` calls it. */

import { createRoute, z } from '@hono/zod-openapi';
import { isUnreadableLog } from '#src/event-log/event-store.ts';
import { jsonBody } from '#src/http/body.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantById } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { noQuery } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

/** The most objects in one request. */
const MOST_OBJECTS = 100;
/** Objects that are called at the same time. */
const AT_ONCE = 10;

const objectIdSchema = z.string().regex(/^[0-9a-f]{64}$/);

const outcomeSchema = z
  .enum(['written', 'unchanged', 'no_log', 'log_shorter', 'log_unreadable', 'unknown_object', 'out_of_reach'])
  .openapi('RowOutcome', {
    description:
      '`written`: the row was missing or differed. `unchanged`: it was right. `no_log`: the object has no applicant. `log_shorter`: the ' +
      'row proves that the log has lost events, so it was left. `log_unreadable`: another version wrote the log. `unknown_object`: not ' +
      'the id of an applicant’s object. `out_of_reach`: the object or D1 did not answer, ask again.',
  });

/** What became of a row. */
type RowOutcome = z.infer<typeof outcomeSchema>;

const writtenSchema = z
  .object({ rows: z.array(z.object({ object_id: objectIdSchema, outcome: outcomeSchema })) })
  .openapi('WrittenRows', { examples: [{ rows: [{ object_id: '0'.repeat(64), outcome: 'written' }] }] });

const write = createRoute({
  method: 'put',
  path: '/v1/rows',
  operationId: 'writeRows',
  tags: ['Service'],
  summary: 'Write rows of D1 from the logs',
  description:
    'After D1 was lost or restored. Each object writes its row of the lists, queue and search from its log, unless the row is right; ' +
    'the log does not change. Objects are named by their ids, which Cloudflare lists: `npm run d1:rebuild` does it for all.',
  security: [{ apiKey: ['operate'] }],
  middleware: [requireScope('operate'), jsonBody] as const,
  request: {
    ...noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ object_ids: z.array(objectIdSchema).min(1).max(MOST_OBJECTS) }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'What became of each row, in the order of the request.',
      content: { 'application/json': { schema: writtenSchema } },
    },
    ...keyedResponses('invalid_json', 'body_too_large'),
  },
});

/** The route that writes rows from the logs. */
export const rows = createRouter().openapi(write, async (c) => {
  const { object_ids } = c.req.valid('json');
  const written: { object_id: string; outcome: RowOutcome }[] = [];
  for (let start = 0; start < object_ids.length; start += AT_ONCE) {
    const ids = object_ids.slice(start, start + AT_ONCE);
    const outcomes = await Promise.all(ids.map((id) => writeRow(c.env, id)));
    outcomes.forEach((outcome, index) => {
      written.push({ object_id: ids[index] ?? '', outcome });
    });
  }
  return c.json({ rows: written }, 200);
});

async function writeRow(env: Env, objectId: string): Promise<RowOutcome> {
  const applicant = objectNamed(env, objectId);
  if (!applicant) return 'unknown_object';
  try {
    return (await applicant.rebuildRow()) ?? 'no_log';
  } catch (error) {
    log('error', 'row_not_rebuilt', { object_id: objectId, ...whereabouts(error) });
    return isUnreadableLog(error) ? 'log_unreadable' : 'out_of_reach';
  }
}

function objectNamed(env: Env, objectId: string) {
  try {
    return applicantById(env, objectId);
  } catch {
    return null;
  }
}
