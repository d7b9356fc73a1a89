/** Knows whose browser it is by the cookie that a link was exchanged for, and whether a form comes from our own page. */

import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Applicant } from '#src/applicant/applicant.ts';
import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { openToken, signToken, TOKEN_LIFE_S } from '#src/links/onboarding-link.ts';
import { applicantById } from '#src/platform/objects.ts';
import { linkScreen, refusedScreen } from './end-screens.tsx';
import { showScreen } from './layout.tsx';

/** The applicant whose browser asks. */
export type ApplicantSession = {
  readonly objectId: string;
  readonly object: DurableObjectStub<Applicant>;
  readonly view: OnboardingView;
  /** For the forms of the page that is shown. */
  readonly formToken: string;
};

/** Without `LINK_SECRET` there are no such pages. */
export const linksOn = createMiddleware<HttpEnv>(async function needLinks(c, next) {
  return secretOf(c) === null ? problem(c, 'not_found', { detail: 'There is no such route.' }) : next();
});

/** A form must come from a page of ours: by `Origin`, or by `Sec-Fetch-Site` where a browser keeps the origin to itself. */
export const ownForm = createMiddleware<HttpEnv>(async function refuseForeignForms(c, next) {
  return isOwn(c) ? next() : showScreen(c, refusedScreen);
});

/** Whether our own page asks. */
export function isOwn(c: Context<HttpEnv>): boolean {
  if (c.req.header('origin') === c.get('services').config.PUBLIC_URL) return true;
  return c.req.header('sec-fetch-site') === 'same-origin';
}

/** The applicant of the cookie, or the page that says how to get a new link. */
export async function applicantSessionOf(c: Context<HttpEnv>): Promise<ApplicantSession | Response> {
  const cookie = getCookie(c, cookieName(c)) ?? '';
  const secret = secretOf(c) ?? '';
  const opened = await openToken(secret, 'onboarding_cookie', cookie, Date.now());
  if (!opened.ok) return showScreen(c, linkScreen(opened.reason === 'expired' ? 410 : 403));
  const object = applicantById(c.env, opened.objectId);
  const view = await object.onboarding();
  if (!view) return showScreen(c, linkScreen(403));
  const { objectId } = opened;
  return {
    objectId,
    object,
    view,
    formToken: await signToken(secret, 'onboarding_form', objectId, Date.now()),
  };
}

/**
 * Whether the form was made for this applicant, not too long ago: another link opened in the same browser, by whomever,
 * must not have it filed under the wrong name.
 */
export async function isFormOf(
  c: Context<HttpEnv>,
  { objectId }: ApplicantSession,
  form: FormData,
): Promise<boolean> {
  const token = form.get('form_token');
  if (typeof token !== 'string') return false;
  const opened = await openToken(secretOf(c) ?? '', 'onboarding_form', token, Date.now());
  return opened.ok && opened.objectId === objectId;
}

/** Takes a link for a cookie, so that it stays neither in the address bar nor in a Referer. */
export async function exchangeLink(c: Context<HttpEnv>, token: string): Promise<Response> {
  const secret = secretOf(c) ?? '';
  const opened = await openToken(secret, 'onboarding_link', token, Date.now());
  if (!opened.ok) return showScreen(c, linkScreen(opened.reason === 'expired' ? 410 : 403));
  const cookie = await signToken(secret, 'onboarding_cookie', opened.objectId, Date.now());
  const secure = isSecure(c);
  setCookie(c, cookieName(c), cookie, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    maxAge: TOKEN_LIFE_S,
  });
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  return c.redirect('/onboarding', 303);
}

/** `__Host-`: no neighbouring domain can set it. Browsers want https for that, so not on this machine. */
function cookieName(c: Context<HttpEnv>): string {
  return isSecure(c) ? '__Host-onboarding' : 'onboarding';
}

function isSecure(c: Context<HttpEnv>): boolean {
  return c.get('services').config.PUBLIC_URL.startsWith('https:');
}

function secretOf(c: Context<HttpEnv>): string | null {
  return c.get('services').config.LINK_SECRET ?? null;
}
