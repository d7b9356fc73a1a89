import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import worker from '../../src/index.ts';
import { openToken, signToken } from '../../src/onboarding/link.ts';
import { arrived, CONSENT, headingOf, linkOf } from '../support/applicant.ts';
import { openBrowser, photoForm } from '../support/browser.ts';
import * as customer from '../support/customer.ts';
import { inside } from '../support/onboard.ts';

const { created, decide, log, newUserId, photo, read, send, settled, verify } = customer;
/** Nothing of the judgement: no number after a point, no word of a check. */
function expectNothingTold(html: string) {
  const words = /0\.\d|score|similar|threshold|duplicate|verdict|quality|confidence|liveness_|attempt/i;
  // A token is random and may hold anything.
  const told = html
    .replaceAll('/onboarding/liveness', '')
    .replaceAll(/ name="form_token" value="[^"]*"/g, '');
  expect(told).not.toMatch(words);
}

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
    expect(await read(user)).not.toHaveProperty('onboarding_url');
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
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=86400']) {
      expect(cookie.split('; ')).toContain(flag);
    }
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
    expect(await opened(86_399_999)).toEqual({ ok: true, objectId: '0'.repeat(64) });
    expect(await opened(86_400_000)).toEqual({ ok: false, reason: 'expired' });
  });

  it('opens one applicant’s pages only, and a cookie that is too old none', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const [browser] = [await arrived(one), await arrived(two)];
    await browser.post('/onboarding/consent', CONSENT);
    expect((await log(one)).map((event) => event.type)).toContain('consent_recorded');
    expect((await log(two)).map((event) => event.type)).not.toContain('consent_recorded');
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
});

