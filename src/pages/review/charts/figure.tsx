/** A figure of the overview: heading, note, drawing, and the same numbers as a table. */
import type { Child } from 'hono/jsx';
import { Table } from '../table.tsx';

/** The content of a figure. `children` is the drawing; with `empty`, the figure only says that there is no data. */
export type Figure = {
  readonly title: string;
  readonly note?: string;
  readonly empty: boolean;
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly (string | number)[] }[];
  readonly children: Child;
};

/** Renders a figure. */
export function FigureSection({ title, note, empty, head, rows, children }: Figure) {
  const id = title.toLowerCase().replaceAll(/\W+/g, '-');
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note === undefined ? null : <p class="quiet">{note}</p>}
      {empty ? <p class="empty">Nobody in this period.</p> : children}
      {empty ? null : (
        <details>
          <summary>As a table</summary>
          <Table label={`${title}, as a table`} head={head}>
            {rows.map(({ label, cells }) => (
              <tr>
                <th scope="row">{label}</th>
                {cells.map((cell) => (
                  <td class="number">{cell}</td>
                ))}
              </tr>
            ))}
          </Table>
        </details>
      )}
    </section>
  );
}

/** Formats a share in whole percent, or as a dash when the whole is 0. */
export function percent(n: number, of: number): string {
  return of === 0 ? '–' : `${Math.round((100 * n) / of)} %`;
}
