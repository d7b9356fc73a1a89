/** Reasons as small labels. */
import type { Reason } from '#src/core/reasons.ts';
import { REASON_LABELS } from './labels.ts';

/** Renders a list of labels. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <ul class="tags">
      {reasons.map((reason) => (
        <li>{REASON_LABELS[reason]}</li>
      ))}
    </ul>
  );
}
