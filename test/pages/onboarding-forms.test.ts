import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { signToken } from '../../src/links/onboarding-link.ts';
import {
  CONSENT,
  headingOf,
  linkOf,
  openOnboarding,
  openOnboardingAndConsent,
  switchTo,
} from '../support/applicant.ts';
import { photoForm } from '../support/browser.ts';
import {
  completeLiveness,
  decide,
  fetchPhoto,
  newUserId,
  readLog,
  typesOf,
  upload,
} from '../support/customer.ts';

describe('a form', () => {
  it('is taken only with the token of the applicant whose pages are open', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const browser = await openOnboarding(one);
    const { html } = await browser.get('/onboarding');
    const [, token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    // The browser was switched to another applicant: the page that is still open was made for `one`.
    await switchTo(browser, await linkOf(two));
    await browser.get('/onboarding');
    await browser.post('/onboarding/consent', CONSENT);
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
        const refused = await browser.post(path, new URLSearchParams({ consent: '2', form_token }));
        expect({ form_token, status: refused.status }).toEqual({ form_token, status: 403 });
        expect(headingOf(refused.html)).toBe('This request was refused');
      }
      const form = photoForm(await fetchPhoto('audrey.jpg'));
      form.set('form_token', form_token);
      expect((await browser.post('/onboarding/id-photo', form)).status).toBe(403);
    }
    expect(await typesOf(one)).toEqual(['applicant_created']);
    expect(await typesOf(two)).toEqual(['applicant_created', 'consent_recorded']);
  });

  it('can be sent for 24 hours, and belongs to the page of a link opened since', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    const { html } = await browser.get('/onboarding');
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_401_000 });
    await browser.get(await linkOf(user));
    const late = await browser.post(
      '/onboarding/consent',
      new URLSearchParams({ consent: '2', form_token: form_token! }),
    );
    vi.useRealTimers();
    expect(late.status).toBe(403);
    expect(await typesOf(user)).toEqual(['applicant_created']);
  });

  it('is not taken from other sites, whatever it holds', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    const { html } = await browser.get('/onboarding');
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    const body = new URLSearchParams({ consent: '2', form_token: form_token! });
    const from = (site: string) =>
      browser.ask('/onboarding/consent', { method: 'POST', body, headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site', 'none']) expect((await from(site)).status).toBe(403);
    expect(await typesOf(user)).toEqual(['applicant_created']);
    expect((await from('same-origin')).status).toBe(303);
    expect(await typesOf(user)).toEqual(['applicant_created', 'consent_recorded']);
  });

  it.each([
    ['; filename="u\u0308 %221%22.jpg"\r\nContent-Type: image/jpeg', '--\r\n', 303],
    ["; filename*=utf-8''a.jpg", '--', 303],
    ['', '--\r\n', 303],
    ['; filename="a.jpg"', '', 403],
  ])('with a photo is read as it was sent: %j', async (filename, end, status) => {
    const user = newUserId();
    const browser = await openOnboardingAndConsent(user);
    const { html } = await browser.get('/onboarding');
    const [, token] = /name="form_token" value="([^"]+)"/.exec(html)!;
    const head = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"`;
    const pieces = [
      `${head('form_token')}\r\n\r\n${token}\r\n${head('id_photo')}; filename=""\r\n\r\n\r\n`,
      `${head('id_photo')}${filename}\r\n\r\n`,
      await fetchPhoto('audrey.jpg'),
      `\r\n--b${end}`,
    ];
    const answer = await browser.ask('/onboarding/id-photo', {
      method: 'POST',
      body: Buffer.concat(pieces.map((piece) => Buffer.from(piece))),
      headers: {
        origin: 'https://kyc.test',
        'content-type': 'multipart/form-data; charset=utf-8; boundary=b',
      },
    });
    expect(answer.status).toBe(status);
    expect((await typesOf(user)).includes('id_photo_stored')).toBe(status === 303);
  });

  it('sent twice, or after the way back, does nothing twice that counts', async () => {
    const user = newUserId();
    const browser = await openOnboardingAndConsent(user);
    const again = await browser.post('/onboarding/consent', CONSENT);
    expect(again).toMatchObject({ status: 303, location: '/onboarding' });
    const picture = await fetchPhoto('audrey.jpg');
    await Promise.all([1, 2].map(() => browser.post('/onboarding/id-photo', photoForm(picture))));
    const [first, second] = await Promise.all([1, 2].map(() => browser.post('/onboarding/liveness')));
    expect(first!.location).toBe(second!.location);
    const types = await typesOf(user);
    expect(types.filter((type) => type === 'consent_recorded')).toHaveLength(1);
    expect(types.filter((type) => type === 'session_opened')).toHaveLength(1);
  });

  it('agrees to the text that it showed, and to no other', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    for (const consent of ['0', 'yes', '']) {
      const sent = await browser.post('/onboarding/consent', new URLSearchParams({ consent }));
      expect(sent).toMatchObject({ status: 303, location: '/onboarding' });
    }
    expect((await browser.get('/onboarding')).html).toContain('name="consent" value="2"');
    expect(await typesOf(user)).toEqual(['applicant_created']);
  });

  it('reloaded without itself leads to the page that is due', async () => {
    const browser = await openOnboarding(newUserId());
    for (const step of ['consent', 'id-photo', 'liveness']) {
      expect(await browser.get(`/onboarding/${step}`)).toMatchObject({
        status: 303,
        location: '/onboarding',
      });
    }
    expect((await browser.get('/onboarding/else')).status).toBe(404);
  });
});

