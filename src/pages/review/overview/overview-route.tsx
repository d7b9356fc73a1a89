/** The overview's route: asks D1 alone, each part bounded. */
import type { Context } from 'hono';
import { z } from 'zod';
import { reasonSchema } from '#src/core/reasons.ts';
import { readOverview } from '#src/d1/console/overview.ts';
import { createReviewRecords } from '#src/d1/console/queue-counts.ts';
import { readQueueHealth } from '#src/d1/console/queue-health.ts';
import { readReviewerFigures } from '#src/d1/reviewer-figures.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { dayOf, daysAfter } from '#src/platform/day.ts';
import { readD1 } from '#src/platform/storage.ts';
import { AGES } from '../filter.ts';
import { consolePage } from '../shell.tsx';
import { OverviewPage, PERIODS } from './overview-page.tsx';
import { STUCK_MINUTES } from './queue-health.tsx';

/** An unknown period counts as none: an old or foreign link must not end in an error. */
const overviewQuery = z.object({ days: z.enum(PERIODS).catch(PERIODS[0]) });

/** Answers with the overview. The figures about reviewers are read only for supervisors. */
export async function showOverview(c: Context<HttpEnv>) {
  const [now, db] = [Date.now(), c.env.DB];
  const today = dayOf(now);
  const { days: period } = overviewQuery.parse(c.req.query());
  const since = `${daysAfter(today, 1 - Number(period))}T00:00:00.000Z`;
  const {
    MATCH_THRESHOLD: matchThreshold,
    DUPLICATE_THRESHOLD: duplicateThreshold,
    policy,
  } = c.get('services').config;
  const openedBefore = AGES.map(([hours]) => now - Number(hours) * 3_600_000);
  const { dueMs } = policy.review;
  const limits = {
    dueBefore: dueMs === null ? null : now - dueMs,
    movedBefore: now - STUCK_MINUTES * 60_000,
  };
  const [overview, counts, health, reviewers] = await Promise.all([
    readD1(() => readOverview(db, since)),
    readD1(() => createReviewRecords(db).counts()),
    readD1(() => readQueueHealth(db, reasonSchema.options, openedBefore, limits)),
    c.get('rights').isSupervisor ? readD1(() => readReviewerFigures(db, since)) : null,
  ]);
  const props = { overview, today, period, matchThreshold, duplicateThreshold, health, counts, reviewers };
  const styles = ['review-lists.css'];
  return consolePage(c, { title: 'Overview', styles, children: <OverviewPage {...props} /> });
}
