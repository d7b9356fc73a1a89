/** The funnel: how many applicants reach each step, and how many are lost between two steps. */
import { scaleLinear } from 'd3-scale';
import { area } from 'd3-shape';
import { STEPS } from '#src/d1/funnel-columns.ts';
import type { BarRow } from './bar-rows.tsx';
import { FigureSection, percent } from './figure.tsx';

const STEP_LABELS: Readonly<Record<(typeof STEPS)[number], string>> = {
  id_photo: 'ID photo uploaded',
  liveness_started: 'Liveness started',
  liveness_passed: 'Liveness passed',
  decided: 'Decided',
  approved: 'Approved',
};
const LABELS = ['Created', ...STEPS.map((step) => STEP_LABELS[step])];

const [WIDTH, BAR, GAP] = [560, 16, 30];

/**
 * Renders the funnel.
 * @param props `counts`: applicants created, then those at each of `STEPS`, never more than the one before;
 *   `decidedWithoutLiveness`: applicants decided without having passed liveness
 */
export function FunnelFigure({
  counts,
  decidedWithoutLiveness,
}: {
  counts: readonly number[];
  decidedWithoutLiveness: number;
}) {
  const all = counts[0] ?? 0;
  const rows = LABELS.map((label, index) => {
    const n = counts[index] ?? 0;
    const before = counts[index - 1] ?? n;
    return { label, n, cells: [n, percent(n, all), percent(n, before)] };
  });
  const note =
    decidedWithoutLiveness === 0
      ? 'Each step counts who also took the steps before it.'
      : `Each step counts who also took the steps before it. Decided without having passed liveness: ${decidedWithoutLiveness}.`;
  const title = 'Funnel';
  const head = ['Step', 'Applicants', 'Of all', 'Of the step before'];
  return (
    <FigureSection title={title} note={note} empty={all === 0} head={head} rows={rows}>
      <Drawing rows={rows.map(({ label, n }) => ({ label, n, share: percent(n, all) }))} />
    </FigureSection>
  );
}

function Drawing({ rows }: { rows: readonly BarRow[] }) {
  const across = scaleLinear([0, rows[0]?.n ?? 1], [0, WIDTH]);
  const top = (index: number) => index * (BAR + GAP) + GAP - 6;
  const between = area<[number, number]>()
    .x0(0)
    .x1(([, width]) => width)
    .y(([y]) => y);
  const height = top(rows.length - 1) + BAR;
  return (
    <svg
      class="chart rows"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label="Funnel; the table has the numbers"
    >
      {rows.map(({ label, n, share }, index) => {
        const next = rows[index + 1];
        const lost = next && between([edge(index, n), [top(index + 1), across(next.n)]]);
        return (
          <>
            {lost ? <path class="lost" d={lost} /> : null}
            <text x="6" y={top(index) - 8}>{`${label}: ${n}`}</text>
            <text x={WIDTH} y={top(index) - 8} text-anchor="end">
              {share}
            </text>
            <rect
              class={index === LABELS.length - 1 ? 's0' : 's2'}
              x="0"
              y={top(index)}
              width={across(n)}
              height={BAR}
            />
          </>
        );
      })}
    </svg>
  );

  function edge(index: number, n: number): [number, number] {
    return [top(index) + BAR, across(n)];
  }
}
