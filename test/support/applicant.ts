/** An applicant in a browser, as far as most tests of its pages begin alike. */
import { expect } from 'vitest';
import { openBrowser } from './browser.ts';
import { readApplicant, send } from './customer.ts';

/** The ticked box: it says which text was agreed to. */
export const CONSENT = new URLSearchParams({ consent: '2' });

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

/** Opens another applicant's link in a browser that is in a check, and agrees to switch. */
export async function switchTo(browser: ReturnType<typeof openBrowser>, link: string): Promise<void> {
  const asked = await browser.get(link);
  expect({ status: asked.status, heading: headingOf(asked.html) }).toEqual({ status: 200, heading: SWITCH });
  const form = new URLSearchParams({ link: link.split('/').at(-1)! });
  expect(await browser.post('/onboarding/switch', form)).toMatchObject({
    status: 303,
    location: '/onboarding',
  });
}

/** The heading of the question before a browser is switched. */
export const SWITCH = 'Whose check do you want to go on with?';

/** The end of the case number that a page shows in its header, or null. */
export function caseOf(html: string): string | null {
  return /<p class="case">[^<]*<bdi>([^<]*)<\/bdi>/.exec(html)?.[1] ?? null;
}

/** A new link, which ends the earlier ones. */
export async function renewedLinkOf(user: string): Promise<string> {
  const { status, body } = await send('POST', `/v1/applicants/${user}/onboarding-link`, { json: {} });
  expect(status).toBe(201);
  return new URL(body.onboarding_url).pathname;
}
