/** One JSON line a message, for `wrangler tail`. Ids and codes only: no names, pictures, tokens or vendor bodies. */

/** Something an operator should know. */
export function log(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, string | number | boolean | null> = {},
): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

/** What may be said of an unexpected exception: its kind and where it arose. Not its text, which may quote anything. */
export function whereabouts(error: unknown): { readonly error: string; readonly at: string } {
  if (!(error instanceof Error)) return { error: typeof error, at: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    at: frames
      .slice(0, 3)
      .map((line) => line.trim())
      .join(' < '),
  };
}
