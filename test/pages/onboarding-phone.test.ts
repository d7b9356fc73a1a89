/** Going on with the phone: the QR code on the computer's page, what it opens, for how long and for whom. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signTokenUntil } from '../../src/links/onboarding-link.ts';
import {
  CONSENT,
  caseOf,
  headingOf,
  linkOf,
  openOnboarding,
  openOnboardingAndConsent,
  renewedLinkOf,
  SWITCH,
} from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import {
  completeLiveness,
  decide,
  newUserId,
  readApplicant,
  send,
  typesOf,
  upload,
} from '../support/customer.ts';
import { readQrCode } from '../support/read-qr-code.ts';

const PHONE = '/onboarding/phone';
const COOKIE = '__Host-onboarding';
const TITLE = 'Go on with your phone';
type Browser = Awaited<ReturnType<typeof openOnboarding>>;

/** The path that the code on the page holds. */
async function codeOf(browser: Browser): Promise<string> {
  const { status, html } = await browser.get(PHONE);
  expect({ status, heading: headingOf(html) }).toEqual({ status: 200, heading: TITLE });
  const link = new URL(readQrCode(html));
  expect(link.origin).toBe('https://kyc.test');
  return link.pathname;
}

/** When a cookie or link ends: the last part of its token before the MAC. */
const endOf = (token: string | undefined) => token?.split('.').at(-2);

afterEach(() => {
  vi.useRealTimers();
});

describe('the code on the page of a computer', () => {
  it('opens the same check on a phone, which goes on for both', async () => {
    const user = newUserId();
    const desk = await openOnboarding(user);
    const first = await desk.get(PHONE);
    const phone = openBrowser();
    expect(await phone.get(await codeOf(desk))).toMatchObject({ status: 303, location: '/onboarding' });
    const seen = await phone.get('/onboarding');
    expect(caseOf(seen.html)).toBe(caseOf(first.html));
    expect(headingOf(seen.html)).toBe('Let us check that you are you');
    await phone.post('/onboarding/consent', CONSENT);
    // The computer's page follows: its name has changed, by which its script notices.
    const second = await desk.get(PHONE);
    const nameOf = (html: string) => /data-name="([^"]*)"/.exec(html)?.[1];
    expect([nameOf(first.html), nameOf(second.html)]).toEqual(['phone 1', 'phone 2']);
    const followed = (html: string) => /data-path="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(followed(second.html)).toBe(`${PHONE}?from=2`);
    expect(nameOf((await desk.get(followed(second.html))).html)).toBe('phone 2');
    await upload(user, 'audrey.jpg');
    expect(nameOf((await desk.get(PHONE)).html)).toBe('phone 3');
    // The page that has shown the code follows, and shows none any more.
    const follows = await desk.get(followed(second.html));
    expect([nameOf(follows.html), headingOf(follows.html)]).toEqual([
      'phone goes on 3',
      'Your phone goes on',
    ]);
    expect(follows.html).not.toContain('<svg');
    expect(followed(follows.html)).toBe(`${PHONE}?from=2`);
    for (const odd of ['', '4', '0', 'x', '3'])
      expect(nameOf((await desk.get(`${PHONE}?from=${odd}`)).html)).toBe('phone 3');
    await completeLiveness(user, 'obama4_crop.jpg');
    // Nothing is left to do on a phone.
    expect(await desk.get(PHONE)).toMatchObject({ status: 303, location: '/onboarding' });
    expect(headingOf((await desk.get('/onboarding')).html)).toBe('A person is having a look');
    await decide(user, 'new_id_photo');
    expect(nameOf((await desk.get(PHONE)).html)).toBe('phone 2');
  });

  it('can be opened for ten minutes, by more than one look; then it says how to get another one', async () => {
    const desk = await openOnboarding(newUserId());
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now });
    const code = await codeOf(desk);
    // Cameras and their previews look first.
    for (const method of ['HEAD', 'GET']) {
      expect((await openBrowser().ask(code, { method })).status).toBe(303);
    }
    vi.setSystemTime(now + 598_000);
    expect((await openBrowser().get(code)).status).toBe(303);
    vi.setSystemTime(now + 600_000);
    const late = await openBrowser().get(code);
    expect({ status: late.status, heading: headingOf(late.html) }).toEqual({
      ...{ status: 410, heading: 'This code has run out' },
    });
    expect(late.headers.getSetCookie()).toEqual([]);
    expect((await openBrowser().get(await codeOf(desk))).status).toBe(303);
  });

  it('gives the phone no longer than the computer has, also from code to code', async () => {
    const made = Date.now();
    const link = await linkOf(newUserId());
    const desk = openBrowser();
    await desk.get(link);
    vi.useFakeTimers({ toFake: ['Date'], now: made + 80_000_000 });
    const phone = openBrowser();
    const set = (await phone.get(await codeOf(desk))).headers.get('set-cookie') ?? '';
    expect(Number(/Max-Age=(\d+)/.exec(set)?.[1])).toBeLessThanOrEqual(6_400);
    const next = openBrowser();
    await next.get(await codeOf(phone));
    for (const { jar } of [desk, phone, next]) expect(endOf(jar.get(COOKIE))).toBe(endOf(link));
    // In the last minutes the code ends with the link.
    vi.setSystemTime(made + 86_390_000);
    const last = await codeOf(desk);
    vi.setSystemTime(made + 86_401_000);
    expect(headingOf((await openBrowser().get(last)).html)).toBe('This link has expired');
  });

  it('ends with the links of the applicant, and with the cookie made from it', async () => {
    const user = newUserId();
    const desk = await openOnboarding(user);
    const code = await codeOf(desk);
    const phone = openBrowser();
    await phone.get(code);
    await renewedLinkOf(user);
    for (const answer of [
      await openBrowser().get(code),
      await phone.get('/onboarding'),
      await desk.get(PHONE),
    ]) {
      expect({ status: answer.status, heading: headingOf(answer.html) }).toEqual({
        ...{ status: 410, heading: 'This link does not work any more' },
      });
      expect(answer.html).not.toContain('qr-code');
    }
    const renewed = openBrowser();
    await renewed.get(await renewedLinkOf(user));
    const newest = await codeOf(renewed);
    await send('DELETE', `/v1/applicants/${user}/onboarding-link`);
    expect((await openBrowser().get(newest)).status).toBe(410);
  });

  it('takes over no phone that is in the middle of another check', async () => {
    const [attacker, victim] = [newUserId(), newUserId()];
    const code = await codeOf(await openOnboarding(attacker));
    const phone = await openOnboardingAndConsent(victim);
    const cookie = phone.jar.get(COOKIE);
    const asked = await phone.get(code);
    expect({ status: asked.status, heading: headingOf(asked.html) }).toEqual({
      status: 200,
      heading: SWITCH,
    });
    expect(phone.jar.get(COOKIE)).toBe(cookie);
    const before = await typesOf(victim);
    // An answer that comes when the code has run out switches nothing.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    const late = await phone.post(
      '/onboarding/switch',
      new URLSearchParams({ link: code.split('/').at(-1)! }),
    );
    expect(headingOf(late.html)).toBe('This code has run out');
    expect(phone.jar.get(COOKIE)).toBe(cookie);
    expect(await typesOf(victim)).toEqual(before);
  });

  it('is no longer valid for being changed, and is neither cookie nor form', async () => {
    const desk = await openOnboarding(newUserId());
    const token = (await codeOf(desk)).split('/').at(-1)!;
    const [id, openBy, end, mac] = token.split('.');
    expect(openBy).toMatch(/^b[0-9a-z]+$/);
    const later = `b${(Number.parseInt(openBy!.slice(1), 36) + 3_600).toString(36)}`;
    for (const forged of [
      `${id}.${end}.${mac}`,
      `${id}.${later}.${end}.${mac}`,
      `${id}.${openBy}.zzzzzzz.${mac}`,
      `${id}.${openBy}.${openBy}.${end}.${mac}`,
      `${id}.b.${end}.${mac}`,
    ]) {
      expect({ forged, status: (await openBrowser().get(`/onboarding/open/${forged}`)).status }).toEqual({
        ...{ forged, status: 403 },
      });
    }
    const thief = openBrowser();
    thief.jar.set(COOKIE, token);
    expect((await thief.get('/onboarding')).status).toBe(403);
    const form = new URLSearchParams({ ...Object.fromEntries(CONSENT), form_token: token });
    expect((await desk.post('/onboarding/consent', form)).status).toBe(403);
    // What limits the opening is covered by the MAC in every token.
    const claim = { objectId: id!, generation: 0, endsAt: Date.now() + 60_000, openBy: Date.now() - 1_000 };
    const past = await signTokenUntil(env.LINK_SECRET, 'onboarding_link', claim);
    expect(headingOf((await openBrowser().get(`/onboarding/open/${past}`)).html)).toBe(
      'This code has run out',
    );
  });
});

