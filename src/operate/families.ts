/** Makes the metric families out of the figures and of what D1 tells. Pure. `docs/operate.md` lists them. */
import type { Operations } from '#src/d1/operations.ts';
import type { Snapshot } from '#src/figures/figures-object.ts';
import { type Family, family } from './exposition.ts';
import { familiesOfFigures } from './figures-families.ts';
import type { Parts } from './health-parts.ts';
import { familiesOfOperations } from './operations-families.ts';

/** What the metrics are made of. A part that did not answer is null; its families then have no samples. */
export type Gathered = {
  readonly operations: Operations | null;
  readonly figures: Snapshot | null;
  /** What `/healthz` would say now. */
  readonly parts: Parts;
  /** `REVIEW_DUE_HOURS`; null when no case is ever overdue. */
  readonly dueHours: number | null;
  /** ms since the epoch. */
  readonly now: number;
};

/** Makes all families, always in the same order, whatever answered. */
export function familiesOf(gathered: Gathered): readonly Family[] {
  const { operations, figures, dueHours, now } = gathered;
  return [
    upFamily(gathered),
    ...familiesOfOperations(operations, dueHours, now),
    ...familiesOfFigures(figures),
  ];
}

function upFamily({ operations, figures, parts: { failing, schema } }: Gathered): Family {
  const parts = {
    d1: operations !== null,
    schema: schema !== null && !failing.includes('schema'),
    r2: !failing.includes('r2'),
    figures: figures !== null,
  };
  const samples = Object.entries(parts).map(([part, up]) => ({ labels: { part }, value: Number(up) }));
  return family('gauge', 'up', 'Whether the part answered this scrape: 1 or 0.', samples);
}
