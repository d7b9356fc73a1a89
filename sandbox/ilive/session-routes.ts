import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { World } from '../world.ts';
import { requireKey } from './auth.ts';
import { refuse } from './errors.ts';
import { readWishes } from './faults.ts';
import { isAcceptableUrl } from './public-url.ts';
import { newSecret, sameSecret } from './secret.ts';
import { isoMicroseconds, type Session } from './session.ts';
import { waitIfSlow } from './slowness.ts';

/** Active is iLive's default (`/docs/liveness/active-vs-passive`); which fields are required is not documented. */
const newSessionSchema = z.object({
  mode: z.enum(['active', 'passive']).default('active'),
  redirect_url: z.string().nullish(),
  webhook_url: z.string().nullish(),
  reference_id: z.string().nullish(),
});

/** `/api/v1`: liveness sessions, their results and photos. */
export function sessionRoutes(world: World): Hono {
  const { settings, memory } = world;
  const routes = new Hono();
  routes.use(requireKey(settings));

  routes.post('/managed-session', async (c) => {
    const body = newSessionSchema.safeParse(await c.req.json().catch(() => null));
    if (!body.success) return refuse(c, 'invalid_request', z.prettifyError(body.error));
    const { mode, redirect_url, webhook_url, reference_id } = body.data;
    for (const url of [redirect_url, webhook_url]) {
      if (typeof url === 'string' && !isAcceptableUrl(url, settings.allowLoopback))
        return refuse(c, 'invalid_url');
    }
    const createdAt = settings.now();
    const session: Session = {
      id: randomUUID(),
      token: newSecret(),
      mode,
      referenceId: reference_id ?? null,
      redirectUrl: redirect_url ?? null,
      webhookUrl: webhook_url ?? null,
      createdAt,
      expiresAt: createdAt + settings.sessionTtlS * 1000,
      outcome: null,
      resultCalls: 0,
    };
    memory.sessions.set(session.id, session);
    await waitIfSlow(world, session.referenceId);
    const origin = settings.publicUrl ?? new URL(c.req.url).origin;
    const session_url = new URL(`/session/${session.id}`, origin).href;
    return c.json({ session_id: session.id, session_url, token: session.token }, 201);
  });

  routes.get('/session/:id/result', async (c) => {
    const session = await sessionOf(c);
    if (session instanceof Response) return session;
    session.resultCalls++;
    if (session.resultCalls === 1 && readWishes(session.referenceId).faults.has('down-once-')) {
      return c.text('Service Unavailable', 503);
    }
    // Not documented: neither the answer before a verdict nor the one after expiry. This is its only place here.
    if (!session.outcome) return refuse(c, 'result_not_ready');
    const { verdict, confidence, photoQuality, decidedAt } = session.outcome;
    return c.json({
      session_id: session.id,
      reference_id: session.referenceId,
      verdict,
      confidence,
      ...(photoQuality !== null && { photo_quality_score: photoQuality }),
      timestamp: isoMicroseconds(decidedAt),
    });
  });

  routes.get('/session/:id/photo', async (c) => {
    const session = await sessionOf(c);
    if (session instanceof Response) return session;
    const portrait = session.outcome?.portrait;
    if (!portrait || readWishes(session.referenceId).faults.has('no-photo-')) {
      return refuse(c, 'photo_not_available');
    }
    return c.body(portrait, 200, { 'Content-Type': 'image/jpeg' });
  });

  /** The session in the path, if the query's token is its own. */
  async function sessionOf(c: Context): Promise<Session | Response> {
    const session = memory.sessions.get(c.req.param('id') ?? '');
    if (!session) return refuse(c, 'session_not_found');
    await waitIfSlow(world, session.referenceId);
    return sameSecret(session.token, c.req.query('token') ?? '') ? session : refuse(c, 'invalid_token');
  }

  return routes;
}
