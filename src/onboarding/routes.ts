/** `/onboarding`: the applicant's own pages, for whoever has a link. Not part of the API, so not described. */
import { type Context, Hono } from 'hono';
import { decodeUtf8, MAX_JSON_BYTES, readAtMost } from '../http/body.ts';
import type { HttpEnv } from '../http/context.ts';
import { problem } from '../http/problem.ts';
import { approvedSheet, checkingSheet, erasedSheet, rejectedSheet, reviewSheet } from './end-sheets.tsx';
import { type Sheet, showSheet } from './frame.tsx';
import { ONBOARDING_PATH } from './onboarding-url.ts';
import { consentSheet, faceSheet, photoSheet } from './sheets.tsx';
import { takePhoto } from './take-photo.ts';
import { exchangeLink, isOwn, linksOn, ownForm, type Visit, visitOf } from './visit.ts';

/** In the log, who acts here. */
const ACTOR = 'applicant';

/** The pages, their forms, and the WebSocket that tells them of changes. */
export const onboarding = new Hono<HttpEnv>()
  .use('/onboarding/*', linksOn)
  .get('/onboarding/open/:token', (c) => exchangeLink(c, c.req.param('token')))
  .get('/onboarding', async (c) => {
    const visit = await visitOf(c);
    return visit instanceof Response ? visit : showSheet(c, sheetOf(c, visit));
  })
  .get('/onboarding/changes', async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket' || !isOwn(c)) return problem(c, 'not_found');
    const visit = await visitOf(c);
    if (visit instanceof Response) return visit;
    const { webSocket } = await visit.object.fetch(c.req.raw);
    return new Response(null, { status: 101, webSocket });
  })
  .post('/onboarding/consent', ownForm, async (c) => {
    const visit = await visitOf(c);
    if (visit instanceof Response) return visit;
    if (!(await saysYes(c.req.raw))) return showSheet(c, consentSheet({ missing: true }));
    await visit.object.recordConsent(c.get('world').config.CONSENT_VERSION, ACTOR);
    return onward(c);
  })
  .post('/onboarding/id-photo', ownForm, async (c) => {
    const visit = await visitOf(c);
    if (visit instanceof Response) return visit;
    if (!hasConsent(c, visit)) return onward(c);
    const advice = await takePhoto(c.req.raw, visit, c.get('world'));
    return advice ? showSheet(c, photoSheet(false, advice)) : onward(c);
  })
  .post('/onboarding/liveness', ownForm, async (c) => {
    const visit = await visitOf(c);
    if (visit instanceof Response) return visit;
    if (!hasConsent(c, visit)) return onward(c);
    const redirectUrl = c.get('world').config.PUBLIC_URL + ONBOARDING_PATH;
    const started = await visit.object.startSession({ redirectUrl, consent: null }, ACTOR);
    if (started.ok) return c.redirect(started.session.session_url, 303);
    if (started.refusal.code !== 'ilive_unavailable') return onward(c);
    return showSheet(c, faceSheet(visit.view, formTargetsOf(c), true));
  });

/** What the applicant does next. */
function sheetOf(c: Context<HttpEnv>, visit: Visit): Sheet {
  const { view } = visit;
  switch (view.status) {
    case 'awaiting_id_photo':
      return hasConsent(c, visit) ? photoSheet(view.again) : consentSheet();
    case 'awaiting_liveness':
      if (!hasConsent(c, visit)) return consentSheet();
      if (view.returned && view.sessionUrl) return checkingSheet;
      return c.req.query('step') === 'photo' ? photoSheet(false) : faceSheet(view, formTargetsOf(c));
    case 'verifying':
      return checkingSheet;
    case 'in_review':
      return reviewSheet;
    case 'approved':
      return approvedSheet;
    case 'rejected':
      return rejectedSheet;
    case 'erased':
      return erasedSheet;
  }
}

/** To the text that the pages show now, whoever asked. */
function hasConsent(c: Context<HttpEnv>, { view }: Visit): boolean {
  return view.consentVersion === c.get('world').config.CONSENT_VERSION;
}

/** iLive's page stands where iLive says, known only once a session is made: any https, or the sandbox on this machine. */
function formTargetsOf(c: Context<HttpEnv>): readonly string[] {
  const { ILIVE_BASE_URL: ilive } = c.get('world').config;
  return ilive.startsWith('https:') ? ['https:'] : ['https:', ilive];
}

/** The ticked box. */
async function saysYes(request: Request): Promise<boolean> {
  const body = await readAtMost(request, MAX_JSON_BYTES);
  return new URLSearchParams((body && decodeUtf8(body)) ?? '').get('consent') === 'yes';
}

function onward(c: Context<HttpEnv>): Response {
  return c.redirect(ONBOARDING_PATH, 303);
}
