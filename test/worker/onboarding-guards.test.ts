import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { Applicant } from '../../src/index.ts';
import { signToken } from '../../src/onboarding/link.ts';
import { agreed, arrived, CONSENT, headingOf, linkOf } from '../support/applicant.ts';
import { openBrowser, photoForm } from '../support/browser.ts';
import {
  capture,
  decide,
  deliver,
  deliveryOf,
  log,
  newUserId,
  photo,
  read,
  send,
  settled,
  upload,
  verify,
} from '../support/customer.ts';

const typesOf = async (user: string) => (await log(user)).map(({ type }) => type);
const SOCKET = { upgrade: 'websocket', origin: 'https://kyc.test' };
type Browser = Awaited<ReturnType<typeof arrived>>;

/** A page that listens. */
async function listen(browser: Browser): Promise<WebSocket> {
  const { webSocket } = await browser.ask('/onboarding/changes', { headers: SOCKET });
  webSocket!.accept();
  return webSocket!;
}

const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));

describe('a form', () => {
  it('is taken only with the token of the applicant whose pages are open', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const browser = await arrived(one);
    const { html } = await browser.get('/onboarding');
    const [, token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    // Another link opened in the same browser, by whomever: the page that is still open was made for `one`.
    await browser.get(await linkOf(two));
    const id = token!.split('.')[0]!;
    const secret = env.LINK_SECRET;
    const wrong = [
      token!,
      '',
      'no token',
      await signToken(secret, 'onboarding_cookie', id, Date.now()),
      await signToken(secret, 'onboarding_form', '0'.repeat(64), Date.now()),
    ];
    for (const form_token of wrong) {
      for (const path of ['/onboarding/consent', '/onboarding/liveness']) {
        const refused = await browser.post(path, new URLSearchParams({ consent: '1', form_token }));
        expect({ form_token, status: refused.status }).toEqual({ form_token, status: 403 });
        expect(headingOf(refused.html)).toBe('This request was refused');
      }
      const form = photoForm(await photo('audrey.jpg'));
      form.set('form_token', form_token);
      expect((await browser.post('/onboarding/id-photo', form)).status).toBe(403);
    }
    expect(await typesOf(one)).toEqual(['applicant_created']);
    expect(await typesOf(two)).toEqual(['applicant_created']);
  });

  it('can be sent for 24 hours, and belongs to the page of a link opened since', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    const { html } = await browser.get('/onboarding');
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_401_000 });
    await browser.get(await linkOf(user));
    const late = await browser.post(
      '/onboarding/consent',
      new URLSearchParams({ consent: '1', form_token: form_token! }),
    );
    vi.useRealTimers();
    expect(late.status).toBe(403);
    expect(await typesOf(user)).toEqual(['applicant_created']);
  });

  it('is not taken from other sites, whatever it holds', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    const { html } = await browser.get('/onboarding');
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    const body = new URLSearchParams({ consent: '1', form_token: form_token! });
    const from = (site: string) =>
      browser.ask('/onboarding/consent', { method: 'POST', body, headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site', 'none']) expect((await from(site)).status).toBe(403);
    expect(await typesOf(user)).toEqual(['applicant_created']);
    expect((await from('same-origin')).status).toBe(303);
    expect(await typesOf(user)).toEqual(['applicant_created', 'consent_recorded']);
  });

  it('sent twice, or after the way back, does nothing twice that counts', async () => {
    const user = newUserId();
    const browser = await agreed(user);
    const again = await browser.post('/onboarding/consent', CONSENT);
    expect(again).toMatchObject({ status: 303, location: '/onboarding' });
    const picture = await photo('audrey.jpg');
    await Promise.all([1, 2].map(() => browser.post('/onboarding/id-photo', photoForm(picture))));
    const [first, second] = await Promise.all([1, 2].map(() => browser.post('/onboarding/liveness')));
    expect(first!.location).toBe(second!.location);
    const types = await typesOf(user);
    expect(types.filter((type) => type === 'consent_recorded')).toHaveLength(1);
    expect(types.filter((type) => type === 'session_opened')).toHaveLength(1);
  });

  it('agrees to the text that it showed, and to no other', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    for (const consent of ['0', 'yes', '']) {
      const sent = await browser.post('/onboarding/consent', new URLSearchParams({ consent }));
      expect(sent).toMatchObject({ status: 303, location: '/onboarding' });
    }
    expect((await browser.get('/onboarding')).html).toContain('name="consent" value="1"');
    expect(await typesOf(user)).toEqual(['applicant_created']);
  });

  it('reloaded without itself leads to the page that is due', async () => {
    const browser = await arrived(newUserId());
    for (const step of ['consent', 'id-photo', 'liveness']) {
      expect(await browser.get(`/onboarding/${step}`)).toMatchObject({
        status: 303,
        location: '/onboarding',
      });
    }
    expect((await browser.get('/onboarding/else')).status).toBe(404);
  });
});

