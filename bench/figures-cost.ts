/**
 * What `/metrics` and `/status` cost, for a million onboardings in a month: the row that D1's trigger writes for each end,
 * the reports that were counted, and what goes by the clock and not by the number of onboardings.
 */
import { type Counts, PRICES } from './prices.ts';

/** At most, in dollars per million. */
export const MOST_USD_FOR_FIGURES = 2;

const MONTH_S = 30 * 86_400;
/** As `WRITE_EVERY_MS` of the object with the figures: a busy service writes so seldom. */
const WRITE_EVERY_S = 30;
/** As docs/operate.md recommends. */
const SCRAPE_EVERY_S = 30;
const CRON_EVERY_S = 60;
/** A row for each end (test/worker/queue-counts.test.ts counts it). */
const ROWS_OF_AN_END = 1;
/** Counts and runs: far more than a scrape reads. */
const ROWS_READ_BY_A_SCRAPE = 1_000;

/** The name of a write of the object with the figures, in the counts. */
const WRITES = 'write object: kv.put figures';

/** Takes the writes of that object out of the counts of one onboarding: with a million of them they go by the clock. */
export function withoutWritesOfFigures(counts: Counts): Counts {
  const rows = (counts['object.rows_written'] ?? 0) - (counts[WRITES] ?? 0);
  return { ...counts, 'object.rows_written': rows };
}

/** What the figures cost, in dollars per million onboardings. @param counts of one onboarding */
export function costOfFigures(counts: Counts): number {
  const dollars = (name: string, n: number) =>
    (n * (PRICES.find((price) => price.counts.includes(name))?.perMillion ?? Number.NaN)) / 1_000_000;
  const scrapes = MONTH_S / SCRAPE_EVERY_S;
  const byOnboarding =
    dollars('d1.rows_written', ROWS_OF_AN_END * 1_000_000) +
    dollars('object.requests', (counts['call figures.report'] ?? 0) * 1_000_000);
  return byOnboarding + byTheClock(dollars, scrapes);
}

function byTheClock(dollars: (name: string, n: number) => number, scrapes: number): number {
  return (
    dollars('object.rows_written', MONTH_S / WRITE_EVERY_S) +
    dollars('d1.rows_written', MONTH_S / CRON_EVERY_S) +
    // What a scrape shows is written before.
    dollars('object.rows_written', scrapes) +
    dollars('worker.requests', scrapes) +
    dollars('object.requests', 2 * scrapes) +
    dollars('r2.class_b', scrapes) +
    dollars('d1.rows_read', scrapes * ROWS_READ_BY_A_SCRAPE)
  );
}
