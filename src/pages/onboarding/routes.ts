/** `/onboarding`: the applicant's own pages, opened by a link. Not part of the API, so not in `openapi.json`. */
import { type Context, Hono } from 'hono';
import { subscriptionRequest } from '#src/applicant/live-updates.ts';
import { MAX_IMAGE_BYTES, MAX_JSON_BYTES } from '#src/contract/limits.ts';
import { APPLICANT_ACTOR } from '#src/core/events.ts';
import { isUnreadableLog } from '#src/event-log/event-store.ts';
import { readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { logFailure } from '#src/http/failure.ts';
import { type Form, parseForm, textIn } from '#src/http/form.ts';
import { problem } from '#src/http/problem.ts';
import { countAddress, countRequest } from '#src/http/request-limits.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import { secondsUntil } from '#src/platform/retry-after.ts';
import { isStorageUnavailable, STORAGE_RETRY_AFTER_S } from '#src/platform/storage.ts';
import {
  type ApplicantSession,
  applicantSessionOf,
  exchangeLink,
  isFormTokenValid,
  isSameOrigin,
  makeHandOffLink,
  requireLinkSecret,
  requireSameOrigin,
  switchToLink,
} from './applicant-session.ts';
import {
  approvedScreen,
  brokenScreen,
  checkingScreen,
  erasedScreen,
  refusedScreen,
  rejectedScreen,
  reviewScreen,
} from './end-screens.tsx';
import { type Screen, showScreen } from './layout.tsx';
import { PHONE_PATH, phoneGoesOnScreen, phoneScreen, SHOWN_AT } from './phone-screen.tsx';
import { photoScreen, uploadsUsedUpScreen } from './photo-screen.tsx';
import { consentScreen, faceScreen } from './screens.tsx';
import { takePhoto } from './take-photo.ts';

/** The routes of the pages, their forms, and the WebSocket that notifies open pages of changes. */
export const onboarding = new Hono<HttpEnv>()
  .use('/onboarding/*', requireLinkSecret)
  .get('/onboarding/open/:token', async (c) => {
    const waitS = await countAddress(c, 'LINKS_OF_ADDRESS');
    return waitS === null ? exchangeLink(c, c.req.param('token')) : tooMany(c, waitS);
  })
  .get('/onboarding', async (c) => {
    const session = await applicantSessionOf(c);
    return session instanceof Response ? session : showScreen(c, screenOf(c, session));
  })
  .get(PHONE_PATH, async (c) => {
    const session = await applicantSessionOf(c);
    if (session instanceof Response) return session;
    const { step, isTask } = screenOf(c, session);
    if (!isTask) return advance(c);
    const shownAt = /^[1-3]$/.exec(c.req.query(SHOWN_AT) ?? '')?.[0] ?? String(step);
    return shownAt === String(step)
      ? showScreen(c, phoneScreen(await makeHandOffLink(c, session), step))
      : showScreen(c, phoneGoesOnScreen(step, shownAt));
  })
  .get('/onboarding/changes', async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket' || !isSameOrigin(c))
      return problem(c, 'not_found');
    const session = await applicantSessionOf(c);
    if (session instanceof Response) return session;
    const { webSocket } = await session.object.fetch(subscriptionRequest(c.req.raw, session.link));
    return webSocket ? new Response(null, { status: 101, webSocket }) : problem(c, 'not_found');
  })
  .post('/onboarding/switch', requireSameOrigin, async (c) => {
    const submission = await readSubmission(c, MAX_JSON_BYTES);
    if (submission instanceof Response) return submission;
    const link = textIn(submission.form, 'link');
    return link !== null ? switchToLink(c, link) : showScreen(c, refusedScreen);
  })
  .post('/onboarding/consent', requireSameOrigin, async (c) => {
    const submission = await readSubmission(c, MAX_JSON_BYTES);
    if (submission instanceof Response) return submission;
    const { session, form } = submission;
    const { CONSENT_VERSION: version } = c.get('services').config;
    const agreedTo = textIn(form, 'consent');
    if (agreedTo === null) return showScreen(c, consentScreen(session.formToken, version, { missing: true }));
    // Consent to an older text is not recorded: the redirect leads to the current text.
    if (agreedTo !== version) return advance(c);
    const { object, link } = session;
    const recorded = await object.recordConsent(version, APPLICANT_ACTOR, link);
    const isTooOften = !recorded.ok && recorded.refusal.code === 'rate_limited';
    return isTooOften ? tooMany(c, secondsUntil(recorded.refusal.retryAt)) : advance(c);
  })
  .post('/onboarding/id-photo', requireSameOrigin, async (c) => {
    const submission = await readSubmission(c, MAX_IMAGE_BYTES + MAX_JSON_BYTES, answerWithoutPhoto);
    if (submission instanceof Response) return submission;
    const { session, form } = submission;
    const taken = await takePhoto(form, session, c.get('services'));
    if (taken === 'advance') return advance(c);
    if (taken === 'used_up') return usedUp(c);
    return showScreen(c, photoScreen({ formToken: session.formToken, advice: taken }));
  })
  .post('/onboarding/liveness', requireSameOrigin, async (c) => {
    const submission = await readSubmission(c, MAX_JSON_BYTES);
    if (submission instanceof Response) return submission;
    const { session } = submission;
    if (!hasConsent(c, session)) return advance(c);
    const waitS = await countRequest(c.env, 'STARTS_OF_APPLICANT', session.objectId);
    if (waitS !== null) return tooMany(c, waitS);
    const redirectUrl = c.get('services').config.PUBLIC_URL + ONBOARDING_PATH;
    const given = { redirectUrl, consent: null };
    const started = await session.object.startSessionByLink(given, APPLICANT_ACTOR, session.link);
    if (started.ok) return c.redirect(started.value.session.session_url, 303);
    const { code } = started.refusal;
    if (code !== 'ilive_unavailable' && code !== 'budget_used_up') return advance(c);
    return showScreen(c, faceScreen({ ...session, formTargets: formTargetsOf(c), unavailable: true }));
  })
  // A phone may reload a page that was the answer to a form, and requests it without the form.
  .get('/onboarding/:step{consent|id-photo|liveness|switch}', advance);

