import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { deliverVerdict } from './ilive/delivery.ts';
import { refuse } from './ilive/errors.ts';
import { readForm } from './ilive/form.ts';
import { readImage } from './ilive/image-part.ts';
import {
  chooseVerdict,
  confidenceFor,
  type Outcome,
  phaseOf,
  redirectTarget,
  roundTo4,
  type Session,
} from './ilive/session.ts';
import type { World } from './world.ts';

const verdictSchema = z.enum(['pass', 'retry', 'fail', 'auto']).default('auto');

/** `POST /capture/{session_id}`: ends a session with a picture, as the session page and scripts do. */
export function captureRoute(world: World): Hono {
  const { settings, memory } = world;
  const routes = new Hono();

  routes.post('/capture/:id', async (c) => {
    const session = memory.sessions.get(c.req.param('id'));
    if (!session) return refuse(c, 'session_not_found');
    const phase = phaseOf(session, settings.now());
    if (phase === 'expired') return refuse(c, 'session_expired');
    if (phase === 'decided') return refuse(c, 'session_decided');

    const form = await readForm(c);
    const asked = verdictSchema.safeParse(form.verdict);
    if (!asked.success) return refuse(c, 'invalid_request', 'verdict must be pass, retry, fail or auto');
    const image = form.image === undefined ? null : await readImage(settings, form.image);
    if (image && !image.ok) return refuse(c, image.code);

    const face = image?.analysis.faces[0];
    const verdict = chooseVerdict(asked.data, session.referenceId, face !== undefined);
    const portrait = image && verdict === 'pass' ? await settings.engine.portrait(image.bytes) : null;
    // Another capture may have come to its end while this picture was looked at.
    if (session.outcome) return refuse(c, 'session_decided');

    const seed = image?.analysis.sha256 ?? createHash('sha256').update(session.id).digest('hex');
    const outcome: Outcome = {
      verdict,
      confidence: confidenceFor(verdict, seed),
      photoQuality: face ? roundTo4(face.quality) : null,
      portrait,
      decidedAt: settings.now(),
    };
    session.outcome = outcome;
    world.inBackground(deliverVerdict(world, session, outcome));
    return c.json(describe(session, outcome));
  });

  return routes;
}

function describe(session: Session, { verdict, confidence, photoQuality }: Outcome) {
  return {
    session_id: session.id,
    verdict,
    confidence,
    photo_quality_score: photoQuality,
    redirect_url: redirectTarget(session),
  };
}
