/** What a reviewer had typed in a form that was not recorded. */

/** Shows the note that was typed, so that it can be copied. Renders nothing when the note is blank. */
export function TypedNote({ note }: { note: string }) {
  if (note.trim() === '') return null;
  return (
    <section aria-labelledby="written">
      <h2 id="written">What you had written</h2>
      <blockquote>{note}</blockquote>
    </section>
  );
}
