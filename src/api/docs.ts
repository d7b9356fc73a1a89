/** `GET /docs`: the description as a page, by Swagger UI. All that it loads are our own assets. */
import { Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';

/** No script, style or picture from anywhere else, none in the page itself, and no talk with anybody but this service. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page and its files. Not part of the API, so not described. */
export const docs = new Hono<HttpEnv>()
  .get('/docs', async (c) => {
    const page = await c.env.ASSETS.fetch(new URL('/docs/index.html', c.req.url));
    const headers = { 'content-type': 'text/html; charset=UTF-8', 'content-security-policy': POLICY };
    return new Response(page.body, { status: page.status, headers });
  })
  .get('/docs/:file', async (c) => {
    const file = await c.env.ASSETS.fetch(c.req.raw);
    // A copy, because the headers of what was fetched cannot be added to.
    return file.status === 404 ? problem(c, 'not_found') : new Response(file.body, file);
  });
