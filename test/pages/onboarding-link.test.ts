import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import worker from '../../src/index.ts';
import { openToken, signToken } from '../../src/links/onboarding-link.ts';
import { CONSENT, headingOf, linkOf, openOnboarding } from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import { newUserId, readApplicant, send, typesOf } from '../support/customer.ts';

describe('the link', () => {
  it('comes with a new applicant and with one that exists, never with a read or a list', async () => {
    const user = newUserId();
    const first = await send('POST', '/v1/applicants', { json: { user_id: user } });
    const second = await send('POST', '/v1/applicants', { json: { user_id: user } });
    for (const { body } of [first, second]) {
      expect(body.onboarding_url).toMatch(/^https:\/\/kyc\.test\/onboarding\/open\/[\w.-]+$/);
      expect(body.onboarding_url).not.toContain(user);
    }
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await readApplicant(user)).not.toHaveProperty('onboarding_url');
    const { body: list } = await send('GET', '/v1/applicants?limit=100');
    expect(JSON.stringify(list)).not.toContain('onboarding_url');
  });

  it('is exchanged for a cookie that no script reads and no other site sends along', async () => {
    const browser = openBrowser();
    const link = await linkOf(newUserId());
    const exchanged = await browser.get(link);
    expect(exchanged).toMatchObject({ status: 303, location: '/onboarding' });
    expect(exchanged.headers.get('referrer-policy')).toBe('no-referrer');
    expect(exchanged.headers.get('cache-control')).toBe('no-store');
    const cookie = exchanged.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^__Host-onboarding=/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) {
      expect(cookie.split('; ')).toContain(flag);
    }
    const lasts = Number(/Max-Age=(\d+)/.exec(cookie)?.[1]);
    expect(lasts).toBeGreaterThan(86_300);
    expect(lasts).toBeLessThanOrEqual(86_400);
    // Opened twice is fine: mail programs look first.
    expect((await openBrowser().get(link)).status).toBe(303);
    expect((await browser.get('/onboarding')).status).toBe(200);
  });

  it('opens nothing when it is forged, another object’s, a cookie’s, or too old', async () => {
    const [link, other] = [await linkOf(newUserId()), await linkOf(newUserId())];
    const [id, end, mac] = link.split('/').at(-1)!.split('.');
    const [otherId] = other.split('/').at(-1)!.split('.');
    const secret = env.LINK_SECRET;
    const forged = [
      `${otherId}.${end}.${mac}`,
      `${id}.zzzzzzz.${mac}`,
      `${id}.${end}.${mac!.replace(/^./, (char) => (char === 'A' ? 'B' : 'A'))}`,
      `${id}.${end}`,
      await signToken(secret, 'onboarding_cookie', id!, Date.now()),
      await signToken('another secret of at least 32 characters', 'onboarding_link', id!, Date.now()),
    ];
    for (const token of forged) {
      const answer = await openBrowser().get(`/onboarding/open/${token}`);
      expect({ token, status: answer.status }).toEqual({ token, status: 403 });
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    const old = await signToken(secret, 'onboarding_link', id!, Date.now() - 86_401_000);
    const late = await openBrowser().get(`/onboarding/open/${old}`);
    expect(late.status).toBe(410);
    expect(late.html).toContain('you will get a new link');
  });

  it('lasts 24 hours to the second', async () => {
    const token = await signToken('s'.repeat(32), 'onboarding_link', '0'.repeat(64), 0);
    const opened = (now: number) => openToken('s'.repeat(32), 'onboarding_link', token, now);
    const named = { objectId: '0'.repeat(64), generation: 0, endsAt: 86_400_000 };
    expect(await opened(86_399_999)).toEqual({ ok: true, ...named });
    expect(await opened(86_400_000)).toEqual({ ok: false, reason: 'expired' });
  });

  it('gives, in its last minute, a cookie and forms that end with it', async () => {
    const made = Date.now();
    const link = await linkOf(newUserId());
    const browser = openBrowser();
    vi.useFakeTimers({ toFake: ['Date'], now: made + 86_340_000 });
    const cookie = (await browser.get(link)).headers.get('set-cookie') ?? '';
    const { html } = await browser.get('/onboarding');
    const [, form = ''] = /name="form_token" value="([^"]+)"/.exec(html) ?? [];
    vi.setSystemTime(made + 86_401_000);
    const late = await browser.get('/onboarding');
    const sent = await browser.post('/onboarding/consent', CONSENT);
    vi.useRealTimers();
    expect(Number(/Max-Age=(\d+)/.exec(cookie)?.[1])).toBeLessThanOrEqual(61);
    const endOf = (token: string) => token.split('.').at(-2);
    const [token = ''] = link.split('/').slice(-1);
    expect(endOf(form)).toBe(endOf(token));
    expect([late.status, headingOf(late.html), sent.status]).toEqual([410, 'This link has expired', 410]);
  });

  it('opens one applicant’s pages only, and a cookie that is too old none', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const [browser] = [await openOnboarding(one), await openOnboarding(two)];
    await browser.post('/onboarding/consent', CONSENT);
    expect(await typesOf(one)).toContain('consent_recorded');
    expect(await typesOf(two)).not.toContain('consent_recorded');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_401_000 });
    const late = await browser.get('/onboarding');
    vi.useRealTimers();
    expect(late.status).toBe(410);
    expect((await openBrowser().get('/onboarding')).status).toBe(403);
  });

  it('is not given, and the pages are not there, without LINK_SECRET; a short one stops the service', async () => {
    const ask = async (path: string, secret: string, init: RequestInit = {}) => {
      const context = createExecutionContext();
      const request = new Request(`https://kyc.test${path}`, init) as Parameters<typeof worker.fetch>[0];
      const answer = await worker.fetch(request, { ...env, LINK_SECRET: secret } as Env, context);
      await waitOnExecutionContext(context);
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const link = await linkOf(newUserId());
    for (const path of ['/onboarding', link, '/onboarding/changes']) {
      expect(await ask(path, '')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    const { backend } = JSON.parse(env.TEST_KEYS);
    const headers = { authorization: `Bearer ${backend}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ user_id: newUserId() });
    const made = await ask('/v1/applicants', '', { method: 'POST', headers, body });
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('onboarding_url');
    expect(await ask('/onboarding', 'short')).toMatchObject({ status: 503, body: { code: 'not_ready' } });
  });

  it('is not used up by who only looks: mail scanners, previews', async () => {
    const user = newUserId();
    const link = await linkOf(user);
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD']) {
      expect((await openBrowser().ask(link, { method })).status).toBe(303);
    }
    expect((await openBrowser().ask(link, { method: 'POST' })).status).toBe(405);
    expect(await typesOf(user)).toEqual(['applicant_created']);
    const browser = openBrowser();
    await browser.get(link);
    expect((await browser.get('/onboarding')).status).toBe(200);
  });

  it('expired says how to get a new one; a page without its link says to open it again', async () => {
    const [, , , token] = (await linkOf(newUserId())).split('/');
    const id = token!.split('.')[0]!;
    const old = await signToken(env.LINK_SECRET, 'onboarding_link', id, Date.now() - 86_401_000);
    const late = await openBrowser().get(`/onboarding/open/${old}`);
    expect(late.status).toBe(410);
    expect(headingOf(late.html)).toBe('This link has expired');
    expect(late.html).toContain('Go back to the app or website where you began');
    const bare = await openBrowser().get('/onboarding');
    expect(bare.status).toBe(403);
    expect(headingOf(bare.html)).toBe('Please open your link again');
  });
});
