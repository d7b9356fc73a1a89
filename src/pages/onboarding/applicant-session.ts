/** The applicant session: exchanges a link for a cookie that names the applicant, and checks where forms come from. */

import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Applicant } from '#src/applicant/applicant.ts';
import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { type Form, textIn } from '#src/http/form.ts';
import { problem } from '#src/http/problem.ts';
import { isPrefetch } from '#src/http/speculative.ts';
import {
  openTokenByAny,
  signToken,
  TOKEN_LIFETIME_S,
  type TokenPurpose,
  type TokenResult,
} from '#src/links/onboarding-link.ts';
import { applicantById } from '#src/platform/objects.ts';
import { linkScreen, refusedScreen } from './end-screens.tsx';
import { showScreen } from './layout.tsx';

/** The applicant to whom the cookie of a request belongs. */
export type ApplicantSession = {
  /** The hexadecimal id of the applicant's object. */
  readonly objectId: string;
  readonly object: DurableObjectStub<Applicant>;
  readonly view: OnboardingView;
  /** The token for the forms of the page that is shown. */
  readonly formToken: string;
};

/** Answers 404 for these pages when `LINK_SECRET` is not set. */
export const requireLinkSecret = createMiddleware<HttpEnv>(async function requireLinkSecret(c, next) {
  return c.get('services').linkSecrets === null
    ? problem(c, 'not_found', { detail: 'There is no such route.' })
    : next();
});

/** Refuses a form that does not come from our own pages. */
export const requireSameOrigin = createMiddleware<HttpEnv>(async function requireSameOrigin(c, next) {
  return isSameOrigin(c) ? next() : showScreen(c, refusedScreen);
});

/**
 * Tells whether our own page sent the request: by `Origin`, or by `Sec-Fetch-Site` when a browser withholds the origin.
 */
export function isSameOrigin(c: Context<HttpEnv>): boolean {
  if (c.req.header('origin') === c.get('services').config.PUBLIC_URL) return true;
  return c.req.header('sec-fetch-site') === 'same-origin';
}

/** Opens the session that the cookie names. @returns a page that says how to get a new link, when there is none */
export async function applicantSessionOf(c: Context<HttpEnv>): Promise<ApplicantSession | Response> {
  const cookie = getCookie(c, cookieName(c)) ?? '';
  const opened = await open(c, 'onboarding_cookie', cookie);
  if (!opened.ok) return showScreen(c, linkScreen(opened.reason === 'expired' ? 410 : 403));
  const object = applicantById(c.env, opened.objectId);
  const view = await object.onboarding();
  if (!view) return showScreen(c, linkScreen(403));
  const { objectId } = opened;
  return {
    objectId,
    object,
    view,
    formToken: await sign(c, 'onboarding_form', objectId),
  };
}

/**
 * Tells whether a form was made for this applicant within the last `TOKEN_LIFETIME_S`. When another applicant's link was
 * opened in the same browser meanwhile, the form must not be recorded for that other applicant.
 */
export async function isFormTokenValid(
  c: Context<HttpEnv>,
  { objectId }: ApplicantSession,
  form: Form,
): Promise<boolean> {
  const token = textIn(form, 'form_token');
  if (token === null) return false;
  const opened = await open(c, 'onboarding_form', token);
  return opened.ok && opened.objectId === objectId;
}

/**
 * Exchanges the token of a link for a cookie and redirects, so that the token stays neither in the address bar nor in a
 * `Referer`. `HEAD` and a prefetch set no cookie: it could end the session of another applicant in this browser.
 */
export async function exchangeLink(c: Context<HttpEnv>, token: string): Promise<Response> {
  const opened = await open(c, 'onboarding_link', token);
  if (!opened.ok) return showScreen(c, linkScreen(opened.reason === 'expired' ? 410 : 403));
  // A browser drops a failed prefetch and asks again when the person opens the link.
  if (isPrefetch(c)) return c.body(null, 503, { 'cache-control': 'no-store' });
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  if (c.req.method === 'HEAD') return c.redirect('/onboarding', 303);
  const cookie = await sign(c, 'onboarding_cookie', opened.objectId);
  const secure = isSecure(c);
  setCookie(c, cookieName(c), cookie, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    maxAge: TOKEN_LIFETIME_S,
  });
  return c.redirect('/onboarding', 303);
}

/** With the prefix `__Host-` no other subdomain can set the cookie. It needs https, so it is not used on localhost. */
function cookieName(c: Context<HttpEnv>): string {
  return isSecure(c) ? '__Host-onboarding' : 'onboarding';
}

function isSecure(c: Context<HttpEnv>): boolean {
  return c.get('services').config.PUBLIC_URL.startsWith('https:');
}

function open(c: Context<HttpEnv>, purpose: TokenPurpose, token: string): Promise<TokenResult> {
  return openTokenByAny(c.get('services').linkSecrets ?? [], purpose, token, Date.now());
}

/** @throws when there are no pages for applicants */
async function sign(c: Context<HttpEnv>, purpose: TokenPurpose, objectId: string): Promise<string> {
  const { linkSecrets } = c.get('services');
  if (linkSecrets === null) throw new Error('LINK_SECRET is not set');
  return signToken(linkSecrets[0], purpose, objectId, Date.now());
}
