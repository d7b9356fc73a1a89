/** One JSON line a message, for `wrangler tail`. Ids and codes only: no names, pictures, tokens or vendor bodies. */

/** Something an operator should know. */
export function log(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, string | number | boolean | null> = {},
): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

/** What may be said of an unexpected exception: its kind, not its text, which may quote anything. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
