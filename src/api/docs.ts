/** `GET /docs`: Swagger UI with the OpenAPI document. It loads only this service's own static assets. */
import { Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { DOCS_POLICY } from '#src/http/security-headers.ts';

/** The routes of the page and its files. They are not part of the API, so the OpenAPI document does not list them. */
export const docs = new Hono<HttpEnv>()
  .get('/docs', async (c) => {
    const page = await c.env.ASSETS.fetch(new URL('/docs/index.html', c.req.url));
    const headers = { 'content-type': 'text/html; charset=UTF-8', 'content-security-policy': DOCS_POLICY };
    return new Response(page.body, { status: page.status, headers });
  })
  .get('/docs/:file', async (c) => {
    const file = await c.env.ASSETS.fetch(c.req.raw);
    // A copy, because the headers of a fetched response are immutable and middleware adds to them.
    return file.status === 404 ? problem(c, 'not_found') : new Response(file.body, file);
  });
