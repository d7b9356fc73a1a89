/** An applicant in a browser, as far as most tests of its pages begin alike. */
import { expect } from 'vitest';
import { openBrowser } from './browser.ts';
import { readApplicant, send } from './customer.ts';

/** The ticked box: it says which text was agreed to. */
export const CONSENT = new URLSearchParams({ consent: '1' });

/** The link of that applicant, made if need be. */
export async function linkOf(user: string): Promise<string> {
  const { body } = await send('POST', '/v1/applicants', { json: { user_id: user } });
  return new URL(body.onboarding_url).pathname;
}

/** A browser that has opened the link and sees the first page. */
export async function openOnboarding(user: string, headers: Record<string, string> = {}) {
  const browser = openBrowser(headers);
  const { status } = await browser.get(await linkOf(user));
  expect(status).toBe(303);
  await browser.get('/onboarding');
  return browser;
}

/** The same, and consent is given. */
export async function openOnboardingAndConsent(user: string, headers: Record<string, string> = {}) {
  const browser = await openOnboarding(user, headers);
  await browser.post('/onboarding/consent', CONSENT);
  return browser;
}

/** What the page is called. */
export const headingOf = (html: string) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];

/** Passes the face check on iLive's page, as begun on our own; the webhook is yet to come. */
export async function sessionIdOf(user: string): Promise<string> {
  return (await readApplicant(user)).liveness!.session_id;
}
