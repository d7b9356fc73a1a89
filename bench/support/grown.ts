/** A D1 with as many applicants as wanted: rows as the service wrote them for one, copied by SQL under other names. */

/** The part of D1 that filling needs; what Miniflare's and the Worker's have in common. */
export type Database = {
  prepare(query: string): {
    bind(...values: unknown[]): { run(): Promise<{ meta: { size_after?: number } }> };
  };
};

/** One approved applicant, as the service wrote it. */
export type Sample = {
  readonly user: string;
  readonly document: string;
  readonly funnelSteps: number;
  readonly macKey: string;
};

/** Rows of one statement: D1 ends those that take too long. */
const CHUNK = 50_000;
/** Of a hundred: so many wait for a reviewer, as many for the applicant, and the others are approved. */
const STATUS = `CASE WHEN n % 100 < 3 THEN 'in_review' WHEN n % 100 < 6 THEN 'awaiting_liveness' ELSE 'approved' END`;
/** Of a thousand one was claimed. Claims have run out, but for forty. */
const CLAIM = `CASE WHEN n % 1000 = 1 THEN 'anna' END`;
/** One after the other, a million a year, from the beginning of 2026 (ms). */
const AT = '(1767225600000 + n * 31536)';
/** Ids as customers give them, in no order. */
const USER = `printf('bench-grown-%07d', (n * 7919) % 10000000)`;

/** Adds applicants from that number on, below the other. Gives the size in bytes. */
export async function grow(db: Database, sample: Sample, from: number, to: number): Promise<number> {
  let size = 0;
  const insert = async (query: string, start: number, end: number, ...values: unknown[]) => {
    const numbers = `WITH RECURSIVE numbers (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)`;
    const named = query.replaceAll('$user', USER);
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
      `INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, review_opened_ms, queue,
         claimed_by, claimed_until_ms, funnel_steps,
         reviewed_for, document, row_mac, mac_key, wake_ms, moved_ms)
       SELECT ${AT} << 11, $user, 9, hex(randomblob(32)), ${STATUS},
         CASE WHEN n % 100 < 3 THEN '["similarity_low"]' ELSE '[]' END, CASE WHEN n % 100 < 3 THEN ${AT} END,
         CASE WHEN n % 100 = 0 THEN 'senior' WHEN n % 100 < 3 THEN 'standard' END, ${CLAIM},
         CASE WHEN n % 1000 = 1 THEN CASE WHEN n < 40000 THEN 9e12 ELSE 1e12 END END, ?3, '[]',
         replace(?4, ?5, $user), hex(randomblob(32)), ?6, CASE WHEN n % 100 BETWEEN 3 AND 5 THEN 1e13 + n END,
         ${AT} + CASE WHEN n % 100 < 3 THEN 3600000 ELSE 120000 END FROM numbers`,
      start,
      end,
      sample.funnelSteps,
      sample.document,
      sample.user,
      sample.macKey,
    );
    await insert(
      `INSERT INTO sessions SELECT lower(hex(randomblob(4))) || '-' || $user || '-1', $user FROM numbers`,
      start,
      end,
    );
  }
  return size;
}