describe('a photo that would not be taken', () => {
  type Browser = Awaited<ReturnType<typeof openOnboarding>>;

  /** Sends a body without end, and returns the answer and how much of it was read. */
  async function sendEndless(browser: Browser, contentType: string) {
    let read = 0;
    const pull = (controller: ReadableStreamDefaultController) => {
      read += 65_536;
      controller.enqueue(new Uint8Array(65_536));
      if (read > 16_000_000) controller.close();
    };
    const headers = {
      origin: 'https://kyc.test',
      'content-type': contentType,
      cookie: [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const request = new Request('https://kyc.test/onboarding/id-photo', { method: 'POST', headers, body });
    const context = { waitUntil() {}, passThroughOnException() {}, props: {} };
    const answer = await worker.fetch(request, env, context as unknown as ExecutionContext);
    return { read, status: answer.status, location: answer.headers.get('location') };
  }

  const approved = async (user: string) => {
    const browser = await openOnboardingAndConsent(user);
    await upload(user, 'obama4_crop.jpg');
    expect((await completeLiveness(user, 'obama4_crop.jpg')).status).toBe('approved');
    return browser;
  };
  const inReview = async (user: string) => {
    const browser = await openOnboardingAndConsent(user);
    await upload(user, 'audrey.jpg');
    expect((await completeLiveness(user, 'obama4_crop.jpg')).status).toBe('in_review');
    return browser;
  };
  const ADVANCE = { status: 303, location: '/onboarding' };

  it.each<[string, (user: string) => Promise<Browser>, object]>([
    ['approved', approved, ADVANCE],
    ['in review', inReview, ADVANCE],
    [
      'rejected',
      async (user) => {
        const browser = await inReview(user);
        await decide(user, 'reject');
        return browser;
      },
      ADVANCE,
    ],
    ['without consent', (user) => openOnboarding(user), ADVANCE],
    [
      'with all uploads used up',
      async (user) => {
        const browser = await openOnboardingAndConsent(user);
        const object = env.APPLICANTS.getByName(user);
        for (let sent = 0; sent < 20; sent += 1) await object.receiveIdPhoto(1, 'applicant', 0);
        return browser;
      },
      { status: 409 },
    ],
  ])('is not read, of an applicant who is %s', async (_, open, expected) => {
    const browser = await open(newUserId());
    for (const type of ['text/plain', 'multipart/form-data; boundary=b', 'application/x-www-form-urlencoded'])
      expect(await sendEndless(browser, type)).toMatchObject({ read: 0, ...expected });
  });

  it('for its token alone is read, and no further than a photo can be long', async () => {
    const { read, status } = await sendEndless(await openOnboardingAndConsent(newUserId()), 'text/plain');
    expect(status).not.toBe(303);
    expect(read).toBeLessThan(8_500_000);
  });
});

describe('uploads on the page', () => {
  it('end at twenty, taken or not, before anything is looked at or stored; a reviewer grants more', async () => {
    const user = newUserId();
    const browser = await openOnboardingAndConsent(user);
    const noPicture = () => photoForm(Uint8Array.from('no picture', (char) => char.charCodeAt(0)));
    for (let sent = 0; sent < 18; sent += 1) await browser.post('/onboarding/id-photo', noPicture());
    // At the same moment there is room for two, not for four.
    const last = await Promise.all(
      [1, 2, 3, 4].map(async () =>
        browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg'))),
      ),
    );
    expect(last.map(({ status }) => status).toSorted()).toEqual([303, 303, 409, 409]);
    const refused = last.find(({ status }) => status === 409)!;
    expect(headingOf(refused.html)).toBe('No more photos can be sent');
    expect(refused.html).not.toContain('type="file"');
    expect((await typesOf(user)).filter((type) => type === 'id_photo_received')).toHaveLength(20);
    const stored = await env.PHOTOS.list({ prefix: (await readLog(user))[0]!.data.photo_prefix });
    expect(stored.objects).toHaveLength(2);

    // The way on is open, and nobody is sent to a page that takes nothing.
    const face = await browser.get('/onboarding?step=photo');
    expect(headingOf(face.html)).toBe('Now show your face');
    expect(face.html).not.toContain('step=photo');
    // The caller's own upload has no such limit.
    expect((await upload(user, 'audrey.jpg')).id_photo).not.toBeNull();
    expect((await completeLiveness(user, 'obama4_crop.jpg')).status).toBe('in_review');
    await decide(user, 'new_id_photo');
    expect(headingOf((await browser.get('/onboarding')).html)).toBe('We need another photo of your ID');
    const more = await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    expect(more.status).toBe(303);
  });

  it('used up without one that was taken, say whom to ask', async () => {
    const user = newUserId();
    const browser = await openOnboardingAndConsent(user);
    const object = env.APPLICANTS.getByName(user);
    for (let sent = 0; sent < 20; sent += 1) await object.receiveIdPhoto(1, 'applicant', 0);
    const page = await browser.get('/onboarding');
    expect(page.status).toBe(200);
    expect(headingOf(page.html)).toBe('No more photos can be sent');
    expect(page.html).toContain('Please contact the company that sent you here.');
  });
});
