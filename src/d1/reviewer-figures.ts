/**
 * The figures about reviewers, for their supervisors. One row for each decision, written with the applicant's row, so
 * that an onboarding without a review pays nothing for it. They are data about employees, and kept for a fixed time.
 */
import { z } from 'zod';
import type { State } from '#src/core/model.ts';
import { lenientCount, readableRows } from './lenient.ts';

/** How long decisions are kept: the longest period of the overview, and two days of difference between clocks. */
export const KEPT_MS = 92 * 86_400_000;
/** How many decisions one page counts at most, the newest, and how many reviewers it lists. */
export const MOST_DECISIONS = 50_000;
const MOST_REVIEWERS = 500;
/** How many old ones one night removes. */
const MOST_REMOVED = 50_000;

/** A decision as D1 has it. */
export type DecisionRow = {
  readonly seq: number;
  readonly atMs: number;
  readonly reviewer: string;
  readonly kind: string;
  readonly decision: string;
  readonly tookMs: number | null;
  readonly secondLook: string | null;
  readonly overturned: number;
};

/**
 * Returns the decisions of an applicant that are still counted.
 * @param nameOf gives the name under which the API shows an actor of the log
 * @param now ms since the epoch
 */
export function decisionRowsOf(
  { reviewerFigures }: State,
  nameOf: (actor: string) => string,
  now: number,
): readonly DecisionRow[] {
  return reviewerFigures
    .map(({ at, by, overturned, ...figure }) => ({
      ...figure,
      atMs: Date.parse(at),
      reviewer: nameOf(by),
      overturned: overturned ? 1 : 0,
    }))
    .filter(({ atMs }) => atMs > now - KEPT_MS);
}

const ADD = `INSERT INTO review_decisions (at_ms, user_id, seq, reviewer, kind, decision, took_ms, second_look, overturned)
  SELECT value ->> 'atMs', ?1, value ->> 'seq', value ->> 'reviewer', value ->> 'kind', value ->> 'decision', value ->> 'tookMs',
    value ->> 'secondLook', value ->> 'overturned' FROM json_each(?2) WHERE true
  ON CONFLICT DO UPDATE SET second_look = excluded.second_look, overturned = excluded.overturned
  WHERE (second_look, overturned) IS NOT (excluded.second_look, excluded.overturned)`;

/** Makes the statement that writes decisions. Those that D1 has already cost nothing, unless one has changed. */
export function addDecisions(db: D1Database, userId: string, decisions: readonly DecisionRow[]) {
  return db.prepare(ADD).bind(userId, JSON.stringify(decisions));
}

/** Removes decisions that are not counted any more. @param now ms since the epoch @throws when D1 cannot be reached */
export async function removeOldDecisions(db: D1Database, now: number): Promise<void> {
  const old = `SELECT at_ms, user_id, seq FROM review_decisions WHERE at_ms <= ? ORDER BY at_ms LIMIT ${MOST_REMOVED}`;
  await db
    .prepare(`DELETE FROM review_decisions WHERE (at_ms, user_id, seq) IN (${old})`)
    .bind(now - KEPT_MS)
    .run();
}

const rowSchema = z.object({
  reviewer: z.string(),
  decided: lenientCount,
  proposed: lenientCount,
  agreed: lenientCount,
  disagreed: lenientCount,
  overturned: lenientCount,
  median_ms: z.number().nonnegative().nullable().catch(null),
});

/** The figures of one reviewer in a period. `median_ms`: from the claim to the decision; null without one. */
export type ReviewerRow = z.infer<typeof rowSchema>;

const COUNTED = `SELECT * FROM review_decisions WHERE at_ms >= ?1 ORDER BY at_ms DESC LIMIT ${MOST_DECISIONS}`;
const QUERY = `WITH counted AS MATERIALIZED (${COUNTED}),
  timed AS (SELECT reviewer, took_ms, row_number() OVER (PARTITION BY reviewer ORDER BY took_ms) AS nth,
    count(*) OVER (PARTITION BY reviewer) AS n FROM counted WHERE took_ms IS NOT NULL),
  medians AS (SELECT reviewer, avg(took_ms) AS median_ms FROM timed WHERE nth IN ((n + 1) / 2, (n + 2) / 2) GROUP BY reviewer)
  SELECT substr(c.reviewer, 1, 320) AS reviewer, sum(kind = 'decided') AS decided, sum(kind = 'proposed') AS proposed,
    total(second_look = 'agreed') AS agreed, total(second_look = 'disagreed') AS disagreed, sum(overturned <> 0) AS overturned,
    max(m.median_ms) AS median_ms
  FROM counted c LEFT JOIN medians m ON m.reviewer = c.reviewer GROUP BY c.reviewer
  ORDER BY decided DESC, c.reviewer LIMIT ${MOST_REVIEWERS}`;

/**
 * Reads the figures of all reviewers, those with the most decisions first.
 * @param since RFC 3339 UTC
 * @throws when D1 cannot be reached
 */
export async function readReviewerFigures(db: D1Database, since: string): Promise<readonly ReviewerRow[]> {
  const { results } = await db.prepare(QUERY).bind(Date.parse(since)).all();
  return readableRows(rowSchema, results);
}
