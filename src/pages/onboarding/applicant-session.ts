/** The applicant session: exchanges a link for a cookie that names the applicant, and checks where forms come from. */

import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Applicant } from '#src/applicant/applicant.ts';
import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import type { Result } from '#src/core/result.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { type Form, textIn } from '#src/http/form.ts';
import { problem } from '#src/http/problem.ts';
import { isPrefetch } from '#src/http/speculative.ts';
import { caseNumberOf } from '#src/links/case-number.ts';
import {
  CODE_LIFETIME_S,
  openTokenByAny,
  signTokenUntil,
  type TokenPurpose,
  type TokenResult,
} from '#src/links/onboarding-link.ts';
import { onboardingUrl } from '#src/links/onboarding-url.ts';
import { applicantById } from '#src/platform/objects.ts';
import { codeExpiredScreen, linkEndedScreen, linkScreen, refusedScreen } from './end-screens.tsx';
import { type Screen, showScreen } from './layout.tsx';
import { switchScreen } from './switch-screen.tsx';

/** The applicant to whom the cookie of a request belongs. */
export type ApplicantSession = {
  /** The hexadecimal id of the applicant's object. */
  readonly objectId: string;
  readonly object: DurableObjectStub<Applicant>;
  /** The generation of the link that the pages were opened with. */
  readonly link: number;
  /** When that link ends, and with it cookie and forms (ms since the epoch). */
  readonly endsAt: number;
  readonly view: OnboardingView;
  /** The token for the forms of the page that is shown. */
  readonly formToken: string;
};

/** What a link, or the cookie made from it, names. */
type OpenedLink = Pick<ApplicantSession, 'objectId' | 'link' | 'endsAt'>;

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
  const session = await findSession(c);
  return session.ok ? session.value : showScreen(c, session.refusal);
}

async function findSession(c: Context<HttpEnv>): Promise<Result<ApplicantSession, Screen>> {
  const opened = await openApplicant(c, 'onboarding_cookie', getCookie(c, cookieName(c)) ?? '');
  if (!opened.ok) return opened;
  c.set('caseNumber', caseNumberOf(opened.value.objectId));
  const formToken = await sign(c, 'onboarding_form', opened.value);
  return { ok: true, value: { ...opened.value, formToken } };
}

/** Opens a token, and asks the applicant's object whether the link still works. */
async function openApplicant(
  c: Context<HttpEnv>,
  purpose: TokenPurpose,
  token: string,
): Promise<Result<Omit<ApplicantSession, 'formToken'>, Screen>> {
  const opened = await open(c, purpose, token);
  if (!opened.ok) return { ok: false, refusal: screenOfToken(opened.reason) };
  const { objectId, generation: link, endsAt } = opened;
  const object = applicantById(c.env, objectId);
  const found = await object.onboarding(link);
  if (found.ok) return { ok: true, value: { objectId, object, link, endsAt, view: found.value } };
  return { ok: false, refusal: found.refusal.code === 'link_ended' ? linkEndedScreen : linkScreen(403) };
}

function screenOfToken(reason: Extract<TokenResult, { ok: false }>['reason']): Screen {
  switch (reason) {
    case 'forged':
      return linkScreen(403);
    case 'expired':
      return linkScreen(410);
    case 'opened_too_late':
      return codeExpiredScreen;
  }
}

/**
 * Tells whether a form was made for this applicant and link, and the link has not ended. When the browser was
 * switched to another applicant meanwhile, the form must not be recorded for that other applicant.
 */
export async function isFormTokenValid(
  c: Context<HttpEnv>,
  { objectId, link }: ApplicantSession,
  form: Form,
): Promise<boolean> {
  const token = textIn(form, 'form_token');
  if (token === null) return false;
  const opened = await open(c, 'onboarding_form', token);
  return opened.ok && opened.objectId === objectId && opened.generation === link;
}

/**
 * Exchanges the token of a link for a cookie and redirects, so that the token stays neither in the address bar nor in a
 * `Referer`. A browser that is in the middle of another applicant's check is asked first: who opens a stranger's link
 * would otherwise give ID photo and face to the stranger's check. `HEAD` and a prefetch set no cookie.
 */
export async function exchangeLink(c: Context<HttpEnv>, token: string): Promise<Response> {
  const opened = await openApplicant(c, 'onboarding_link', token);
  if (!opened.ok) return showScreen(c, opened.refusal);
  // A browser drops a failed prefetch and asks again when the person opens the link.
  if (isPrefetch(c)) return c.body(null, 503, { 'cache-control': 'no-store' });
  const present = await findSession(c);
  if (!present.ok || present.value.objectId === opened.value.objectId) {
    return c.req.method === 'HEAD' ? toPages(c) : beginSession(c, opened.value);
  }
  const caseNumbers = {
    present: caseNumberOf(present.value.objectId),
    other: caseNumberOf(opened.value.objectId),
  };
  return showScreen(c, switchScreen({ token, formToken: present.value.formToken, ...caseNumbers }));
}

/**
 * Makes the link by which the applicant goes on in another browser: to the same check, of the same generation, ending
 * when the link of this browser does, and to be opened within `CODE_LIFETIME_S`.
 */
export async function makeHandOffLink(c: Context<HttpEnv>, session: ApplicantSession): Promise<string> {
  const openBy = Date.now() + CODE_LIFETIME_S * 1_000;
  const token = await sign(c, 'onboarding_link', session, openBy);
  return onboardingUrl(c.get('services').config, token);
}

/** Switches the browser to the applicant of the link. The form that asks for it has been checked. */
export async function switchToLink(c: Context<HttpEnv>, token: string): Promise<Response> {
  const opened = await openApplicant(c, 'onboarding_link', token);
  return opened.ok ? beginSession(c, opened.value) : showScreen(c, opened.refusal);
}

/**
 * Gives the browser the cookie of that applicant. It ends when the link does: a link opened in its last minute must not
 * be worth another day.
 */
async function beginSession(c: Context<HttpEnv>, opened: OpenedLink): Promise<Response> {
  const cookie = await sign(c, 'onboarding_cookie', opened);
  const secure = isSecure(c);
  setCookie(c, cookieName(c), cookie, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    maxAge: Math.floor((opened.endsAt - Date.now()) / 1_000),
  });
  return toPages(c);
}

function toPages(c: Context<HttpEnv>): Response {
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
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
async function sign(
  c: Context<HttpEnv>,
  purpose: TokenPurpose,
  { objectId, link: generation, endsAt }: OpenedLink,
  openBy?: number,
): Promise<string> {
  const { linkSecrets } = c.get('services');
  if (linkSecrets === null) throw new Error('LINK_SECRET is not set');
  return signTokenUntil(linkSecrets[0], purpose, {
    ...{ objectId, generation, endsAt },
    ...(openBy === undefined ? {} : { openBy }),
  });
}
