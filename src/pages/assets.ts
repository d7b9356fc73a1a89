/** `GET /assets/…`: the style sheets and scripts of the pages, from the Worker's static assets. */
import { type Context, Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';

/** The files; the icon also where browsers look for one by themselves. Not part of the API, so not described. */
export const assets = new Hono<HttpEnv>()
  .get('/assets/:file', (c) => serve(c, c.req.param('file')))
  .get('/favicon.ico', (c) => serve(c, 'favicon.svg'));

async function serve(c: Context<HttpEnv>, name: string) {
  const file = await c.env.ASSETS.fetch(new URL(`/web/${name}`, c.req.url), c.req.raw);
  if (file.status === 404) return problem(c, 'not_found');
  // A copy, because the headers of what was fetched cannot be added to.
  const copy = new Response(file.body, file);
  // Asked about each time: after a deploy a script must not meet pages that it was not written for.
  copy.headers.set('cache-control', 'no-cache');
  return copy;
}