describe('uploads on the page', () => {
  it('end at twenty, taken or not, before anything is looked at or stored; a reviewer grants more', async () => {
    const user = newUserId();
    const browser = await agreed(user);
    const noPicture = () => photoForm(Uint8Array.from('no picture', (char) => char.charCodeAt(0)));
    for (let sent = 0; sent < 18; sent += 1) await browser.post('/onboarding/id-photo', noPicture());
    // At the same moment there is room for two, not for four.
    const last = await Promise.all(
      [1, 2, 3, 4].map(async () =>
        browser.post('/onboarding/id-photo', photoForm(await photo('audrey.jpg'))),
      ),
    );
    expect(last.map(({ status }) => status).toSorted()).toEqual([303, 303, 409, 409]);
    const refused = last.find(({ status }) => status === 409)!;
    expect(headingOf(refused.html)).toBe('No more photos can be sent');
    expect(refused.html).not.toContain('type="file"');
    expect((await typesOf(user)).filter((type) => type === 'id_photo_received')).toHaveLength(20);
    const stored = await env.PHOTOS.list({ prefix: (await log(user))[0]!.data.photo_prefix });
    expect(stored.objects).toHaveLength(2);

    // The way on is open, and nobody is sent to a page that takes nothing.
    const face = await browser.get('/onboarding?step=photo');
    expect(headingOf(face.html)).toBe('Now show your face');
    expect(face.html).not.toContain('step=photo');
    // The caller's own upload has no such limit.
    expect((await upload(user, 'audrey.jpg')).id_photo).not.toBeNull();
    expect((await verify(user, 'obama4_crop.jpg')).status).toBe('in_review');
    await decide(user, 'new_id_photo');
    expect(headingOf((await browser.get('/onboarding')).html)).toBe('We need another photo of your ID');
    const more = await browser.post('/onboarding/id-photo', photoForm(await photo('audrey.jpg')));
    expect(more.status).toBe(303);
  });

  it('used up without one that was taken, say whom to ask', async () => {
    const user = newUserId();
    const browser = await agreed(user);
    const object = env.APPLICANTS.getByName(user);
    for (let sent = 0; sent < 20; sent += 1) await object.receiveIdPhoto(1, 'applicant');
    const page = await browser.get('/onboarding');
    expect(page.status).toBe(200);
    expect(headingOf(page.html)).toBe('No more photos can be sent');
    expect(page.html).toContain('Please contact the company that sent you here.');
  });
});

describe('the link', () => {
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

describe('a page that listens', () => {
  it('is one of eight at most; the oldest makes room', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    const sockets: WebSocket[] = [];
    for (let open = 0; open < 8; open += 1) sockets.push(await listen(browser));
    const oldest = closed(sockets[0]!);
    for (let open = 8; open < 40; open += 1) sockets.push(await listen(browser));
    expect(await oldest).toBe(1013);
    const heard = new Promise((resolve) => sockets.at(-1)!.addEventListener('message', resolve));
    await upload(user, 'audrey.jpg');
    await heard;
  });

  it('is not told that somebody looks at a photo', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    await upload(user, 'audrey.jpg');
    const socket = await listen(browser);
    const told: unknown[] = [];
    const heard = new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        told.push(JSON.parse(String(data)));
        resolve(told);
      });
    });
    await env.APPLICANTS.getByName(user).viewPhoto('id', 'reviewer:rita@example.com');
    await send('DELETE', `/v1/applicants/${user}`);
    await heard;
    expect(told[0]).toEqual({ type: 'changed', status: 'erased' });
  });

  it('that talks is hung up on, and nobody else', async () => {
    const user = newUserId();
    const browser = await arrived(user);
    const [talker, quiet] = [await listen(browser), await listen(browser)];
    const hungUp = closed(talker);
    for (let said = 0; said < 100; said += 1) talker.send('x'.repeat(1_000));
    expect(await hungUp).toBe(1008);
    const heard = new Promise((resolve) => quiet.addEventListener('message', resolve));
    await upload(user, 'audrey.jpg');
    await heard;
  });

  it('needs the cookie, and an own page', async () => {
    const browser = await arrived(newUserId());
    for (const origin of ['https://evil.test', 'null', 'https://kyc.test.evil.test', 'http://kyc.test']) {
      const headers = { upgrade: 'websocket', origin };
      expect((await browser.ask('/onboarding/changes', { headers })).status).toBe(404);
    }
    expect((await browser.ask('/onboarding/changes', { headers: { upgrade: 'websocket' } })).status).toBe(
      404,
    );
    expect((await openBrowser().ask('/onboarding/changes', { headers: SOCKET })).status).toBe(403);
  });
});

describe('a face check that was not done in time', () => {
  it('is said to be that, and can be started again', async () => {
    const user = newUserId();
    const browser = await agreed(user);
    await upload(user, 'audrey.jpg');
    await browser.post('/onboarding/liveness');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_900_000 });
    await settled(user);
    const page = await browser.get('/onboarding');
    vi.useRealTimers();
    expect((await read(user)).reasons).toEqual(['session_expired']);
    expect(headingOf(page.html)).toBe('Now show your face');
    expect(page.html).toContain('The time for the last face check ran out.');
    expect(page.html).toContain('Start the face check');
  });
});

