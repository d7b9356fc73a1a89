/** A drawing with its heading, what to know about it, and the same numbers as a table. */
import type { Child } from 'hono/jsx';
import { Table } from '../table.tsx';

/** What a figure says beside the drawing; a figure about nobody says only that. */
export type Figure = {
  readonly title: string;
  readonly note?: string;
  readonly empty: boolean;
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly (string | number)[] }[];
  readonly children: Child;
};

/** The figure; `children` is the drawing. */
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

/** A share in whole percent. */
export function percent(n: number, of: number): string {
  return of === 0 ? '–' : `${Math.round((100 * n) / of)} %`;
}
