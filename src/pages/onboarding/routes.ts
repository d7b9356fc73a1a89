/** `/onboarding`: the applicant's own pages, for whoever has a link. Not part of the API, so not described. */
import { type Context, Hono } from 'hono';
import { MAX_IMAGE_BYTES, MAX_JSON_BYTES, readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { logFailure } from '#src/http/failure.ts';
import { problem } from '#src/http/problem.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import {
  approvedSheet,
  brokenSheet,
  checkingSheet,
  erasedSheet,
  refusedSheet,
  rejectedSheet,
  reviewSheet,
} from './end-sheets.tsx';
import { type Sheet, showSheet } from './frame.tsx';
import { photoSheet, uploadsUsedUpSheet } from './photo-sheet.tsx';
import { consentSheet, faceSheet } from './sheets.tsx';
import { ACTOR, takePhoto } from './take-photo.ts';
import { exchangeLink, isFormOf, isOwn, linksOn, ownForm, type Visit, visitOf } from './visit.ts';

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
    const asked = await askedBy(c, MAX_JSON_BYTES);
    if (asked instanceof Response) return asked;
    const { visit, form } = asked;
    const { CONSENT_VERSION: version } = c.get('services').config;
    const agreedTo = form.get('consent');
    if (agreedTo === null) return showSheet(c, consentSheet(visit.formToken, version, { missing: true }));
    // To a text that is shown no more: the way on leads to the one that is.
    if (agreedTo === version) await visit.object.recordConsent(version, ACTOR);
    return advance(c);
  })
  .post('/onboarding/id-photo', ownForm, async (c) => {
    const asked = await askedBy(c, MAX_IMAGE_BYTES + MAX_JSON_BYTES);
    if (asked instanceof Response) return asked;
    const { visit, form } = asked;
    if (!hasConsent(c, visit)) return advance(c);
    const taken = await takePhoto(form, visit, c.get('services'));
    if (taken === 'advance') return advance(c);
    if (taken === 'used_up') return showSheet(c, { ...uploadsUsedUpSheet, status: 409 });
    return showSheet(c, photoSheet({ again: false, formToken: visit.formToken, advice: taken }));
  })
  .post('/onboarding/liveness', ownForm, async (c) => {
    const asked = await askedBy(c, MAX_JSON_BYTES);
    if (asked instanceof Response) return asked;
    const { visit } = asked;
    if (!hasConsent(c, visit)) return advance(c);
    const redirectUrl = c.get('services').config.PUBLIC_URL + ONBOARDING_PATH;
    const started = await visit.object.startSession({ redirectUrl, consent: null }, ACTOR);
    if (started.ok) return c.redirect(started.value.session.session_url, 303);
    if (started.refusal.code !== 'ilive_unavailable') return advance(c);
    return showSheet(c, faceSheet({ ...visit, formTargets: formTargetsOf(c), unavailable: true }));
  })
  // Where a form's answer is reloaded without its form: a tab that the phone has put away.
  .get('/onboarding/:step{consent|id-photo|liveness}', advance);

/** The form with whose it is, or the page that says what is wrong with it. */
async function askedBy(
  c: Context<HttpEnv>,
  mostBytes: number,
): Promise<Response | { readonly visit: Visit; readonly form: FormData }> {
  const visit = await visitOf(c);
  if (visit instanceof Response) return visit;
  const body = await readAtMost(c.req.raw, mostBytes);
  if (!body) {
    return showSheet(c, photoSheet({ again: false, formToken: visit.formToken, advice: 'adviceTooLarge' }));
  }
  const form = await new Request(c.req.raw, { body }).formData().catch(() => null);
  return form && (await isFormOf(c, visit, form)) ? { visit, form } : showSheet(c, refusedSheet);
}

// A person reads it, so it is a page.
onboarding.onError((error, c) => {
  logFailure(c, error);
  return showSheet(c, brokenSheet);
});

/** What the applicant does next. */
function sheetOf(c: Context<HttpEnv>, visit: Visit): Sheet {
  const { view, formToken } = visit;
  const { CONSENT_VERSION: version } = c.get('services').config;
  switch (view.status) {
    case 'awaiting_id_photo':
      if (!hasConsent(c, visit)) return consentSheet(formToken, version);
      return view.mayUpload ? photoSheet({ ...view, formToken }) : uploadsUsedUpSheet;
    case 'awaiting_liveness':
      if (!hasConsent(c, visit)) return consentSheet(formToken, version);
      if (view.returned && view.sessionUrl) return checkingSheet;
      return c.req.query('step') === 'photo' && view.mayUpload
        ? photoSheet({ again: false, formToken })
        : faceSheet({ ...visit, formTargets: formTargetsOf(c) });
    case 'verifying':
      return checkingSheet;
    case 'in_review':
      return reviewSheet(view.backUrl);
    case 'approved':
      return approvedSheet(view.backUrl);
    case 'rejected':
      return rejectedSheet(view.backUrl);
    case 'erased':
      return erasedSheet;
  }
}

/** To the text that the pages show now, whoever asked. */
function hasConsent(c: Context<HttpEnv>, { view }: Visit): boolean {
  return view.consentVersion === c.get('services').config.CONSENT_VERSION;
}

/** iLive's page stands where iLive says, known only once a session is made: any https, or the sandbox on this machine. */
function formTargetsOf(c: Context<HttpEnv>): readonly string[] {
  const { ILIVE_BASE_URL: ilive } = c.get('services').config;
  return ilive.startsWith('https:') ? ['https:'] : ['https:', ilive];
}

function advance(c: Context<HttpEnv>): Response {
  return c.redirect(ONBOARDING_PATH, 303);
}
