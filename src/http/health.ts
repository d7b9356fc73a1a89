/** `GET /healthz`: whether D1 and R2 answer. That the settings parse was checked before. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './context.ts';
import { problem } from './problem.ts';

/** The check for the operator's monitor. */
export const health = new OpenAPIHono<HttpEnv>().get('/healthz', async (c) => {
  const { records, photos } = c.get('world');
  const parts = { d1: records.check(), r2: photos.check() };
  const settled = await Promise.allSettled(Object.values(parts));
  const failing = Object.keys(parts).filter((_, index) => settled[index]?.status === 'rejected');
  if (failing.length > 0) return problem(c, 'not_ready', { detail: `Out of reach: ${failing.join(', ')}.` });
  return c.json({ status: 'ok' });
});
