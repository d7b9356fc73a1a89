/** What several of the applicant's pages are made of. */

/** What did not work, read out at once; the script puts the focus on it. */
export function Problem({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div class="problem" id="problem" role="alert" tabindex={-1}>
      <strong>{title}</strong>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}

/** What makes it work. */
export function Tips({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="tips">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

/** Says for whom the form was made; comes before any file, as forms are read in order. */
export function FormToken({ token }: { token: string }) {
  return <input type="hidden" name="form_token" value={token} />;
}