describe('the page with the code', () => {
  it('is shown to who has the cookie only, kept by no cache, framed by nobody, and records nothing', async () => {
    const user = newUserId();
    const bare = await openBrowser().get(PHONE);
    expect(bare.status).toBe(403);
    expect(bare.html).not.toContain('qr-code');
    const desk = await openOnboarding(user);
    const page = await desk.get(PHONE);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    // The link is in the picture only, where no script, extension or copy of the text finds it as a link.
    expect(page.html).not.toContain('/onboarding/open/');
    expect(page.html).not.toMatch(/ style=|<style|<script(?![^>]* src=)/);
    expect(await typesOf(user)).toEqual(['applicant_created']);
    expect(await readApplicant(user)).not.toHaveProperty('onboarding_url');
  });

  it('is offered where something is to be done, and says in each language what it is', async () => {
    const user = newUserId();
    const desk = await openOnboarding(user);
    const offers = async () => (await desk.get('/onboarding')).html.includes(`href="${PHONE}"`);
    expect(await offers()).toBe(true);
    const titles = new Set<string | undefined>();
    for (const lang of ['en', 'de', 'es', 'fr', 'ar']) {
      const { html } = await desk.get(`${PHONE}?lang=${lang}`);
      titles.add(headingOf(html));
      expect(html).toContain(`<html lang="${lang}"`);
      expect(html).toContain('href="/onboarding/phone?lang=de"');
      expect(readQrCode(html)).toContain('/onboarding/open/');
    }
    expect(titles.size).toBe(5);
    await desk.post('/onboarding/consent', CONSENT);
    expect(await offers()).toBe(true);
    await upload(user, 'audrey.jpg');
    expect(await offers()).toBe(true);
    await completeLiveness(user, 'obama4_crop.jpg');
    expect(await offers()).toBe(false);
    await decide(user, 'reject');
    expect(await offers()).toBe(false);
    expect((await desk.get(PHONE)).status).toBe(303);
  });
});
