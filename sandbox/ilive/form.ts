import type { Context } from 'hono';

/** The parts of a multipart body by name; a body that is no form has none, so that its parts are found missing. */
export async function readForm(c: Context): Promise<Record<string, unknown>> {
  return c.req.parseBody().catch(() => ({}));
}
