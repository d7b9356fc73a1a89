/** The operator on the applicant's pages: name, support, privacy notice, and a consent text that is true. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import worker from '../../src/index.ts';
import { languages } from '../../src/pages/onboarding/language.ts';
import { caseOf, headingOf, linkOf, openOnboarding } from '../support/applicant.ts';
import { completeLiveness, createWithIdPhoto, decide, newUserId, send } from '../support/customer.ts';

const ACME = {
  BRAND_NAME: 'Acme Bank',
  SUPPORT_URL: 'https://acme.example/help',
  PRIVACY_URL: 'https://acme.example/privacy?a=1&b=2',
  RETAIN_PHOTOS_DAYS: '30',
  RETAIN_ABANDONED_DAYS: '14',
};
type Settings = Record<string, string>;

/** A page as that browser sees it under these settings. */
async function pageOf(cookie: string, settings: Settings, path = '/onboarding', init: RequestInit = {}) {
  const context = createExecutionContext();
  const headers = { cookie, origin: 'https://kyc.test' };
  const request = new Request(`https://kyc.test${path}`, { ...init, headers, redirect: 'manual' });
  const sent = request as Parameters<typeof worker.fetch>[0];
  const answer = await worker.fetch(sent, { ...env, ...settings } as Env, context);
  await waitOnExecutionContext(context);
  return answer.text();
}