/**
 * Reads a form and the session that it belongs to.
 * @param answerUnread gives the answer that needs no form, if there is one: then the body is not read
 * @returns a page that says what is wrong, when the form cannot be used
 */
async function readSubmission(
  c: Context<HttpEnv>,
  mostBytes: number,
  answerUnread: (
    c: Context<HttpEnv>,
    session: ApplicantSession,
  ) => Response | Promise<Response> | null = () => null,
): Promise<Response | { readonly session: ApplicantSession; readonly form: Form }> {
  const session = await applicantSessionOf(c);
  if (session instanceof Response) return session;
  const unread = answerUnread(c, session);
  if (unread) return unread;
  const body = await readAtMost(c.req.raw, mostBytes);
  if (!body) {
    return showScreen(c, photoScreen({ formToken: session.formToken, advice: 'adviceTooLarge' }));
  }
  const form = parseForm(body, c.req.header('content-type') ?? '');
  return form.ok && (await isFormTokenValid(c, session, form.value))
    ? { session, form: form.value }
    : showScreen(c, refusedScreen);
}

// A person reads the answer, so a failure is a page and not a problem document.
onboarding.onError((error, c) => {
  logFailure(c, error);
  if (!isStorageUnavailable(error) && !isUnreadableLog(error)) return showScreen(c, brokenScreen);
  c.header('Retry-After', String(STORAGE_RETRY_AFTER_S));
  return showScreen(c, { ...brokenScreen, status: 503 });
});

/** Chooses the page for the applicant's next step. */
function screenOf(c: Context<HttpEnv>, session: ApplicantSession): Screen {
  const { view, formToken } = session;
  const { CONSENT_VERSION: version } = c.get('services').config;
  switch (view.status) {
    case 'awaiting_id_photo':
      if (!hasConsent(c, session)) return consentScreen(formToken, version);
      return view.mayUpload ? photoScreen({ again: view.photoAgain, formToken }) : uploadsUsedUpScreen;
    case 'awaiting_liveness':
      if (!hasConsent(c, session)) return consentScreen(formToken, version);
      if (view.awaitsResult && view.sessionUrl) return checkingScreen;
      return c.req.query('step') === 'photo' && view.mayUpload
        ? photoScreen({ formToken })
        : faceScreen({ ...session, formTargets: formTargetsOf(c) });
    case 'verifying':
      return checkingScreen;
    case 'in_review':
      return reviewScreen(view);
    case 'approved':
      return approvedScreen(view.backUrl);
    case 'rejected':
      return rejectedScreen(view);
    case 'erased':
      return erasedScreen;
  }
}

/** Returns the answer when no photo would be taken, whatever the form holds; null when one may be sent. */
function answerWithoutPhoto(c: Context<HttpEnv>, session: ApplicantSession) {
  const { status, mayUpload } = session.view;
  const isAwaited = status === 'awaiting_id_photo' || status === 'awaiting_liveness';
  if (!isAwaited || !hasConsent(c, session)) return advance(c);
  return mayUpload ? null : usedUp(c);
}

/** Tells whether the applicant has agreed to the text that the pages show now, on these pages or through the caller. */
function hasConsent(c: Context<HttpEnv>, { view }: ApplicantSession): boolean {
  return view.consentVersion === c.get('services').config.CONSENT_VERSION;
}

/** The addresses that iLive's page may have. iLive names the page only when a session is created. */
function formTargetsOf(c: Context<HttpEnv>): readonly string[] {
  return c.get('services').config.sessionSources;
}

/** Shows the page for a passing failure, with how long to wait. */
function tooMany(c: Context<HttpEnv>, waitS: number) {
  c.header('Retry-After', String(waitS));
  return showScreen(c, { ...brokenScreen, status: 429 });
}

function usedUp(c: Context<HttpEnv>) {
  return showScreen(c, { ...uploadsUsedUpScreen, status: 409 });
}

function advance(c: Context<HttpEnv>): Response {
  return c.redirect(ONBOARDING_PATH, 303);
}
