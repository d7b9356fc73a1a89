/** The part of the overview about the work of each reviewer. For supervisors alone. */
import { MOST_DECISIONS, type ReviewerRow } from '#src/d1/reviewer-figures.ts';
import { Table } from '../table.tsx';

const HEAD = ['Reviewer', 'Decided', 'Proposed', 'Median time', 'Overturned', 'Second looks', 'Disagreed'];

/** Renders the section. @param props `days`: the period */
export function ReviewersSection({ rows, days }: { rows: readonly ReviewerRow[]; days: string }) {
  const total = rows.reduce((sum, { decided, proposed }) => sum + decided + proposed, 0);
  return (
    <section aria-labelledby="reviewers">
      <h2 id="reviewers">Reviewers</h2>
      <p class="quiet">
        Decisions of the last {days} days{total >= MOST_DECISIONS ? `, the newest ${MOST_DECISIONS}` : ''}.
        Median time: from the claim to the decision. Overturned: approved, and later rejected by somebody
        else, or the other way round, perhaps on newer evidence. Second looks: proposals that another reviewer
        has agreed to, or decided otherwise. Small numbers say little.
      </p>
      {rows.length === 0 ? (
        <p>Nobody has decided in this period.</p>
      ) : (
        <Table label="Reviewers" head={HEAD} people>
          {rows.map((row) => (
            <Row row={row} />
          ))}
        </Table>
      )}
    </section>
  );
}

function Row({ row }: { row: ReviewerRow }) {
  const looks = row.agreed + row.disagreed;
  const cells: [string, string][] = [
    ['Decided', String(row.decided)],
    ['Proposed', String(row.proposed)],
    ['Median time', row.median_ms === null ? '–' : durationOf(row.median_ms)],
    ['Overturned', `${row.overturned}${shareOf(row.overturned, row.decided + row.agreed)}`],
    ['Second looks', String(looks)],
    ['Disagreed', `${row.disagreed}${shareOf(row.disagreed, looks)}`],
  ];
  return (
    <tr>
      <th scope="row">
        <span class="cut" title={row.reviewer}>
          {row.reviewer}
        </span>
      </th>
      {cells.map(([label, text]) => (
        <td class="number" data-label={label}>
          {text}
        </td>
      ))}
    </tr>
  );
}

function shareOf(n: number, of: number): string {
  return n === 0 || of === 0 ? '' : ` (${Math.round((n / of) * 100)} %)`;
}

/** Formats a duration in its one or two largest units. */
function durationOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return rest === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${rest} s`;
}
