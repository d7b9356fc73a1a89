/** The share of applicants that went to review, by reason, among those who are decided or in review. */

import { reasonSchema } from '#src/core/reasons.ts';
import type { Overview } from '#src/d1/console/overview.ts';
import { REASON_LABELS } from '../labels.ts';
import { BarRows } from './bar-rows.tsx';
import { FigureSection, percent } from './figure.tsx';

/** Renders the figure. Applicants who have left review since are counted too. */
export function ShareFigure({ review: { of, reviewed, reasons } }: Pick<Overview, 'review'>) {
  const rows = [
    { label: 'Any reason', n: reviewed },
    ...reasons.map(({ key, n }) => {
      const reason = reasonSchema.safeParse(key).data;
      return { label: reason ? REASON_LABELS[reason] : key, n };
    }),
  ].map((row) => ({ ...row, share: percent(row.n, of) }));
  const title = 'Share to review by reason';
  const note = `Of ${of} decided or in review, ${reviewed} went to a person, also those decided since. One may have several reasons.`;
  const head = ['Reason', 'Applicants', 'Share'];
  const cells = rows.map(({ label, n, share }) => ({ label, cells: [n, share] }));
  return (
    <FigureSection title={title} note={note} empty={of === 0} head={head} rows={cells}>
      <BarRows title={title} rows={rows} total={of} />
    </FigureSection>
  );
}
