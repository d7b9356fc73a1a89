/** A score as a bar with its threshold, drawn on the server as SVG, and a sentence with the same meaning. */
import { scaleLinear } from 'd3-scale';

/**
 * One score. `value` is 0 to 1, null when it is not known; `thresholds` are the limits that it is judged by; `passes`
 * is the judgement, null when the score is not judged.
 */
export type Score = {
  readonly label: string;
  readonly value: number | null;
  readonly thresholds: readonly number[];
  readonly passes: boolean | null;
  readonly sentence: string;
};

/** Positions are percentages of the width, so the bar grows with the window while the text keeps its size. */
const percentOf = scaleLinear([0, 1], [0, 100]).clamp(true);
/** Heights in pixels: without a threshold, and with room for the number of the threshold. */
const [LOW, HIGH] = [20, 36];

/** Renders the bar, the mark of the threshold, and the sentence. */
export function Gauge({ score: { label, value, thresholds, passes, sentence } }: { score: Score }) {
  const kind = passes === null ? 'plain' : passes ? 'good' : 'bad';
  const ariaLabel = `${label}: ${value ?? 'not known'}${thresholds.map((at) => `, threshold ${at}`).join('')}`;
  return (
    <figure class={`gauge ${kind}`}>
      <figcaption>
        <span>{label}</span> <strong>{value === null ? '–' : value.toFixed(2)}</strong>
      </figcaption>
      <svg width="100%" height={thresholds.length === 0 ? LOW : HIGH} role="img" aria-label={ariaLabel}>
        <rect class="track" x="0" y="4" width="100%" height="12" rx="6" />
        {value === null ? null : (
          <rect class="bar" x="0" y="4" width={`${Math.max(2, percentOf(value))}%`} height="12" rx="6" />
        )}
        {thresholds.map((threshold) => (
          <>
            <line
              class="mark"
              x1={`${percentOf(threshold)}%`}
              x2={`${percentOf(threshold)}%`}
              y1="0"
              y2="20"
            />
            <text class="mark-text" x={`${percentOf(threshold)}%`} y="33" text-anchor="middle">
              {threshold}
            </text>
          </>
        ))}
      </svg>
      <p>{sentence}</p>
    </figure>
  );
}
