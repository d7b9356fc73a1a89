/** Writes figures in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats). Pure. */

/** The media type of the format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The values of a sample's labels, by name. */
export type Labels = Readonly<Record<string, string>>;

/** One sample. `suffix`: of a histogram's lines. */
export type Sample = {
  readonly labels?: Labels;
  readonly value: number;
  readonly suffix?: '_bucket' | '_sum' | '_count';
};

/** All samples of one name. Without samples the name is still declared. */
export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
};

/** Makes a family. @param name without the prefix that all of them have */
export function family(type: Family['type'], name: string, help: string, samples: readonly Sample[]): Family {
  return { name: `kyc_${name}`, type, help, samples };
}

/** Writes the families. */
export function exposition(families: readonly Family[]): string {
  return families.map(linesOf).join('');
}

function linesOf({ name, help, type, samples }: Family): string {
  const lines = samples.map(
    ({ labels = {}, value, suffix = '' }) => `${name}${suffix}${labelsOf(labels)} ${numberOf(value)}`,
  );
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}

function numberOf(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

/**
 * Makes the samples of a histogram.
 * @param ends the upper ends of the buckets, ascending, without `+Inf`
 * @param counts how many fell into each bucket alone, by its upper end as text; `+Inf` for those above
 * @param sum of all values
 */
export function histogram(
  ends: readonly number[],
  counts: Readonly<Record<string, number>>,
  sum: number,
): readonly Sample[] {
  let total = 0;
  const buckets = [...ends.map(String), '+Inf'].map((le): Sample => {
    total += counts[le] ?? 0;
    return { suffix: '_bucket', labels: { le }, value: total };
  });
  return [...buckets, { suffix: '_sum', value: sum }, { suffix: '_count', value: total }];
}
