/**
 * Applicants whose log was to be copied after a pause and never was, since the alarm that was to do it is lost. Their
 * `wake_at` does not tell: it would be written with each change of everybody. So all who are awaited are looked through.
 */
import { idsOf, seqIn } from './event-batches.ts';

/** Of those, how many are read at a time; a run of the cron has a thousand database calls. */
const PAGE = 2_000;

const PAUSES = ['awaiting_id_photo', 'awaiting_liveness'] as const;

/** Marks them as due `now` (ms since the epoch), and says how many. Throws when D1 is out of reach. */
export async function callLateCopies(db: D1Database, now: number): Promise<number> {
  let called = 0;
  for (const status of PAUSES) {
    for (let after = { at: '', userId: '' }; ; ) {
      const rows = await page(db, status, after);
      const late = rows.filter((row) => row.late === 1).map((row) => row.user_id);
      if (late.length > 0) await call(db, late, now);
      called += late.length;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = { at: last.created_at, userId: last.user_id };
    }
  }
  return called;
}

async function page(db: D1Database, status: string, after: { at: string; userId: string }) {
  const query = `SELECT a.user_id, a.created_at, a.seq >
      (SELECT ${seqIn('coalesce(max(id), 0)')} FROM event_batches WHERE id ${idsOf('a.log_no')}) AS late
    FROM applicants a WHERE a.status = ? AND (a.created_at, a.user_id) > (?, ?)
    ORDER BY a.created_at, a.user_id LIMIT ${PAGE}`;
  type Row = { user_id: string; created_at: string; late: number };
  return (await db.prepare(query).bind(status, after.at, after.userId).all<Row>()).results;
}

async function call(db: D1Database, userIds: readonly string[], now: number): Promise<void> {
  const query = `UPDATE applicants SET wake_at = min(?1, coalesce(wake_at, ?1))
    WHERE user_id IN (SELECT value FROM json_each(?2))`;
  await db.prepare(query).bind(now, JSON.stringify(userIds)).run();
}
