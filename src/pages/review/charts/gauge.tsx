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

/** In percent of the drawing's width, so that it grows with the window and its letters do not. */
const along = scaleLinear([0, 1], [0, 100]).clamp(true);
/** Room for the threshold's number, where there is one. */
const [LOW, HIGH] = [20, 36];

/** The bar, its mark and the sentence. */
export function Gauge({ score: { label, value, threshold, good, sentence } }: { score: Score }) {
  const kind = good === null ? 'plain' : good ? 'good' : 'bad';
  const says = `${label}: ${value ?? 'not known'}${threshold === null ? '' : `, threshold ${threshold}`}`;
  return (
    <figure class={`gauge ${kind}`}>
      <figcaption>
        <span>{label}</span> <strong>{value === null ? '–' : value.toFixed(2)}</strong>
      </figcaption>
      <svg width="100%" height={threshold === null ? LOW : HIGH} role="img" aria-label={says}>
        <rect class="track" x="0" y="4" width="100%" height="12" rx="6" />
        {value === null ? null : (
          <rect class="bar" x="0" y="4" width={`${Math.max(2, along(value))}%`} height="12" rx="6" />
        )}
        {threshold === null ? null : (
          <>
            <line class="mark" x1={`${along(threshold)}%`} x2={`${along(threshold)}%`} y1="0" y2="20" />
            <text class="mark-text" x={`${along(threshold)}%`} y="33" text-anchor="middle">
              {threshold}
            </text>
          </>
        )}
      </svg>
      <p>{sentence}</p>
    </figure>
  );
}