async function cookieOf(user: string): Promise<string> {
  const { jar } = await openOnboarding(user);
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

const textOf = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const titleOf = (html: string) => /<title>([^<]*)<\/title>/.exec(html)?.[1];

describe('the consent page', () => {
  it('says who asks, which pictures, who processes them, how long they are kept, and whom to ask', async () => {
    const html = await pageOf(await cookieOf(newUserId()), ACME);
    const text = textOf(html);
    for (const said of [
      'Acme Bank asks you for this check. It takes about three minutes.',
      'A photo of your ID and pictures of your face from the face check are used.',
      'iLive does the face check, compares the faces and stores your face, as a processor for Acme Bank.',
      'Your face is kept to recognise second accounts',
      'It is kept until your data is erased.',
      'Your photos are deleted 30 days after the decision.',
      'everything that you have sent is erased after 14 days.',
      'You can withdraw your consent, object or have your data erased at any time: ask Acme Bank.',
      'I agree that Acme Bank uses my ID photo and my face',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('for this check only');
    expect(html).toContain('href="https://acme.example/help" rel="noreferrer"');
    expect(html).toContain('href="https://acme.example/privacy?a=1&amp;b=2" rel="noreferrer"');
    expect(html).toContain('name="consent" value="2"');
  });

  it('says without settings that everything stays until an erasure, and leads nowhere else', async () => {
    const html = await pageOf(await cookieOf(newUserId()), {});
    const text = textOf(html);
    expect(text).toContain('The company that sent you here asks you for this check.');
    expect(text).toContain('Your photos are kept until your data is erased.');
    expect(text).toContain('If you do not finish, what you have sent is kept until your data is erased.');
    expect(html).not.toContain('class="help"');
  });

  it('is in the language of the page, with the same facts', async () => {
    const cookie = await cookieOf(newUserId());
    for (const { code, writeConsent } of languages) {
      const text = textOf(await pageOf(cookie, ACME, `/onboarding?lang=${code}`));
      const facts = { photosDays: 30, abandonedDays: 14 };
      const brand = code === 'ar' ? '\u2068Acme Bank\u2069' : 'Acme Bank';
      for (const line of Object.values(writeConsent({ ...facts, brand }))) expect(text).toContain(line);
    }
  });
});

describe('the name of the operator', () => {
  it('stands in header and title of every page, with the end of the case number where there is one', async () => {
    const user = newUserId();
    const cookie = await cookieOf(user);
    const consent = await pageOf(cookie, ACME);
    expect(titleOf(consent)).toBe('Let us check that you are you – Acme Bank');
    expect(consent).toMatch(/<p class="brand">\s*<bdi>Acme Bank<\/bdi>/);
    expect(caseOf(consent)).toMatch(/^[2-9A-Z]{4}$/);
    expect(caseOf(await pageOf(cookie, {}))).toBe(caseOf(consent));
    expect(caseOf(await pageOf(await cookieOf(newUserId()), ACME))).not.toBe(caseOf(consent));
    const bare = await pageOf('', ACME);
    expect({ title: titleOf(bare), of: caseOf(bare) }).toEqual({
      ...{ title: 'Please open your link again – Acme Bank', of: null },
    });
    const asked = await pageOf(cookie, ACME, await linkOf(newUserId()));
    expect(asked.match(/\(<bdi>Acme Bank<\/bdi>\)/g)).toHaveLength(2);
    expect(titleOf(await pageOf(cookie, {}))).toBe('Let us check that you are you – Identity check');
  });

  it('is text and never markup, wherever it stands', async () => {
    const cookie = await cookieOf(newUserId());
    const settings = { ...ACME, BRAND_NAME: `</title><script>"'&A` };
    for (const path of ['/onboarding', '/onboarding?lang=ar', await linkOf(newUserId())]) {
      const html = await pageOf(cookie, settings, path);
      expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)/);
      expect(html).toContain('&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;A');
    }
  });
});

describe('what happens next', () => {
  it('is said in review, with the time that the operator aims at, or without a promise', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const browser = await openOnboarding(user);
    await completeLiveness(user, 'obama4_crop.jpg');
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const aimed = await pageOf(cookie, { ...ACME, REVIEW_DUE_HOURS: '24' });
    expect(textOf(aimed)).toContain('Time in which we aim to decide: 24 hours');
    expect(textOf(await pageOf(cookie, { REVIEW_DUE_HOURS: '72' }, '/onboarding?lang=de'))).toContain(
      'Angestrebte Zeit bis zur Entscheidung: 3 Tage',
    );
    const bare = textOf(await pageOf(cookie, ACME));
    expect(bare).toContain('How long it takes depends on how many checks are waiting.');
    expect(bare).not.toMatch(/\d+ (?:hours|days)/);
    for (const text of [textOf(aimed), bare]) {
      expect(text).toContain('A person looks at your pictures and decides.');
      expect(text).toMatch(/If you ask for help, give this ending of your case number: [2-9A-Z]{4} /);
    }
    expect(aimed).toContain('href="https://acme.example/help"');
    await decide(user, 'reject', undefined, { ground: 'customer_withdrew' });
    const withdrawn = await pageOf(cookie, ACME);
    expect(headingOf(withdrawn)).toBe('This check was ended as you wished');
    expect(withdrawn).toContain('href="https://acme.example/help"');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect(await pageOf(cookie, ACME)).toContain('href="https://acme.example/help"');
  });
});

describe('the way to help', () => {
  it('stands where the applicant cannot go on alone', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const link = await linkOf(user);
    const browser = await openOnboarding(user);
    await browser.post('/onboarding/consent', new URLSearchParams({ consent: '2' }));
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const help = 'href="https://acme.example/help"';
    const face = await pageOf(cookie, ACME);
    expect(headingOf(face)).toBe('Now show your face');
    expect(face).toContain('No camera, or you do not want a face check?');
    expect(face).toContain(help);
    // Without `SUPPORT_URL` the page still says what to do.
    const bare = await pageOf(cookie, {});
    expect(bare).toContain('Ask the company that sent you here for another way.');
    expect(bare).not.toContain('class="help"');
    await completeLiveness(user, 'obama4_crop.jpg');
    await decide(user, 'reject');
    const rejected = await pageOf(cookie, ACME);
    expect(headingOf(rejected)).toBe('We could not confirm your identity');
    expect(rejected).toContain(help);
    await send('DELETE', `/v1/applicants/${user}/onboarding-link`);
    for (const page of [await pageOf(cookie, ACME), await pageOf('', ACME, link)]) {
      expect(headingOf(page)).toBe('This link does not work any more');
      expect(page).toContain(help);
    }
    expect(await pageOf('', ACME)).toContain(help);
  });
});
