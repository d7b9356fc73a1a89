/** Counts with long names: one bar below the other, each under its name. */
import { scaleLinear } from 'd3-scale';

const [WIDTH, ROW, BAR] = [560, 38, 12];

/** The drawing; the widest bar is the largest count. */
export function BarRows({ title, rows }: { title: string; rows: readonly { label: string; n: number }[] }) {
  const along = scaleLinear([0, Math.max(1, ...rows.map(({ n }) => n))], [0, WIDTH]);
  const says = `${title}; the table has the numbers`;
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${rows.length * ROW}`} role="img" aria-label={says}>
      {rows.map(({ label, n }, index) => (
        <>
          <text x="0" y={index * ROW + 14}>{`${label}: ${n}`}</text>
          <rect class="s2" x="0" y={index * ROW + 19} width={along(n)} height={BAR} rx="3" />
        </>
      ))}
    </svg>
  );
}
