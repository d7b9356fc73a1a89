/** A score as a bar with its threshold, drawn here and not in the browser, and a sentence that says the same. */
import { scaleLinear } from 'd3-scale';

/** One score from 0 to 1. `threshold` is where the judgement turns, null where there is none. */
export type Score = {
  readonly label: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly good: boolean | null;
  readonly sentence: string;
};

const WIDTH = 320;
/** Room for the threshold's number, where there is one. */
const [LOW, HIGH] = [20, 34];
const along = scaleLinear([0, 1], [1, WIDTH - 1]);

/** The bar, its mark and the sentence. */
export function Gauge({ score: { label, value, threshold, good, sentence } }: { score: Score }) {
  const kind = good === null ? 'plain' : good ? 'good' : 'bad';
  const says = `${label}: ${value ?? 'not known'}${threshold === null ? '' : `, threshold ${threshold}`}`;
  return (
    <figure class={`gauge ${kind}`}>
      <figcaption>
        <span>{label}</span> <strong>{value === null ? '–' : value.toFixed(2)}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${threshold === null ? LOW : HIGH}`} role="img" aria-label={says}>
        <rect class="track" x="1" y="4" width={WIDTH - 2} height="12" rx="6" />
        {value === null ? null : (
          <rect class="bar" x="1" y="4" width={Math.max(6, along(value) - 1)} height="12" rx="6" />
        )}
        {threshold === null ? null : (
          <>
            <line class="mark" x1={along(threshold)} x2={along(threshold)} y1="0" y2="20" />
            <text class="mark-text" x={along(threshold)} y="32" text-anchor="middle">
              {threshold}
            </text>
          </>
        )}
      </svg>
      <p>{sentence}</p>
    </figure>
  );
}