describe('the pages', () => {
  it('lead from consent to approved', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    const welcome = await browser.get('/onboarding');
    expect(headingOf(welcome.html)).toBe('Let us check that you are you');
    expect(welcome.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(welcome.headers.get('cache-control')).toBe('no-store');
    // No upload and no session before consent.
    await browser.post('/onboarding/id-photo', photoForm(await photo('audrey.jpg')));
    expect((await read(user)).id_photo).toBeNull();
    expect((await browser.post('/onboarding/consent')).status).toBe(422);
    expect(await browser.post('/onboarding/consent', CONSENT)).toMatchObject({ location: '/onboarding' });
    await browser.post('/onboarding/consent', CONSENT);

    expect(headingOf((await browser.get('/onboarding')).html)).toBe('Photograph your ID');
    const sent = await browser.post('/onboarding/id-photo', photoForm(await photo('audrey.jpg')));
    expect(sent).toMatchObject({ status: 303, location: '/onboarding' });
    const face = await browser.get('/onboarding');
    expect(headingOf(face.html)).toBe('Now show your face');
    expect(headingOf((await browser.get('/onboarding?step=photo')).html)).toBe('Photograph your ID');

    const changes = await browser.ask('/onboarding/changes', {
      headers: { upgrade: 'websocket', origin: 'https://kyc.test' },
    });
    expect(changes.status).toBe(101);
    const heard: string[] = [];
    changes.webSocket!.accept();
    const approved = new Promise<void>((resolve) => {
      changes.webSocket!.addEventListener('message', ({ data }) => {
        heard.push(String(data));
        if (String(data).includes('approved')) resolve();
      });
    });

    const left = await browser.post('/onboarding/liveness');
    expect(left).toMatchObject({ status: 303, location: expect.stringMatching(/^https:\/\/ilive\.test\//) });
    const { liveness } = await read(user);
    expect(left.location).toBe(liveness!.session_url);
    expect((await browser.get('/onboarding')).html).toContain('Continue the face check');
    expect((await browser.post('/onboarding/liveness')).location).toBe(left.location);
    await customer.capture(liveness!.session_id, 'audrey.jpg');
    await customer.deliver(await customer.deliveryOf(liveness!.session_id));
    expect((await settled(user)).status).toBe('approved');
    await approved;
    expect(heard).toContain('{"type":"changed","status":"verifying"}');
    expect(heard.at(-1)).toBe('{"type":"changed","status":"approved"}');
    changes.webSocket!.close();

    const end = await browser.get('/onboarding');
    expect(headingOf(end.html)).toBe('Done: your identity is confirmed');
    for (const { html } of [welcome, face, end]) expectNothingTold(html);
    const { body } = await send('POST', '/v1/applicants', { json: { user_id: user } });
    expect(body).not.toHaveProperty('onboarding_url');
    const events = (await send('GET', `/v1/applicants/${user}/events?limit=100`, { as: 'auditor' })).body
      .data;
    const ours = events.filter(({ actor }: { actor: string }) => actor === 'applicant');
    expect(ours.map(({ type }: { type: string }) => type)).toEqual([
      'consent_recorded',
      'id_photo_received',
      'id_photo_stored',
      'session_opened',
    ]);
    expect(ours[0].data).toMatchObject({ version: '1' });
  });

  it('say what to do about a photo that is not taken, and keep nothing of it', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    await browser.post('/onboarding/consent', CONSENT);
    const empty = await browser.post('/onboarding/id-photo', photoForm(new Uint8Array()));
    expect(empty.status).toBe(422);
    expect(empty.html).toContain('Please take a photo or choose a picture first.');
    const noFace = await browser.post('/onboarding/id-photo', photoForm(await photo('ironman.jpg')));
    expect(noFace.status).toBe(422);
    expect(noFace.html).toMatch(/role="alert".*We found no face on the photo/s);
    const text = await browser.post(
      '/onboarding/id-photo',
      photoForm(Uint8Array.from('no picture', (char) => char.charCodeAt(0))),
    );
    expect(text.html).toContain('cannot be opened as a picture');
    const large = await browser.post('/onboarding/id-photo', photoForm(new Uint8Array(8_200_000)));
    expect(large.status).toBe(413);
    expect((await read(user)).id_photo).toBeNull();

    await browser.post('/onboarding/id-photo', photoForm(await photo('bieber_small.jpg?brightness=0.3')));
    expect((await read(user)).id_photo!.warnings).toContain('dark');
    expect((await browser.get('/onboarding')).html).toContain('The photo is rather dark.');
  });

  it('show each status with its next step, and never why', async () => {
    const user = newUserId();
    await created(user, 'audrey.jpg');
    const browser = await arrived(user);
    await browser.post('/onboarding/consent', CONSENT);
    expect((await verify(user, 'obama4_crop.jpg')).status).toBe('in_review');
    const review = await browser.get('/onboarding');
    expect(headingOf(review.html)).toBe('A person is having a look');
    await decide(user, 'new_id_photo');
    const again = await browser.get('/onboarding');
    expect(headingOf(again.html)).toBe('We need another photo of your ID');
    await browser.post('/onboarding/id-photo', photoForm(await photo('audrey.jpg')));
    await settled(user);
    await decide(user, 'retry_liveness');
    const repeat = await browser.get('/onboarding');
    expect(headingOf(repeat.html)).toBe('Please repeat the face check');
    await verify(user, 'obama4_crop.jpg');
    await decide(user, 'reject');
    const rejected = await browser.get('/onboarding');
    expect(headingOf(rejected.html)).toBe('We could not confirm your identity');
    for (const path of ['/onboarding/consent', '/onboarding/id-photo', '/onboarding/liveness']) {
      expect(await browser.post(path, CONSENT)).toMatchObject({ status: 303, location: '/onboarding' });
    }
    await send('DELETE', `/v1/applicants/${user}`);
    const erased = await browser.get('/onboarding');
    expect(headingOf(erased.html)).toBe('Your data has been deleted');
    for (const { html } of [review, again, repeat, rejected, erased]) expectNothingTold(html);
  });

  it('say so where iLive cannot be reached', async () => {
    const user = newUserId();
    await created(user, 'audrey.jpg');
    const browser = await arrived(user);
    await browser.post('/onboarding/consent', CONSENT);
    await inside(user, (object) => {
      object.env = { ...object.env, ILIVE_BASE_URL: 'https://away.test' } as typeof object.env;
    });
    const answer = await browser.post('/onboarding/liveness');
    expect(answer.status).toBe(502);
    expect(answer.html).toContain('Please try again in a minute.');
  });

  it('are where iLive brings the applicant back to', async () => {
    const user = newUserId();
    await created(user, 'audrey.jpg');
    const browser = await arrived(user);
    await browser.post('/onboarding/consent', CONSENT);
    await browser.post('/onboarding/liveness');
    const { session_id } = (await read(user)).liveness!;
    const form = new FormData();
    form.set('verdict', 'pass');
    form.set('image', new File([await photo('audrey.jpg')], 'a.jpg', { type: 'image/jpeg' }));
    const captured = await fetch(`https://ilive.test/capture/${session_id}`, { method: 'POST', body: form });
    const { redirect_url } = (await captured.json()) as { redirect_url: string };
    const back = await browser.get(new URL(redirect_url).pathname);
    expect(back).toMatchObject({ status: 303, location: '/onboarding' });
    // The verdict is on its way: nobody is asked for another look.
    expect(headingOf((await browser.get('/onboarding')).html)).not.toBe('Now show your face');
  });

  it('take forms and sockets from our own pages only', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    for (const origin of ['https://evil.test', 'null', 'https://kyc.test.evil.test', null]) {
      const refused = await browser.post('/onboarding/consent', CONSENT, origin);
      expect({ origin, status: refused.status }).toEqual({ origin, status: 403 });
    }
    expect((await log(user)).map((event) => event.type)).toEqual(['applicant_created']);
    const headers = { upgrade: 'websocket', origin: 'https://evil.test' };
    expect((await browser.ask('/onboarding/changes', { headers })).status).toBe(404);
    const stranger = await openBrowser().ask('/onboarding/changes', {
      headers: { upgrade: 'websocket', origin: 'https://kyc.test' },
    });
    expect(stranger.status).toBe(403);
  });

  it('speak the browser’s language, or the one that was chosen', async () => {
    const browser = await arrived(newUserId(), { 'accept-language': 'pt, ar-EG;q=0.9, en;q=0.5' });
    expect((await browser.get('/onboarding')).html).toContain('<html lang="ar" dir="rtl">');
    expect((await browser.get('/onboarding?lang=de')).html).toContain('<html lang="de" dir="ltr">');
    expect((await browser.get('/onboarding')).html).toContain('<h1>Zeigen Sie uns, dass Sie es sind</h1>');
  });

  it('load only files of ours that are there', async () => {
    const { html } = await (await arrived(newUserId())).get('/onboarding');
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files).toEqual(['/assets/favicon.svg', '/assets/onboarding.css', '/assets/onboarding.js']);
    for (const path of files) {
      const first = await openBrowser().ask(path);
      const etag = first.headers.get('etag')!;
      expect({ status: first.status, cache: first.headers.get('cache-control') }, path).toEqual({
        status: 200,
        cache: 'no-cache',
      });
      await first.text();
      // Known already, and still the same since the last deploy.
      expect((await openBrowser({ 'if-none-match': etag }).ask(path)).status).toBe(304);
    }
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
  });
});
