/**
 * The overview: how the queue stands now, outcomes by day, the funnel, times to decision, reasons for review, and scores with their thresholds.
 */

import { BUCKETS, type Count, type Overview, UP_TO_MINUTES } from '#src/d1/console/overview.ts';
import type { QueueCounts } from '#src/d1/console/queue-counts.ts';
import type { QueueHealth } from '#src/d1/console/queue-health.ts';
import type { ReviewerRow } from '#src/d1/reviewer-figures.ts';
import { daysAfter } from '#src/platform/day.ts';
import { type Chart, ChartFigure } from '../charts/chart.tsx';
import { FunnelFigure } from '../charts/funnel.tsx';
import { ShareFigure } from '../charts/share-figure.tsx';
import { QueueHealthSection } from './queue-health.tsx';
import { ReviewersSection } from './reviewers-section.tsx';

/** The periods that the page offers, in days back from today. The first is the default. */
export const PERIODS = ['30', '7', '90'] as const;

const OUTCOMES = ['approved', 'rejected', 'in_review'];
const OUTCOME_LABELS = ['Approved', 'Rejected', 'In review', 'Under way or erased'];
const TIMES = ['< 1 min', '< 10 min', '< 1 h', '< 1 day', 'longer'];

/** The input of the page. `today` is `YYYY-MM-DD` in UTC; the thresholds are those of the current settings. */
export type OverviewProps = {
  readonly overview: Overview;
  readonly today: string;
  readonly period: (typeof PERIODS)[number];
  readonly matchThreshold: number;
  readonly duplicateThreshold: number;
  readonly health: QueueHealth;
  readonly counts: QueueCounts;
  /** The figures about reviewers; null for those who may not see them. */
  readonly reviewers: readonly ReviewerRow[] | null;
};

/** Renders the page. */
export function OverviewPage(props: OverviewProps) {
  const { overview, period } = props;
  const [days, times, ...scores] = chartsOf(props);
  return (
    <>
      <h1>Overview</h1>
      <QueueHealthSection health={props.health} counts={props.counts} />
      <form class="filter" method="get" action="/review/overview">
        <label>
          Created in the last
          <select name="days">
            {PERIODS.toSorted((a, b) => Number(a) - Number(b)).map((days) => (
              <option value={days} selected={days === period}>
                {days} days
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Show</button>
        <p class="quiet">Applicants created in this period, as they stand now. Days are in UTC.</p>
      </form>
      {props.reviewers === null ? null : <ReviewersSection rows={props.reviewers} days={period} />}
      <div class="charts">
        {days ? <ChartFigure chart={days} /> : null}
        <FunnelFigure counts={overview.funnel} decidedWithoutLiveness={overview.decidedWithoutLiveness} />
        {times ? <ChartFigure chart={times} /> : null}
        <ShareFigure review={overview.review} />
        {scores.map((chart) => (
          <ChartFigure chart={chart} />
        ))}
      </div>
    </>
  );
}

function chartsOf({ overview, today, period, matchThreshold, duplicateThreshold }: OverviewProps): Chart[] {
  const one = { series: ['Applicants'] };
  return [
    {
      title: 'Onboardings by day',
      rowName: 'Day',
      series: OUTCOME_LABELS,
      rows: days(overview, today, Number(period)),
    },
    {
      title: 'Time to decision',
      rowName: 'Time',
      ...one,
      rows: TIMES.slice(0, UP_TO_MINUTES.length + 1).map((label, index) =>
        row(label, overview.decided, index),
      ),
    },
    {
      title: 'Similarity of the two photos',
      rowName: 'From',
      ...one,
      rows: buckets(overview.similarity),
      threshold: matchThreshold,
    },
    {
      title: 'Most similar face of another applicant',
      rowName: 'From',
      ...one,
      rows: buckets(overview.bestHit),
      threshold: duplicateThreshold,
    },
  ];
}

function row(label: string, counts: readonly Count[], key: number) {
  return { label, values: [counts.find((count) => count.key === String(key))?.n ?? 0] };
}

function buckets(counts: readonly Count[]) {
  return Array.from({ length: BUCKETS }, (_, index) => row((index / BUCKETS).toFixed(2), counts, index));
}

function days({ days: counts }: Overview, today: string, length: number) {
  return Array.from({ length }, (_, index) => {
    const day = daysAfter(today, index + 1 - length);
    const ofDay = counts.filter((count) => count.day === day);
    const sum = (wanted: (status: string) => boolean) =>
      ofDay.filter(({ status }) => wanted(status)).reduce((total, { n }) => total + n, 0);
    const known = OUTCOMES.map((outcome) => sum((status) => status === outcome));
    return { label: dayLabel(day), values: [...known, sum((status) => !OUTCOMES.includes(status))] };
  });
}

/** Formats a day as, for example, "3 Nov". */
function dayLabel(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
