/** How it goes: outcomes by day, times, reasons, and where the scores lie beside their thresholds. */
import { reasonSchema } from '../core/reasons.ts';
import { daysAfter } from '../day.ts';
import { BUCKETS, type Count, type Overview, UP_TO_MINUTES } from '../records/overview-records.ts';
import { type Chart, ChartFigure } from './chart.tsx';
import { REASON_LABELS } from './labels.ts';

/** How far back it looks. */
export const OVERVIEW_DAYS = 30;

const OUTCOMES = ['approved', 'rejected', 'in_review'];
const OUTCOME_LABELS = ['Approved', 'Rejected', 'In review', 'Under way or erased'];
const TIMES = ['under 1 min', 'under 10 min', 'under 1 h', 'under 1 day', 'longer'];

/** What the page is made of. `today` as YYYY-MM-DD. */
export type OverviewProps = {
  readonly overview: Overview;
  readonly today: string;
  readonly matchThreshold: number;
  readonly duplicateThreshold: number;
};

/** The page. */
export function OverviewPage(props: OverviewProps) {
  return (
    <>
      <h1>Overview</h1>
      <p>Applicants created in the last {OVERVIEW_DAYS} days, as they stand now. Days are in UTC.</p>
      <div class="charts">
        {chartsOf(props).map((chart) => (
          <ChartFigure chart={chart} />
        ))}
      </div>
    </>
  );
}

function chartsOf({ overview, today, matchThreshold, duplicateThreshold }: OverviewProps): Chart[] {
  const one = { series: ['Applicants'] };
  return [
    { title: 'Onboardings by day', rowName: 'Day', series: OUTCOME_LABELS, rows: days(overview, today) },
    {
      title: 'Time to decision',
      rowName: 'Time',
      ...one,
      rows: TIMES.slice(0, UP_TO_MINUTES.length + 1).map((label, index) =>
        row(label, overview.decided, index),
      ),
    },
    {
      title: 'Reasons now',
      rowName: 'Reason',
      wordy: true,
      ...one,
      rows: overview.reasons.map(({ key, n }) => {
        const reason = reasonSchema.safeParse(key).data;
        return { label: reason ? REASON_LABELS[reason] : key, values: [n] };
      }),
    },
    {
      title: 'Similarity of the two photos',
      rowName: 'From',
      ...one,
      rows: buckets(overview.similarity),
      threshold: matchThreshold,
    },
    {
      title: 'Most alike face of somebody else',
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

function days({ days: found }: Overview, today: string) {
  return Array.from({ length: OVERVIEW_DAYS }, (_, index) => {
    const day = daysAfter(today, index + 1 - OVERVIEW_DAYS);
    const there = found.filter((it) => it.day === day);
    const sum = (wanted: (status: string) => boolean) =>
      there.filter(({ status }) => wanted(status)).reduce((total, { n }) => total + n, 0);
    const known = OUTCOMES.map((outcome) => sum((status) => status === outcome));
    return { label: day.slice(5), values: [...known, sum((status) => !OUTCOMES.includes(status))] };
  });
}
