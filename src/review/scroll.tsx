/** What may be wider than a narrow window scrolls by itself, with the keyboard too, and the page does not. */
import type { Child } from 'hono/jsx';

/** @param label what is in it, for a screen reader */
export function Scroll({ label, children }: { label: string; children: Child }) {
  return (
    <section class="scroll" tabindex={0} aria-label={label}>
      {children}
    </section>
  );
}
