/**
 * What `/metrics` and `/status` read from D1: counts that triggers keep, and the oldest of what waits, each by an index.
 * No number of applicants makes it read more than a few thousand rows. D1 may be seconds behind the logs.
 */
import { z } from 'zod';
import { SENIOR } from './console/queue-counts.ts';
import { CRON_RUNS, type CronName, type CronRun, cronRunsOf } from './cron-runs.ts';
import { lenientCount, lenientTime, readableRows, shortText } from './lenient.ts';

/** How many rows a count reads at most; beyond that it stays at this number. */
export const MOST_COUNTED = 1_000;

/** The upper ends of the buckets of the time from verdict to decision, in seconds; the trigger has the same. */
export const DECISION_BUCKETS_S = [1, 2, 5, 10, 30, 60, 300, 1_800, 3_600, 14_400, 86_400] as const;

const endingSchema = z.object({
  outcome: z.string(),
  reason: z.string(),
  up_to: z.string(),
  n: lenientCount,
  seconds: z.number().nonnegative().catch(0),
});
/** Onboardings that ended alike. `reason`: the first that a review was open for, '' without one. `up_to`: a bucket. */
export type Ending = z.infer<typeof endingSchema>;

const countSchema = z.object({ name: z.string(), n: lenientCount });
const gaugesSchema = z.object({
  oldest_review_ms: lenientTime,
  overdue: z.int(),
  verifying: z.int(),
  oldest_verifying_ms: lenientTime,
  alarms_late: z.int(),
});

/** What D1 tells the operator. Times are in ms since the epoch, null for none. */
export type Operations = {
  readonly endings: readonly Ending[];
  /** How many cases were ever opened, by reason. */
  readonly casesOpened: ReadonlyMap<string, number>;
  /** How many are open, by reason; in all under ''. */
  readonly casesOpen: ReadonlyMap<string, number>;
  /** Unfinished work by kind. */
  readonly unfinished: ReadonlyMap<string, number>;
  readonly oldestReviewMs: number | null;
  /** Open cases that opened before the given time. */
  readonly overdue: number;
  readonly verifying: number;
  /** When the row of the longest waiting of the first applicants in `verifying` last moved. */
  readonly oldestVerifyingMs: number | null;
  /** Rows whose object should have woken over a minute ago. */
  readonly alarmsLate: number;
  readonly cron: Readonly<Partial<Record<CronName, CronRun>>>;
};

const few = (rows: string) =>
  `SELECT count(*) FROM (SELECT 1 FROM applicants WHERE ${rows} LIMIT ${MOST_COUNTED})`;
const VERIFYING = `SELECT moved_ms FROM applicants WHERE status = 'verifying' ORDER BY id LIMIT ${MOST_COUNTED}`;
const LATE_MS = 60_000;

const ENDINGS = `SELECT ${['outcome', 'reason', 'up_to'].map((name) => shortText(name, 64)).join(', ')}, n, seconds FROM endings
  LIMIT ${MOST_COUNTED}`;
const COUNTS = [
  `SELECT substr(reason, 1, 64) AS name, n FROM cases_opened LIMIT ${MOST_COUNTED}`,
  `SELECT substr(reason, 1, 64) AS name, n FROM queue_counts WHERE reason <> '${SENIOR}' LIMIT ${MOST_COUNTED}`,
  `SELECT substr(kind, 1, 64) AS name, n FROM unfinished_counts LIMIT ${MOST_COUNTED}`,
] as const;
const GAUGES = `SELECT
  (SELECT review_opened_ms FROM applicants WHERE review_opened_ms IS NOT NULL ORDER BY review_opened_ms LIMIT 1) AS oldest_review_ms,
  (${few('review_opened_ms < ?1')}) AS overdue,
  (SELECT count(*) FROM (${VERIFYING})) AS verifying,
  (SELECT min(moved_ms) FROM (${VERIFYING})) AS oldest_verifying_ms,
  (${few('wake_ms < ?2')}) AS alarms_late`;

/**
 * Reads it all in one call.
 * @param now ms since the epoch
 * @param dueBefore a case that opened before it is overdue (ms since the epoch)
 * @throws when D1 cannot be reached
 */
export async function readOperations(db: D1Database, now: number, dueBefore: number): Promise<Operations> {
  const [endings, opened, open, unfinished, gauges, cron] = (
    await db.batch([
      db.prepare(ENDINGS),
      ...COUNTS.map((query) => db.prepare(query)),
      db.prepare(GAUGES).bind(dueBefore, now - LATE_MS),
      db.prepare(CRON_RUNS),
    ])
  ).map(({ results }) => results);
  const counted = (rows: readonly unknown[] | undefined) =>
    new Map(readableRows(countSchema, rows ?? []).map(({ name, n }) => [name, n]));
  const read = gaugesSchema.parse(gauges?.[0]);
  return {
    endings: readableRows(endingSchema, endings ?? []),
    casesOpened: counted(opened),
    casesOpen: counted(open),
    unfinished: counted(unfinished),
    oldestReviewMs: read.oldest_review_ms,
    overdue: read.overdue,
    verifying: read.verifying,
    oldestVerifyingMs: read.oldest_verifying_ms,
    alarmsLate: read.alarms_late,
    cron: cronRunsOf(cron ?? []),
  };
}

/**
 * Counts the rows whose MAC is by that key. It reads every row, so ask only while `DATA_KEY` is rotated.
 * @throws when D1 cannot be reached
 */
export async function countRowsUnder(db: D1Database, macKey: string): Promise<number> {
  const query = 'SELECT count(*) AS n FROM applicants WHERE mac_key = ?';
  return z.int().parse(await db.prepare(query).bind(macKey).first('n'));
}
