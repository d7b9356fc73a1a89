/**
 * Tables. A table wider than the window scrolls on its own, also with the keyboard; the page does not scroll sideways.
 */
import type { Child } from 'hono/jsx';

type TableProps = {
  /** The name of the table for screen readers. */
  readonly label: string;
  readonly head: readonly string[];
  /** Set for a table of applicants: in a narrow window each row becomes a block. */
  readonly people?: true;
  /** The rows. */
  readonly children: Child;
};

/** Renders a table with column headings. */
export function Table({ label, head, people, children }: TableProps) {
  return (
    <section class="scroll" tabindex={0} aria-label={label}>
      <table class={people && 'people'}>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
