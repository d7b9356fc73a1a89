import { readFileSync } from 'node:fs';
import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { phaseOf } from './ilive/session.ts';
import { overviewPage } from './pages/overview-page.ts';
import { closedSessionPage, sessionPage } from './pages/session-page.ts';
import type { World } from './world.ts';

const TYPES = {
  'sandbox.css': 'text/css; charset=utf-8',
  'session.js': 'text/javascript; charset=utf-8',
  'picture-sources.js': 'text/javascript; charset=utf-8',
  'overview.js': 'text/javascript; charset=utf-8',
} as const;

/** Everything comes from here; pictures may also be what the person just chose. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page's own times, shorter in tests. */
const timesSchema = z.object({
  hold_ms: z.coerce.number().int().min(0).max(60_000).catch(3000),
  redirect_ms: z.coerce.number().int().min(0).max(60_000).catch(1500),
});

/** The pages for people: the session page, the overview, and what they load. */
export function pageRoutes({ settings, memory }: World): Hono {
  const routes = new Hono();
  routes.use('/', protectPage);
  routes.use('/session/*', protectPage);

  routes.get('/', (c) => c.html(overviewPage()));

  routes.get('/session/:id', (c) => {
    const session = memory.sessions.get(c.req.param('id'));
    if (!session) return c.html(closedSessionPage('unknown', null), 404);
    const phase = phaseOf(session, settings.now());
    if (phase === 'expired') return c.html(closedSessionPage('expired', session), 410);
    if (phase === 'decided') return c.html(closedSessionPage('decided', session), 409);
    const { hold_ms, redirect_ms } = timesSchema.parse(c.req.query());
    return c.html(sessionPage(session, { holdMs: hold_ms, redirectMs: redirect_ms }));
  });

  for (const [name, type] of Object.entries(TYPES)) {
    const content = readFileSync(new URL(`./pages/${name}`, import.meta.url), 'utf8');
    routes.get(`/assets/${name}`, (c) => c.body(content, 200, { 'Content-Type': type }));
  }

  return routes;
}

const protectPage: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Content-Security-Policy', POLICY);
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
};
