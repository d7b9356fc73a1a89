/**
 * What the isolates count between two reports, and what the object that collects the reports keeps. Pure: the clock is
 * an argument. Times are in ms since the epoch.
 */

/** Counters by series: the name and the values of its labels, joined by `|`. They only grow. */
export type Counters = Readonly<Record<string, number>>;

/** The newest signs of iLive. */
export type IliveSigns = {
  readonly succeededAt: number | null;
  readonly failure: {
    readonly at: number;
    readonly route: string;
    readonly kind: string;
    readonly code: string;
  } | null;
  /** The newest answer that shows that iLive takes our key. */
  readonly keyTakenAt: number | null;
  /** The first refusal of our key after that; null while it is taken. */
  readonly keyRefusedAt: number | null;
};

/** The newest try to deliver a notification. `code`: `http_<status>`, `timeout` or `unreachable`. */
export type Delivery = { readonly at: number; readonly code: string; readonly latencyMs: number };

/** What is counted. */
export type Figures = {
  readonly counters: Counters;
  readonly ilive: IliveSigns;
  /** By the host of the receiver; its path may be a secret. */
  readonly deliveries: Readonly<Record<string, Delivery>>;
};

/** Nothing counted. */
export const NO_FIGURES: Figures = {
  counters: {},
  ilive: { succeededAt: null, failure: null, keyTakenAt: null, keyRefusedAt: null },
  deliveries: {},
};

/** Far above the number of series that the code can count. It bounds what a mistake could store. */
const MOST_SERIES = 1_000;
/** A service has one receiver; the hosts of former ones are kept for a while. */
const MOST_RECEIVERS = 10;

/** Adds two sets of figures. The order does not matter, so a report that comes late does no harm. */
export function addFigures(a: Figures, b: Figures): Figures {
  const counters: Record<string, number> = { ...a.counters };
  for (const [series, by] of Object.entries(b.counters)) {
    if (series in counters || Object.keys(counters).length < MOST_SERIES)
      counters[series] = (counters[series] ?? 0) + by;
  }
  return {
    counters,
    ilive: addSigns(a.ilive, b.ilive),
    deliveries: newestDeliveries([...Object.entries(a.deliveries), ...Object.entries(b.deliveries)]),
  };
}

function addSigns(a: IliveSigns, b: IliveSigns): IliveSigns {
  const keyTakenAt = latest(a.keyTakenAt, b.keyTakenAt);
  const refusals = [a.keyRefusedAt, b.keyRefusedAt].filter((at) => at !== null && at > (keyTakenAt ?? 0));
  return {
    succeededAt: latest(a.succeededAt, b.succeededAt),
    failure: (a.failure?.at ?? 0) > (b.failure?.at ?? 0) ? a.failure : (b.failure ?? a.failure),
    keyTakenAt,
    keyRefusedAt: refusals.reduce((first, at) => (first === null || (at ?? 0) < first ? at : first), null),
  };
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function newestDeliveries(all: readonly (readonly [host: string, delivery: Delivery])[]) {
  const byTime = all.toSorted(([, a], [, b]) => a.at - b.at);
  return Object.fromEntries(Object.entries(Object.fromEntries(byTime)).slice(-MOST_RECEIVERS));
}

/** The upper ends of the buckets of waits for the rate limiter, in seconds. */
export const WAIT_BUCKETS_S = [0.1, 1, 10, 60, 300, 1_800] as const;

/** Gives the counters of one observation of a histogram: its bucket (not cumulative) and the sum. @param value seconds */
export function observation(name: string, buckets: readonly number[], value: number): Counters {
  const bucket = buckets.find((end) => value <= end);
  return { [`${name}|${bucket ?? '+Inf'}`]: 1, [`${name}_sum`]: value };
}
