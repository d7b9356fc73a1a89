/** Tables. What may be wider than a narrow window scrolls by itself, with the keyboard too, and the page does not. */
import type { Child } from 'hono/jsx';

type Shape = {
  /** What is in it, for a screen reader. */
  readonly label: string;
  readonly head: readonly string[];
  /** A table of people: on a narrow window each of them becomes a block. */
  readonly people?: true;
  /** The rows. */
  readonly children: Child;
};

/** A table with the names of its columns. */
export function Table({ label, head, people, children }: Shape) {
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
