/** How the queue and the checks stand now, for the overview. Each count is by an index and of a bounded number of rows. */
import { z } from 'zod';
import type { Reason } from '#src/core/reasons.ts';
import { lenientCount, readableRows } from '../lenient.ts';

/** Counts stop here. */
export const MOST_COUNTED = 1_000;
/** How many applicants in `verifying` are looked at, those created first; and how many of the stuck ones are listed. */
const [MOST_VERIFYING, MOST_LISTED] = [1_000, 20];

/** How many cases are open for longer than each of the given times, at most `MOST_COUNTED`, in their order. */
export type Ages = readonly number[];

/** What is read. */
export type QueueHealth = {
  readonly all: Ages;
  readonly byReason: ReadonlyMap<string, Ages>;
  /** Cases that opened before the given time, at most `MOST_COUNTED`; null when cases have no due time. */
  readonly overdue: number | null;
  /** Applicants in `verifying` without any progress since the given time: how many, and those that wait longest. */
  readonly stuck: number;
  readonly longestStuck: readonly { readonly user_id: string; readonly moved_ms: number }[];
  /** Notifications that were given up. */
  readonly parked: number;
};

const some = (from: string) => `(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${MOST_COUNTED}))`;
const BY_REASON = `SELECT r.value AS reason, b.key AS nth,
  ${some('reasons WHERE reason = r.value AND review_opened_ms < b.value')} AS n FROM json_each(?1) r CROSS JOIN json_each(?2) b`;
const ALL = `SELECT b.key AS nth, ${some('applicants WHERE review_opened_ms < b.value')} AS n FROM json_each(?1) b`;
const VERIFYING = `(SELECT user_id, moved_ms FROM applicants WHERE status = 'verifying' ORDER BY id LIMIT ${MOST_VERIFYING})`;
const GAUGES = `SELECT ${some('applicants WHERE review_opened_ms < ?1')} AS overdue,
  (SELECT count(*) FROM ${VERIFYING} WHERE moved_ms < ?2) AS stuck,
  (SELECT n FROM unfinished_counts WHERE kind = 'notification_parked') AS parked`;
const STUCK = `SELECT substr(user_id, 1, 120) AS user_id, moved_ms FROM ${VERIFYING} WHERE moved_ms < ?1
  ORDER BY moved_ms LIMIT ${MOST_LISTED}`;

const countsSchema = z.array(z.object({ reason: z.string().optional(), nth: z.int(), n: z.int() }));
const gaugesSchema = z.object({ overdue: z.int(), stuck: z.int(), parked: lenientCount });
const stuckSchema = z.object({ user_id: z.string(), moved_ms: z.int().nonnegative() });

/**
 * Reads it all in one call. Times are in ms since the epoch.
 * @param reasons those for which cases are counted apart
 * @param openedBefore the times by which cases are counted
 * @param dueBefore a case that opened before it is overdue; null when cases have no due time
 * @param movedBefore an applicant in `verifying` without progress since then is stuck
 * @throws when D1 cannot be reached
 */
export async function readQueueHealth(
  db: D1Database,
  reasons: readonly Reason[],
  openedBefore: readonly number[],
  { dueBefore, movedBefore }: { readonly dueBefore: number | null; readonly movedBefore: number },
): Promise<QueueHealth> {
  const times = JSON.stringify(openedBefore);
  const [byReason, all, gauges, stuck] = await db.batch([
    db.prepare(BY_REASON).bind(JSON.stringify(reasons), times),
    db.prepare(ALL).bind(times),
    db.prepare(GAUGES).bind(dueBefore ?? 0, movedBefore),
    db.prepare(STUCK).bind(movedBefore),
  ]);
  const counts = countsSchema.parse(byReason?.results ?? []);
  const agesOf = (rows: z.infer<typeof countsSchema>): Ages =>
    openedBefore.map((_, index) => rows.find(({ nth }) => nth === index)?.n ?? 0);
  const read = gaugesSchema.parse(gauges?.results[0]);
  return {
    all: agesOf(countsSchema.parse(all?.results ?? [])),
    byReason: new Map(reasons.map((name) => [name, agesOf(counts.filter(({ reason }) => reason === name))])),
    overdue: dueBefore === null ? null : read.overdue,
    stuck: read.stuck,
    longestStuck: readableRows(stuckSchema, stuck?.results ?? []),
    parked: read.parked,
  };
}
