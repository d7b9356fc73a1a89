/** Counts as columns, drawn here and not in the browser, and the same counts as a table. */
import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { FigureSection } from './figure.tsx';

/** A chart: each row is a column, each of its values a part of it. */
export type Chart = {
  readonly title: string;
  /** What the rows are, for the table. */
  readonly rowName: string;
  readonly series: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
  /** On an axis from 0 to 1: where the judgement turns. */
  readonly threshold?: number;
};

/** Room for letters that are larger in a narrow window. */
const [WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP] = [560, 228, 34, 24, 32, 26];
const END = WIDTH - RIGHT;
/** More labels than that would touch. */
const MOST_LABELS = 6;

/** Drawing, key to its colours, and table. */
export function ChartFigure({ chart }: { chart: Chart }) {
  const { title, rowName, series, rows } = chart;
  const empty = rows.every(({ values }) => values.every((n) => n === 0));
  const cells = rows.map(({ label, values }) => ({ label, cells: values }));
  return (
    <FigureSection title={title} empty={empty} head={[rowName, ...series]} rows={cells}>
      <Drawing chart={chart} />
      {series.length > 1 ? (
        <ul class="key">
          {series.map((name, index) => (
            <li class={`s${index}`}>{name}</li>
          ))}
        </ul>
      ) : null}
    </FigureSection>
  );
}

function Drawing({ chart: { title, rows, series, threshold } }: { chart: Chart }) {
  const keys = series.map((_, index) => String(index));
  const data = rows.map(({ values }) => Object.fromEntries(values.map((n, index) => [String(index), n])));
  const layers = stack<Record<string, number>>()
    .keys(keys)
    .value((row, key) => row[key] ?? 0)(data);
  const most = Math.max(1, ...rows.map(({ values }) => values.reduce((sum, n) => sum + n, 0)));
  const x = scaleBand(
    rows.map((_, index) => index),
    [LEFT, END],
  )
    // Together one whole step for each row, so that an axis from 0 to 1 lies under the columns.
    .paddingInner(0.15)
    .paddingOuter(0.075);
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice();
  const ticks = y.ticks(4).filter(Number.isInteger);
  const every = Math.ceil(rows.length / MOST_LABELS);
  // An axis from 0 to 1 is labelled from its start, days back from today.
  const labelled = (index: number, of = 1) =>
    (threshold === undefined ? rows.length - 1 - index : index) % (every * of) === 0;
  const mark = threshold === undefined ? null : LEFT + threshold * (END - LEFT);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${title}; the table has the numbers`}
    >
      {ticks.map((n) => (
        <>
          <line class="grid" x1={LEFT} x2={END} y1={y(n)} y2={y(n)} />
          <text x={LEFT - 6} y={y(n) + 4} text-anchor="end">
            {n}
          </text>
        </>
      ))}
      {layers.map((layer, part) =>
        layer.map(([from, to], index) =>
          to > from ? (
            <rect
              class={series.length > 1 ? `s${part}` : 's2'}
              x={x(index)}
              width={x.bandwidth()}
              y={y(to)}
              height={y(from) - y(to)}
            />
          ) : null,
        ),
      )}
      {rows.map(({ label }, index) =>
        labelled(index) ? (
          <text
            class={labelled(index, 2) ? undefined : 'minor'}
            x={(x(index) ?? 0) + (mark === null ? x.bandwidth() / 2 : 0)}
            y={HEIGHT - BOTTOM + 22}
            text-anchor="middle"
          >
            {label}
          </text>
        ) : null,
      )}
      {mark === null ? null : (
        <>
          <line class="mark" x1={mark} x2={mark} y1={TOP} y2={HEIGHT - BOTTOM} />
          <text x={mark} y={TOP - 7} text-anchor="middle">{`threshold ${threshold}`}</text>
        </>
      )}
    </svg>
  );
}
