/**
 * The overview's numbers, counted by D1 over the applicants created since a moment. D1 may be seconds behind the logs.
 */

import { z } from 'zod';
import { DECIDED, ERASED_AS_KNOWN, STEPS, upTo } from '../funnel-columns.ts';
import { firstIdOf, ID_BITS } from '../row.ts';

/** A count of applicants. `key` is a reason, or the number of a bucket from 0. */
export type Count = { readonly key: string; readonly n: number };

/** The numbers of the overview. */
export type Overview = {
  /** By day of creation (UTC) and present status. */
  readonly days: readonly { readonly day: string; readonly status: string; readonly n: number }[];
  /** The number created, then for each of `STEPS` how many took it and all steps before it. */
  readonly funnel: readonly number[];
  /** Decided without all steps up to `liveness_passed`, so not in the funnel's count of decided. */
  readonly decidedWithoutLiveness: number;
  /** Decided or in review (`of`), of them ever in review (`reviewed`), and these by reason; one may have several. */
  readonly review: { readonly of: number; readonly reviewed: number; readonly reasons: readonly Count[] };
  /** By the time from creation to decision; the buckets are those of `UP_TO_MINUTES`. */
  readonly decided: readonly Count[];
  /** By the similarity of the two photos, in `BUCKETS` buckets. */
  readonly similarity: readonly Count[];
  /** By the similarity of the most similar face of somebody else, in `BUCKETS` buckets. */
  readonly bestHit: readonly Count[];
};

/** The upper ends of the buckets of times to decision, in minutes. Longer times are in one more bucket. */
export const UP_TO_MINUTES = [1, 10, 60, 1_440] as const;
/** The number of equal buckets for a score from 0 to 1. */
export const BUCKETS = 20;

const SETTLED = `(funnel_steps & ${DECIDED} <> 0 OR status = 'in_review')`;
const PASSED = upTo('liveness_passed');
const taken = STEPS.map((step) => `coalesce(sum(funnel_steps & ${upTo(step)} = ${upTo(step)}), 0)`).join(
  ', ',
);
const FUNNEL = `json_array(count(*), ${taken}, coalesce(sum(funnel_steps & ${DECIDED} <> 0 AND funnel_steps & ${PASSED} <> ${PASSED}), 0),
  coalesce(sum(${SETTLED}), 0), coalesce(sum(${SETTLED} AND reviewed_for <> '[]'), 0))`;
/** SQL: no customer from before, of whom nothing is asked until an onboarding begins, nor one who was erased as that. */
const ONBOARDED = `status <> 'known' AND funnel_steps & ${ERASED_AS_KNOWN} = 0`;
/** SQL: JSON columns where they are JSON: one row of somebody else must not end the count. */
const jsonOr = (column: string, otherwise: string) => `iif(json_valid(${column}), ${column}, '${otherwise}')`;
const DOCUMENT = jsonOr('document', '{}');
const HIT = `iif(type = 'object', value, '{}')`;
const FOREIGN = `coalesce(
  (SELECT max(${HIT} ->> 'similarity') FROM json_each(${DOCUMENT}, '$.dedupe.hits') WHERE NOT (${HIT} ->> 'self')),
  ${DOCUMENT} ->> '$.dedupe.near[0]')`;
/** The most reasons that are counted, and the most characters of each: ours are fewer and shorter. */
const [MOST_REASONS, MOST_CHARACTERS] = [100, 64];
const CREATED = `(id >> ${ID_BITS}) / 1000.0`;
const bucketOf = (score: string) => `min(${BUCKETS - 1}, CAST(${score} * ${BUCKETS} AS INTEGER))`;
const DECIDED_AT = `${DOCUMENT} ->> '$.decided_at'`;
const SIMILARITY = `(${DOCUMENT} ->> '$.match.similarity')`;
const MINUTES = `(julianday(${DECIDED_AT}) - julianday(${CREATED}, 'unixepoch')) * 1440`;
const cases = UP_TO_MINUTES.map((minutes, index) => `WHEN ${MINUTES} < ${minutes} THEN ${index}`).join(' ');

const sumsSchema = z.array(z.number()).length(STEPS.length + 4);

/** Reads the overview, with six scans of the applicants created since. @param since RFC 3339 UTC */
export async function readOverview(db: D1Database, since: string): Promise<Overview> {
  const grouped = (key: string, where: string) =>
    `SELECT CAST(${key} AS TEXT) AS key, count(*) AS n FROM applicants WHERE id >= ?1 AND ${ONBOARDED} AND ${where} GROUP BY 1`;
  const [days, sums, ...counts] = await db.batch<{ key: string; status: string; n: number }>(
    [
      `SELECT date(${CREATED}, 'unixepoch') AS key, status, count(*) AS n FROM applicants WHERE id >= ?1 AND ${ONBOARDED} GROUP BY 1, 2`,
      `SELECT ${FUNNEL} AS key FROM applicants WHERE id >= ?1 AND ${ONBOARDED}`,
      `SELECT substr(value, 1, ${MOST_CHARACTERS}) AS key, count(*) AS n FROM applicants, json_each(${jsonOr('reviewed_for', '[]')})
        WHERE applicants.id >= ?1 AND ${SETTLED} AND value IS NOT NULL GROUP BY 1 ORDER BY n DESC, key LIMIT ${MOST_REASONS}`,
      grouped(`CASE ${cases} ELSE ${UP_TO_MINUTES.length} END`, `${DECIDED_AT} IS NOT NULL`),
      grouped(bucketOf(SIMILARITY), `${SIMILARITY} IS NOT NULL`),
      grouped(bucketOf(FOREIGN), `${FOREIGN} IS NOT NULL`),
    ].map((query) => db.prepare(query).bind(firstIdOf(Date.parse(since)))),
  );
  const [reasons = [], decided = [], similarity = [], bestHit = []] = counts.map(({ results }) => results);
  const byDay = (days?.results ?? []).map(({ key: day, status, n }) => ({ day, status, n }));
  const funnel = sumsSchema.parse(JSON.parse(sums?.results[0]?.key ?? '[]'));
  const [decidedWithoutLiveness = 0, of = 0, reviewed = 0] = funnel.splice(1 + STEPS.length);
  const review = { of, reviewed, reasons };
  return { days: byDay, funnel, decidedWithoutLiveness, review, decided, similarity, bestHit };
}
