/** When the crons last ran, so that `/status` and `/metrics` show a cron that has stopped. */
import { z } from 'zod';
import { jsonOrNull, lenientCount, lenientTime, readableRows, shortText } from './lenient.ts';

/** `minute`: the sweep. `night`: the checks and the heads of the day. */
export type CronName = 'minute' | 'night';

const rowSchema = z.object({
  name: z.enum(['minute', 'night']),
  started_ms: lenientTime,
  succeeded_ms: lenientTime,
  total: lenientCount,
  details: z
    .string()
    .transform((text) => z.record(z.string(), z.unknown()).catch({}).parse(jsonOrNull(text))),
});

/** The last run of a cron. Times are in ms since the epoch, null where D1 has none that can be read. */
export type CronRun = {
  readonly startedMs: number | null;
  /** When the last run that ended well began; null if none did. */
  readonly succeededMs: number | null;
  /** What all runs together have done: applicants woken by the sweep, heads written by the nights. */
  readonly total: number;
  /** What else is known of the last run that ended well. */
  readonly details: Readonly<Record<string, unknown>>;
};

/** The statement that reads the runs. */
export const CRON_RUNS = `SELECT ${shortText('name')}, started_ms, succeeded_ms, total, ${shortText('details', 2_000)}
  FROM cron_runs WHERE name IN ('minute', 'night')`;

/** Reads the runs out of the rows of that statement. */
export function cronRunsOf(rows: readonly unknown[]): Readonly<Partial<Record<CronName, CronRun>>> {
  const runs = readableRows(rowSchema, rows);
  return Object.fromEntries(
    runs.map(({ name, started_ms, succeeded_ms, total, details }) => [
      name,
      { startedMs: started_ms, succeededMs: succeeded_ms, total, details },
    ]),
  );
}

/** A larger total was not counted by the service. It begins anew, so that a run can still be recorded. */
const MOST_TOTAL = 1_000_000_000_000;

/**
 * Records a run that has ended.
 * @param done how much it has done, and details; null when it failed
 * @throws when D1 cannot be reached
 */
export async function recordCronRun(
  db: D1Database,
  name: CronName,
  startedMs: number,
  done: { readonly count: number; readonly details: object } | null,
): Promise<void> {
  const query = `INSERT INTO cron_runs (name, started_ms, succeeded_ms, total, details) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (name) DO UPDATE SET started_ms = excluded.started_ms, total = iif(total BETWEEN 0 AND ${MOST_TOTAL}, total, 0) + excluded.total,
      succeeded_ms = coalesce(excluded.succeeded_ms, succeeded_ms),
      details = iif(excluded.succeeded_ms IS NULL, details, excluded.details)`;
  const values = [name, startedMs, done && startedMs, done?.count ?? 0, JSON.stringify(done?.details ?? {})];
  await db
    .prepare(query)
    .bind(...values)
    .run();
}
