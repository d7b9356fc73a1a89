/** Reads a page of the queue from D1, and its tag: the open page asks for the list only when it can look different. */
import type { Context } from 'hono';
import type { Position } from '#src/d1/applicants.ts';
import { createReviewRecords } from '#src/d1/console/queue-counts.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { readD1 } from '#src/platform/storage.ts';
import { filterOf } from './filter.ts';
import { listCases } from './next.ts';
import type { Queue } from './queue-page.tsx';
import { viewerOf } from './viewer.ts';

/** Cases on a page. */
const MOST_ROWS = 50;
/** Waiting times grow and claims run out without a change in D1: the list is made again this often (ms). */
const LIST_LASTS_MS = 15_000;

/**
 * Reads the tag of the list, with one row of D1. It must be read before the list: what changes in between is then asked
 * for once more. It is weak, for a proxy may compress the body.
 * @returns null when it is not known, so that the list must be made each time
 */
export async function readTag(c: Context<HttpEnv>): Promise<string | null> {
  const changes = await readD1(() => createReviewRecords(c.env.DB).changes());
  return changes === null ? null : `W/"${changes}-${Math.floor(Date.now() / LIST_LASTS_MS)}"`;
}

/** Reads a page of the queue. The filter, and where the page starts, stand in the address. */
export async function readQueue(c: Context<HttpEnv>, tag: string | null): Promise<Queue> {
  const [filter, viewer, now] = [filterOf(c), viewerOf(c), Date.now()];
  const { records, config } = c.get('services');
  const from = positionIn(c.req.query('from'));
  const { rows, next } = await listCases(records, filter, from, MOST_ROWS, viewer);
  const counts = await readD1(() => createReviewRecords(c.env.DB).counts());
  const nextFrom = next && `${next.at}-${next.id}`;
  return {
    waiting: rows.map(({ document }) => document),
    ...{ counts, filter, viewer, now, nextFrom, tag },
    from: from ? c.req.query('from') : undefined,
    titleField: config.CONSOLE_TITLE_FIELD,
  };
}

/** Reads where a page starts, null for the head of the queue. */
function positionIn(text: string | undefined): Position | null {
  const [, at, id] = /^(\d{1,15})-(\d{1,16})$/.exec(text ?? '') ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id: Number(id) };
}
