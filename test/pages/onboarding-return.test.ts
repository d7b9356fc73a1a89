import { describe, expect, it, vi } from 'vitest';
import { headingOf, openOnboardingAndConsent } from '../support/applicant.ts';
import {
  capture,
  completeLiveness,
  decide,
  deliver,
  deliveryOf,
  fetchPhoto,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  upload,
} from '../support/customer.ts';

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
    const browser = await openOnboardingAndConsent(user);
    expect(backOf((await browser.get('/onboarding')).html)).toBeUndefined();
    await upload(user, 'audrey.jpg');
    // Begun on our own pages, so it comes back to them and not to the app.
    await browser.post('/onboarding/liveness');
    const { session_id } = (await readApplicant(user)).liveness!;
    await capture(session_id, 'obama4_crop.jpg');
    await deliver(await deliveryOf(session_id));
    expect((await readAfterRun(user)).status).toBe('in_review');
    const wanted = `https://app.example/done?plan=a%20b&amp;session_id=${session_id}`;
    const review = await browser.get('/onboarding');
    expect({ status: review.status, back: backOf(review.html) }).toEqual({ status: 200, back: wanted });
    await decide(user, 'reject');
    expect(backOf((await browser.get('/onboarding')).html)).toBe(wanted);
    // It is the caller's, and personal: erased with the rest.
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect((await browser.get('/onboarding')).html).not.toContain('app.example');
  });

  it('is that of a session which the backend started before that of the applicant', async () => {
    const { user_id: user } = await createdWith(APP);
    const browser = await openOnboardingAndConsent(user);
    await upload(user, 'audrey.jpg');
    const path = `/v1/applicants/${user}/sessions`;
    const json = { redirect_url: 'https://other.example/' };
    const { session_id } = (await send('POST', path, { json })).body;
    expect((await browser.post('/onboarding/liveness')).status).toBe(303);
    const form = new FormData();
    form.set('verdict', 'fail');
    form.set('image', new File([await fetchPhoto('audrey.jpg')], 'a.jpg', { type: 'image/jpeg' }));
    await fetch(`https://ilive.test/capture/${session_id}`, { method: 'POST', body: form });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_900_000 });
    await readAfterRun(user);
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
      'https://app.example/\r\nSet-Cookie: x=y',
    ];
    for (const url of bad) {
      const answer = await createdWith(url);
      expect({ url, status: answer.status }).toEqual({ url, status: 400 });
    }
    const odd = "https://app.example/a\"><script>alert(1)</script>?q='1'#part";
    const { user_id: user } = await createdWith(odd);
    const browser = await openOnboardingAndConsent(user);
    await upload(user, 'audrey.jpg');
    await completeLiveness(user, 'obama4_crop.jpg');
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
    form.set('id_photo', new File([await fetchPhoto('audrey.jpg')], 'id.jpg'));
    expect((await send('POST', '/v1/applicants', { body: form })).status).toBe(201);
    const json = { user_id, redirect_url: 'https://later.example/' };
    expect((await send('POST', '/v1/applicants', { json })).status).toBe(200);
    const browser = await openOnboardingAndConsent(user_id);
    await completeLiveness(user_id, 'obama4_crop.jpg');
    expect(backOf((await browser.get('/onboarding')).html)).toContain('https://app.example/done');
  });
});
