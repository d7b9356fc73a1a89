/** A D1 with as many applicants as wanted: rows as the service wrote them for one, copied by SQL under other names. */

/** The part of D1 that filling needs; what Miniflare's and the Worker's have in common. */
export type Database = {
  prepare(query: string): {
    bind(...values: unknown[]): { run(): Promise<{ meta: { size_after?: number } }> };
  };
};

/** One applicant's rows. */
export type Sample = {
  readonly user: string;
  readonly document: string;
  readonly batches: readonly SampleBatch[];
};

/** A batch of the log's copy as it lies in D1. */
export type SampleBatch = {
  readonly last_seq: number;
  readonly prev_hash: string;
  readonly hash: string;
  readonly events: string;
};

/** Rows of one statement: D1 ends those that take too long. */
const CHUNK = 50_000;
/** Of a hundred: so many wait for a reviewer, as many for the applicant, and the others are approved. */
const STATUS = `CASE WHEN n % 100 < 3 THEN 'in_review' WHEN n % 100 < 6 THEN 'awaiting_liveness' ELSE 'approved' END`;
/** One after the other, a million a year, from the beginning of 2026. */
const AT = `strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n * 31.536, 'unixepoch')`;

/** Adds applicants from that number on, below the other; with their logs where wanted. Gives the size in bytes. */
export async function grow(
  db: Database,
  sample: Sample,
  from: number,
  to: number,
  withEvents: boolean,
): Promise<number> {
  let size = 0;
  const insert = async (query: string, start: number, end: number, ...values: unknown[]) => {
    const numbers = `WITH RECURSIVE numbers (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)`;
    const named = query.replaceAll('$user', `printf('bench-grown-%07d', n)`);
    const { meta } = await db
      .prepare(`${numbers} ${named}`)
      .bind(start, end - 1, ...values)
      .run();
    size = meta.size_after ?? size;
  };
  for (let start = from; start < to; start += CHUNK) {
    const end = Math.min(to, start + CHUNK);
    // `INSERT … WITH` is the same to SQLite as `WITH … INSERT`.
    await insert(
      `INSERT INTO applicants (user_id, seq, status, created_at, review_opened_at, wake_at, document, moved_on, log_no)
       SELECT $user, 9, ${STATUS}, ${AT}, CASE WHEN n % 100 < 3 THEN ${AT} END,
         CASE WHEN n % 100 BETWEEN 3 AND 5 THEN 1e13 + n END, replace(?3, ?4, $user), substr(${AT}, 1, 10),
         n + 1 FROM numbers`,
      start,
      end,
      sample.document,
      sample.user,
    );
    await insert(
      `INSERT INTO reasons SELECT $user, 'similarity_low', 'in_review', ${AT}, ${AT} FROM numbers WHERE n % 100 < 3`,
      start,
      end,
    );
    await insert(`INSERT INTO sessions SELECT 'session-' || $user || '-1', $user FROM numbers`, start, end);
    if (!withEvents) continue;
    await insert(
      `INSERT INTO event_batches SELECT ((n + 1) << 24) + (value ->> 'last_seq'), value ->> 'prev_hash', value ->> 'hash',
         value ->> 'events' FROM numbers, json_each(?3)`,
      start,
      end,
      JSON.stringify(sample.batches),
    );
  }
  return size;
}
