/** A chart with stacked columns, drawn on the server as SVG, and the same counts as a table. */
import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { FigureSection } from './figure.tsx';

/** A chart. Each of `rows` is a column, and each of its values a part of that column, in the order of `series`. */
export type Chart = {
  readonly title: string;
  /** The heading of the column of row labels in the table. */
  readonly rowName: string;
  readonly series: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
  /** The limit of the judgement. Only for a chart whose columns divide an axis from 0 to 1. */
  readonly threshold?: number;
};

/** In units of the drawing. The margins have room for the larger text that a narrow window gets. */
const [WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP] = [560, 228, 34, 24, 32, 26];
const END = WIDTH - RIGHT;
/** With more labels than this, neighbours would overlap. */
const MOST_LABELS = 6;

/** Renders the drawing, the key to its colours (when there are several), and the table. */
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
    // An outer padding of half the inner one makes the steps fill the range exactly: the axis 0 to 1 spans all columns.
    .paddingInner(0.15)
    .paddingOuter(0.075);
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice();
  const ticks = y.ticks(4).filter(Number.isInteger);
  const every = Math.ceil(rows.length / MOST_LABELS);
  // Labels are counted from 0 on an axis from 0 to 1, and back from the last column, today, on an axis of days.
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
