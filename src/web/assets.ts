/** `GET /assets/…`: the style sheets and scripts of the pages, from the Worker's static assets. */
import { Hono } from 'hono';
import type { HttpEnv } from '../http/context.ts';
import { problem } from '../http/problem.ts';

/** The files. Not part of the API, so not described. */
export const assets = new Hono<HttpEnv>().get('/assets/:file', async (c) => {
  const file = await c.env.ASSETS.fetch(new URL(`/web/${c.req.param('file')}`, c.req.url), c.req.raw);
  if (file.status === 404) return problem(c, 'not_found');
  // A copy, because the headers of what was fetched cannot be added to.
  const copy = new Response(file.body, file);
  copy.headers.set('cache-control', 'public, max-age=3600');
  return copy;
});
