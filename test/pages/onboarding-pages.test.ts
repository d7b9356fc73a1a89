import { describe, expect, it, vi } from 'vitest';
import { Applicant } from '../../src/index.ts';
import { CONSENT, headingOf, openOnboarding, openOnboardingAndConsent } from '../support/applicant.ts';
import { openBrowser, photoForm } from '../support/browser.ts';
import {
  capture,
  completeLiveness,
  createWithIdPhoto,
  decide,
  deliver,
  deliveryOf,
  fetchPhoto,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  typesOf,
  upload,
} from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';

/** Nothing of the judgement: no number after a point, no word of a check. */
function expectNothingTold(html: string) {
  const words = /0\.\d|score|similar|threshold|duplicate|verdict|quality|confidence|liveness_|attempt/i;
  // A token is random and may hold anything.
  const told = html
    .replaceAll('/onboarding/liveness', '')
    .replaceAll(/ name="form_token" value="[^"]*"/g, '');
  expect(told).not.toMatch(words);
}

describe('the pages', () => {
  it('lead from consent to approved', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    const welcome = await browser.get('/onboarding');
    expect(headingOf(welcome.html)).toBe('Let us check that you are you');
    expect(welcome.headers.get('content-security-policy')).toContain("form-action 'self';");
    expect(welcome.headers.get('cache-control')).toBe('no-store');
    // No upload and no session before consent.
    await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    expect((await readApplicant(user)).id_photo).toBeNull();
    expect((await browser.post('/onboarding/consent')).status).toBe(422);
    expect(await browser.post('/onboarding/consent', CONSENT)).toMatchObject({ location: '/onboarding' });
    await browser.post('/onboarding/consent', CONSENT);

    expect(headingOf((await browser.get('/onboarding')).html)).toBe('Photograph your ID');
    const sent = await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
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

    const start = await browser.get('/onboarding');
    expect(start.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://ilive.test https://*.ilive.test;",
    );
    const left = await browser.post('/onboarding/liveness');
    expect(left).toMatchObject({ status: 303, location: expect.stringMatching(/^https:\/\/ilive\.test\//) });
    const { liveness } = await readApplicant(user);
    expect(left.location).toBe(liveness!.session_url);
    expect((await browser.get('/onboarding')).html).toContain('Continue the face check');
    expect((await browser.post('/onboarding/liveness')).location).toBe(left.location);
    await capture(liveness!.session_id, 'audrey.jpg');
    await deliver(await deliveryOf(liveness!.session_id));
    expect((await readAfterRun(user)).status).toBe('approved');
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
    expect(ours[0].data).toMatchObject({ version: '2' });
  });

  it('say what to do about a photo that is not taken, and keep nothing of it', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    await browser.post('/onboarding/consent', CONSENT);
    const empty = await browser.post('/onboarding/id-photo', photoForm(new Uint8Array()));
    expect(empty.status).toBe(422);
    expect(empty.html).toContain('Please take a photo or choose a picture first.');
    const noFace = await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('ironman.jpg')));
    expect(noFace.status).toBe(422);
    expect(noFace.html).toMatch(/role="alert".*We found no face on the photo/s);
    const text = await browser.post(
      '/onboarding/id-photo',
      photoForm(Uint8Array.from('no picture', (char) => char.charCodeAt(0))),
    );
    expect(text.html).toContain('cannot be opened as a picture');
    const large = await browser.post('/onboarding/id-photo', photoForm(new Uint8Array(8_200_000)));
    expect(large.status).toBe(413);
    expect((await readApplicant(user)).id_photo).toBeNull();

    await browser.post(
      '/onboarding/id-photo',
      photoForm(await fetchPhoto('bieber_small.jpg?brightness=0.3')),
    );
    expect((await readApplicant(user)).id_photo!.warnings).toContain('dark');
    expect((await browser.get('/onboarding')).html).toContain('The photo is rather dark.');
  });

  it('show each status with its next step, and never why', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const browser = await openOnboarding(user);
    await browser.post('/onboarding/consent', CONSENT);
    expect((await completeLiveness(user, 'obama4_crop.jpg')).status).toBe('in_review');
    const review = await browser.get('/onboarding');
    expect(headingOf(review.html)).toBe('A person is having a look');
    await decide(user, 'new_id_photo');
    const again = await browser.get('/onboarding');
    expect(headingOf(again.html)).toBe('We need another photo of your ID');
    await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    await readAfterRun(user);
    await decide(user, 'retry_liveness');
    const repeat = await browser.get('/onboarding');
    expect(headingOf(repeat.html)).toBe('Please repeat the face check');
    await completeLiveness(user, 'obama4_crop.jpg');
    await decide(user, 'reject');
    const rejected = await browser.get('/onboarding');
    expect(headingOf(rejected.html)).toBe('We could not confirm your identity');
    for (const path of ['/onboarding/consent', '/onboarding/id-photo', '/onboarding/liveness']) {
      expect(await browser.post(path, CONSENT)).toMatchObject({ status: 303, location: '/onboarding' });
    }
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    const erased = await browser.get('/onboarding');
    expect(headingOf(erased.html)).toBe('Your data has been deleted');
    for (const { html } of [review, again, repeat, rejected, erased]) expectNothingTold(html);
  });

  it('say so where iLive cannot be reached', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const browser = await openOnboarding(user);
    await browser.post('/onboarding/consent', CONSENT);
    await runInApplicant(user, (object) => {
      object.env = { ...object.env, ILIVE_BASE_URL: 'https://away.test' } as typeof object.env;
    });
    const answer = await browser.post('/onboarding/liveness');
    expect(answer.status).toBe(502);
    expect(answer.html).toContain('Please try again in a minute.');
  });

  it('are where iLive brings the applicant back to', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const browser = await openOnboarding(user);
    await browser.post('/onboarding/consent', CONSENT);
    await browser.post('/onboarding/liveness');
    const { session_id } = (await readApplicant(user)).liveness!;
    const form = new FormData();
    form.set('verdict', 'pass');
    form.set('image', new File([await fetchPhoto('audrey.jpg')], 'a.jpg', { type: 'image/jpeg' }));
    const captured = await fetch(`https://ilive.test/capture/${session_id}`, { method: 'POST', body: form });
    const { redirect_url } = (await captured.json()) as { redirect_url: string };
    const back = await browser.get(new URL(redirect_url).pathname);
    expect(back).toMatchObject({ status: 303, location: '/onboarding' });
    // The verdict is on its way: nobody is asked for another look.
    expect(headingOf((await browser.get('/onboarding')).html)).not.toBe('Now show your face');
  });

  it('take forms and sockets from our own pages only', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    for (const origin of ['https://evil.test', 'null', 'https://kyc.test.evil.test', null]) {
      const refused = await browser.post('/onboarding/consent', CONSENT, origin);
      expect({ origin, status: refused.status }).toEqual({ origin, status: 403 });
    }
    expect(await typesOf(user)).toEqual(['applicant_created']);
    const headers = { upgrade: 'websocket', origin: 'https://evil.test' };
    expect((await browser.ask('/onboarding/changes', { headers })).status).toBe(404);
    const stranger = await openBrowser().ask('/onboarding/changes', {
      headers: { upgrade: 'websocket', origin: 'https://kyc.test' },
    });
    expect(stranger.status).toBe(403);
  });

  it('speak the browser’s language, or the one that was chosen', async () => {
    const browser = await openOnboarding(newUserId(), { 'accept-language': 'pt, ar-EG;q=0.9, en;q=0.5' });
    expect((await browser.get('/onboarding')).html).toContain('<html lang="ar" dir="rtl">');
    expect((await browser.get('/onboarding?lang=de')).html).toContain('<html lang="de" dir="ltr">');
    expect((await browser.get('/onboarding')).html).toContain('<h1>Zeigen Sie uns, dass Sie es sind</h1>');
  });

  it('load only files of ours that are there', async () => {
    const { html } = await (await openOnboarding(newUserId())).get('/onboarding');
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(files).toEqual([
      '/assets/favicon.svg',
      '/assets/onboarding.css',
      '/assets/brand.css',
      '/assets/onboarding.js',
    ]);
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

describe('a face check that was not done in time', () => {
  it('is said to be that, and can be started again', async () => {
    const user = newUserId();
    const browser = await openOnboardingAndConsent(user);
    await upload(user, 'audrey.jpg');
    await browser.post('/onboarding/liveness');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_900_000 });
    await readAfterRun(user);
    const page = await browser.get('/onboarding');
    vi.useRealTimers();
    expect((await readApplicant(user)).reasons).toEqual(['session_expired']);
    expect(headingOf(page.html)).toBe('Now show your face');
    expect(page.html).toContain('The time for the last face check ran out.');
    expect(page.html).toContain('Start the face check');
  });
});

describe('a failure of ours', () => {
  it('is told on a page, in the language of the applicant, and the operator finds it', async () => {
    const browser = await openOnboarding(newUserId(), { 'accept-language': 'fr' });
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