describe('the way back to the app', () => {
  const APP = 'https://app.example/done?plan=a%20b';
  const backOf = (html: string) =>
    /<a class="button" href="([^"]+)" rel="noreferrer">Back to the app<\/a>/.exec(html)?.[1];

  async function createdWith(redirect_url: unknown) {
    const user_id = newUserId();
    return { user_id, ...(await send('POST', '/v1/applicants', { json: { user_id, redirect_url } })) };
  }

  it('is the page that came with the applicant, in the end and in review, and no redirect', async () => {
    const { user_id: user, status } = await createdWith(APP);
    expect(status).toBe(201);
    const browser = await agreed(user);
    expect(backOf((await browser.get('/onboarding')).html)).toBeUndefined();
    await upload(user, 'audrey.jpg');
    // Begun on our own pages, so it comes back to them and not to the app.
    await browser.post('/onboarding/liveness');
    const { session_id } = (await read(user)).liveness!;
    await capture(session_id, 'obama4_crop.jpg');
    await deliver(await deliveryOf(session_id));
    expect((await settled(user)).status).toBe('in_review');
    const wanted = `https://app.example/done?plan=a%20b&amp;session_id=${session_id}`;
    const review = await browser.get('/onboarding');
    expect({ status: review.status, back: backOf(review.html) }).toEqual({ status: 200, back: wanted });
    await decide(user, 'reject');
    expect(backOf((await browser.get('/onboarding')).html)).toBe(wanted);
    // It is the caller's, and personal: erased with the rest.
    await send('DELETE', `/v1/applicants/${user}`);
    expect((await browser.get('/onboarding')).html).not.toContain('app.example');
  });

  it('is that of a session which the backend started before that of the applicant', async () => {
    const { user_id: user } = await createdWith(APP);
    const browser = await agreed(user);
    await upload(user, 'audrey.jpg');
    const path = `/v1/applicants/${user}/sessions`;
    const json = { redirect_url: 'https://other.example/' };
    const { session_id } = (await send('POST', path, { json })).body;
    expect((await browser.post('/onboarding/liveness')).status).toBe(303);
    const form = new FormData();
    form.set('verdict', 'fail');
    form.set('image', new File([await photo('audrey.jpg')], 'a.jpg', { type: 'image/jpeg' }));
    await fetch(`https://ilive.test/capture/${session_id}`, { method: 'POST', body: form });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_900_000 });
    await settled(user);
    const page = await browser.get('/onboarding');
    vi.useRealTimers();
    expect(headingOf(page.html)).toBe('A person is having a look');
    expect(backOf(page.html)).toBe(`https://other.example/?session_id=${session_id}`);
  });

  it('is https or refused, and what stands in it stays in the address', async () => {
    const bad = [
      'http://app.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      '/onboarding',
      '',
      42,
      'https://',
      `https://app.example/${'x'.repeat(2_000)}`,
    ];
    for (const url of bad) {
      const answer = await createdWith(url);
      expect({ url, status: answer.status }).toEqual({ url, status: 400 });
    }
    const odd = "https://app.example/a\"><script>alert(1)</script>\r\nSet-Cookie: x=y?q='1'#part";
    const { user_id: user } = await createdWith(odd);
    const browser = await agreed(user);
    await upload(user, 'audrey.jpg');
    await verify(user, 'obama4_crop.jpg');
    const page = await browser.get('/onboarding');
    expect(page.html).not.toContain('<script>alert');
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(new URL(backOf(page.html)!.replaceAll('&amp;', '&')).host).toBe('app.example');
  });

  it('can come with the form too, and is left as it is for one that exists', async () => {
    const user_id = newUserId();
    const form = new FormData();
    form.set('user_id', user_id);
    form.set('redirect_url', APP);
    form.set('id_photo', new File([await photo('audrey.jpg')], 'id.jpg'));
    expect((await send('POST', '/v1/applicants', { body: form })).status).toBe(201);
    const json = { user_id, redirect_url: 'https://later.example/' };
    expect((await send('POST', '/v1/applicants', { json })).status).toBe(200);
    const browser = await agreed(user_id);
    await verify(user_id, 'obama4_crop.jpg');
    expect(backOf((await browser.get('/onboarding')).html)).toContain('https://app.example/done');
  });
});

describe('a failure of ours', () => {
  it('is told on a page, in the language of the applicant, and the operator finds it', async () => {
    const browser = await arrived(newUserId(), { 'accept-language': 'fr' });
    const broken = vi.spyOn(Applicant.prototype, 'onboarding').mockImplementation(() => {
      throw new Error('storage is away');
    });
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { status, html } = await browser.get('/onboarding');
    broken.mockRestore();
    expect({ status, heading: headingOf(html) }).toEqual({
      status: 500,
      heading: 'Un problème est survenu de notre côté',
    });
    expect(said.mock.calls.join()).toContain('request_failed');
    expect((await browser.get('/onboarding')).status).toBe(200);
  });
});
