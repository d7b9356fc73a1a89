/** `GET /assets/…`: the style sheets and scripts of the pages, from the Worker's static assets. */
import { type Context, Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';

/**
 * The routes of the files. The icon is also at `/favicon.ico`, where browsers look without being told. Not part of the
 * API, so not in `openapi.json`.
 */
export const assets = new Hono<HttpEnv>()
  .get('/assets/:file', (c) => serve(c, c.req.param('file')))
  .get('/favicon.ico', (c) => serve(c, 'favicon.svg'));

async function serve(c: Context<HttpEnv>, name: string) {
  const file = await c.env.ASSETS.fetch(new URL(`/web/${name}`, c.req.url), c.req.raw);
  if (file.status === 404) return problem(c, 'not_found');
  // Copied, because the headers of a fetched response cannot be changed.
  const copy = new Response(file.body, file);
  // Browsers revalidate on each use: after a deploy an old script must not run on a new page, or a new one on an old.
  copy.headers.set('cache-control', 'no-cache');
  return copy;
}
