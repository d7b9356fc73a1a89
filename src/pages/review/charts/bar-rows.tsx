/** A bar chart for counts with long names: each bar stands below its name and its share of the whole. */
import { scaleLinear } from 'd3-scale';

const [WIDTH, ROW, BAR] = [560, 40, 12];

/** One bar. `share` is the text shown at its right end. */
export type BarRow = { readonly label: string; readonly n: number; readonly share: string };

/** Draws the bars. @param props `total`: the count that fills the whole width */
export function BarRows({ title, rows, total }: { title: string; rows: readonly BarRow[]; total: number }) {
  const widthOf = scaleLinear([0, Math.max(1, total)], [0, WIDTH]);
  const ariaLabel = `${title}; the table has the numbers`;
  return (
    <svg class="chart rows" viewBox={`0 0 ${WIDTH} ${rows.length * ROW}`} role="img" aria-label={ariaLabel}>
      {rows.map(({ label, n, share }, index) => (
        <>
          <text x="0" y={index * ROW + 16}>{`${label}: ${n}`}</text>
          <text x={WIDTH} y={index * ROW + 16} text-anchor="end">
            {share}
          </text>
          <rect class="track" x="0" y={index * ROW + 23} width={WIDTH} height={BAR} rx="3" />
          {n === 0 ? null : (
            <rect class="s2" x="0" y={index * ROW + 23} width={widthOf(n)} height={BAR} rx="3" />
          )}
        </>
      ))}
    </svg>
  );
}
