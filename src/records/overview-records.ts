/** The overview's numbers, counted by D1 over the applicants created since a moment. Copies that may be seconds behind. */

/** How many of what. `key` is a day, a reason, or the number of a bucket. */
export type Count = { readonly key: string; readonly n: number };

/** All of the overview. */
export type Overview = {
  readonly days: readonly { readonly day: string; readonly status: string; readonly n: number }[];
  readonly reasons: readonly Count[];
  /** Minutes from creation to the decision, by the number of `UP_TO_MINUTES` that it falls under. */
  readonly decided: readonly Count[];
  /** Twentieths of the similarity of the two photos, and of the most alike face of somebody else. */
  readonly similarity: readonly Count[];
  readonly bestHit: readonly Count[];
};

/** The upper ends of the times to decision; what is above the last is a bucket of its own. */
export const UP_TO_MINUTES = [1, 10, 60, 1_440] as const;
/** Buckets of a score from 0 to 1. */
export const BUCKETS = 20;

const FOREIGN = `(SELECT max(value ->> 'similarity') FROM json_each(document, '$.dedupe.hits') WHERE NOT (value ->> 'self'))`;
const bucketOf = (score: string) => `min(${BUCKETS - 1}, CAST(${score} * ${BUCKETS} AS INTEGER))`;
const MINUTES = `(julianday(document ->> '$.decided_at') - julianday(created_at)) * 1440`;
const cases = UP_TO_MINUTES.map((minutes, index) => `WHEN ${MINUTES} < ${minutes} THEN ${index}`).join(' ');

/** Reads it. @param since RFC 3339 UTC */
export async function readOverview(db: D1Database, since: string): Promise<Overview> {
  const grouped = (key: string, where: string) =>
    `SELECT CAST(${key} AS TEXT) AS key, count(*) AS n FROM applicants WHERE created_at >= ?1 AND ${where} GROUP BY 1`;
  const [days, ...counts] = await db.batch<{ key: string; status: string; n: number }>(
    [
      `SELECT substr(created_at, 1, 10) AS key, status, count(*) AS n FROM applicants WHERE created_at >= ?1 GROUP BY 1, 2`,
      `SELECT reason AS key, count(*) AS n FROM reasons WHERE created_at >= ?1 GROUP BY 1 ORDER BY n DESC`,
      grouped(`CASE ${cases} ELSE ${UP_TO_MINUTES.length} END`, `document ->> '$.decided_at' IS NOT NULL`),
      grouped(
        bucketOf(`(document ->> '$.match.similarity')`),
        `document ->> '$.match.similarity' IS NOT NULL`,
      ),
      grouped(bucketOf(FOREIGN), `${FOREIGN} IS NOT NULL`),
    ].map((query) => db.prepare(query).bind(since)),
  );
  const [reasons = [], decided = [], similarity = [], bestHit = []] = counts.map(({ results }) => results);
  const byDay = (days?.results ?? []).map(({ key: day, status, n }) => ({ day, status, n }));
  return { days: byDay, reasons, decided, similarity, bestHit };
}
