/**
 * What Cloudflare charges beyond what a month includes, on the Workers Paid plan, in dollars per million. Read on
 * 2026-11-23 from the pricing pages of developers.cloudflare.com that `source` names.
 */

/** One thing that is paid for. */
export type Price = {
  readonly name: string;
  /** Which count it is multiplied with. */
  readonly counts: readonly string[];
  readonly perMillion: number;
  readonly source: string;
};

/** An object is paid for as 128 MB, for as long as it runs or waits for an answer. */
export const OBJECT_GB = 0.128;

/** All of workerd's CPU in one onboarding, ms, as the part `throughput` measured it (2026-11-23): more than the Worker's own, which is what is paid. */
export const CPU_MS = 20;

/** The table. */
export const PRICES: readonly Price[] = [
  {
    name: 'Worker requests',
    counts: ['worker.requests'],
    perMillion: 0.3,
    source: 'workers/platform/pricing',
  },
  { name: 'Worker CPU, ms', counts: ['cpu.ms'], perMillion: 0.02, source: 'workers/platform/pricing' },
  {
    name: 'object requests, alarms among them',
    counts: ['object.requests'],
    perMillion: 0.15,
    source: 'durable-objects/platform/pricing',
  },
  {
    name: 'object duration, GB-s',
    counts: ['object.gb_s'],
    perMillion: 12.5,
    source: 'durable-objects/platform/pricing',
  },
  {
    name: 'rows written in objects',
    counts: ['object.rows_written'],
    perMillion: 1,
    source: 'durable-objects/platform/pricing',
  },
  { name: 'rows written in D1', counts: ['d1.rows_written'], perMillion: 1, source: 'd1/platform/pricing' },
  {
    name: 'rows read, objects and D1',
    counts: ['object.rows_read', 'd1.rows_read'],
    perMillion: 0.001,
    source: 'durable-objects/platform/pricing, d1/platform/pricing',
  },
  { name: 'R2 class A (put, list)', counts: ['r2.class_a'], perMillion: 4.5, source: 'r2/pricing' },
  { name: 'R2 class B (get, head)', counts: ['r2.class_b'], perMillion: 0.36, source: 'r2/pricing' },
];

/** Lines on the console, which Workers Logs keeps for seven days; 20 million a month are included. */
export const LOGS: Price = {
  name: 'lines in Workers Logs',
  counts: ['log.lines'],
  perMillion: 0.6,
  source: 'workers/observability/logs/workers-logs',
};

/**
 * Spans of traces, at the price of lines (workers/observability/traces). Off in `wrangler.toml`. The least that an
 * onboarding would have: one for each request, alarm, D1 call, R2 operation and call to iLive.
 */
export const TRACES: Price = {
  name: 'spans, if traces were on (at least)',
  counts: [
    'worker.requests',
    'object.requests',
    'd1.calls',
    'r2.class_a',
    'r2.class_b',
    'r2.deletes',
    'ilive.calls',
  ],
  perMillion: 0.6,
  source: 'workers/observability/traces',
};

/** Dollars a month per GB that is kept. */
export const STORAGE = { r2: 0.015, d1: 0.75, objects: 0.2 } as const;

/** What an approved applicant takes, in bytes: the log with side data in an object (docs/scale.md), two photos of 300 kB. */
export const BYTES = { d1: 1_503, objects: 20_000, r2: 600_000 } as const;

/** Dollars for a million approved applicants kept for a year from the first day on, by place. */
export function storageForAYear(): Readonly<Record<keyof typeof STORAGE, number>> {
  const dollars = (place: keyof typeof STORAGE) => ((BYTES[place] * 1_000_000) / 1e9) * STORAGE[place] * 12;
  return { d1: dollars('d1'), objects: dollars('objects'), r2: dollars('r2') };
}

/** How often each thing was used in one onboarding. */
export type Counts = Readonly<Record<string, number>>;

/** What one line of the table comes to: how often, and dollars per million onboardings. */
export function costOf({ counts, perMillion }: Price, used: Counts): { n: number; usd: number } {
  const n = counts.reduce((sum, name) => sum + (used[name] ?? 0), 0);
  return { n, usd: n * perMillion };
}
