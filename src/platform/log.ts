/** Logging: each message is one line of JSON, for `wrangler tail`. */

/**
 * Logs a message for the operator.
 * @param message a code in snake_case
 * @param fields ids, codes and figures only: no names, pictures, tokens or vendor bodies
 */
export function log(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, string | number | boolean | null> = {},
): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

/**
 * Returns what may be logged about an unexpected exception: its class name and the first three frames of its stack. The
 * message is left out, because it may quote personal data or secrets.
 */
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
