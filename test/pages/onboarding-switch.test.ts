/** A browser in the middle of one applicant's check opens the link of another: the attack, and the honest case. */
import { describe, expect, it } from 'vitest';
import {
  CONSENT,
  caseOf,
  headingOf,
  linkOf,
  openOnboarding,
  openOnboardingAndConsent,
  renewedLinkOf,
  SWITCH,
  switchTo,
} from '../support/applicant.ts';
import { openBrowser, photoForm } from '../support/browser.ts';
import { fetchPhoto, newUserId, readApplicant, send, typesOf } from '../support/customer.ts';

const tokenOf = (link: string) => link.split('/').at(-1)!;
const COOKIE = '__Host-onboarding';

describe('a link of another applicant', () => {
  it('asks before it takes over a browser, and nothing of the victim goes to the attacker', async () => {
    const [victim, attacker] = [newUserId('victim-'), newUserId('attacker-')];
    const browser = await openOnboardingAndConsent(victim);
    const cookie = browser.jar.get(COOKIE);
    const own = caseOf((await browser.get('/onboarding')).html);
    const link = await linkOf(attacker);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const asked = await browser.ask(link, { method });
      expect({ method, status: asked.status, set: asked.headers.getSetCookie() }).toEqual({
        ...{ method, status: 200, set: [] },
      });
    }
    const asked = await browser.get(link);
    expect(headingOf(asked.html)).toBe(SWITCH);
    expect(asked.headers.get('cache-control')).toBe('no-store');
    expect(asked.headers.get('referrer-policy')).toBe('no-referrer');
    expect(browser.jar.get(COOKIE)).toBe(cookie);
    // It names both checks and nobody.
    const theirs = caseOf((await (await openOnboarding(attacker)).get('/onboarding')).html);
    expect(theirs).not.toBe(own);
    expect(asked.html).toContain(`Your check: case number ending in <strong><bdi>${own}</bdi>`);
    expect(asked.html).toContain(`The link: case number ending in <strong><bdi>${theirs}</bdi>`);
    expect(asked.html).not.toMatch(/victim-|attacker-/);
    expect(caseOf(asked.html)).toBe(own);

    // The victim declines, and sends the photo to the check that it began.
    expect(asked.html).toContain('href="/onboarding"');
    const page = await browser.get('/onboarding');
    expect({ heading: headingOf(page.html), of: caseOf(page.html) }).toEqual({
      ...{ heading: 'Photograph your ID', of: own },
    });
    await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    expect((await readApplicant(victim)).id_photo).not.toBeNull();
    expect(await typesOf(attacker)).toEqual(['applicant_created']);
  });

  it('is not followed by a form of another site, or one without the token of the present applicant', async () => {
    const [victim, attacker] = [newUserId(), newUserId()];
    const browser = await openOnboarding(victim);
    const cookie = browser.jar.get(COOKIE);
    const link = tokenOf(await linkOf(attacker));
    const attackers = await openOnboarding(attacker);
    const { html } = await attackers.get('/onboarding');
    const [, foreign = ''] = /name="form_token" value="([^"]+)"/.exec(html)!;
    for (const origin of ['https://evil.test', 'null', 'https://kyc.test.evil.test', null]) {
      const refused = await browser.post('/onboarding/switch', new URLSearchParams({ link }), origin);
      expect({ origin, status: refused.status }).toEqual({ origin, status: 403 });
    }
    for (const form_token of [foreign, '', 'x.y.z', link]) {
      const refused = await browser.post('/onboarding/switch', new URLSearchParams({ link, form_token }));
      expect({ form_token, status: refused.status }).toEqual({ form_token, status: 403 });
    }
    // Neither is a form without a link, with a forged one, or with the cookie's own token.
    for (const form of [{}, { link: '' }, { link: 'x.y.z' }, { link: cookie! }, { link: `${link}A` }]) {
      expect((await browser.post('/onboarding/switch', new URLSearchParams(form))).status).toBe(403);
    }
    expect(browser.jar.get(COOKIE)).toBe(cookie);
    expect((await openBrowser().post('/onboarding/switch', new URLSearchParams({ link }))).status).toBe(403);
  });

  it('is followed by who wants it: two people share a phone', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const browser = await openOnboarding(one);
    await switchTo(browser, await linkOf(two));
    await browser.get('/onboarding');
    await browser.post('/onboarding/consent', CONSENT);
    expect(await typesOf(one)).toEqual(['applicant_created']);
    expect(await typesOf(two)).toContain('consent_recorded');
    // The way back is asked for too.
    await switchTo(browser, await linkOf(one));
  });

  it('asks in two tabs, each for its own switch: an outdated question switches nothing', async () => {
    const [one, two, three] = [newUserId(), newUserId(), newUserId()];
    const browser = await openOnboarding(one);
    const link = await linkOf(two);
    const question = await browser.get(link);
    const [, form_token = ''] = /name="form_token" value="([^"]+)"/.exec(question.html)!;
    await switchTo(browser, await linkOf(three));
    const cookie = browser.jar.get(COOKIE);
    const late = await browser.post(
      '/onboarding/switch',
      new URLSearchParams({ link: tokenOf(link), form_token }),
    );
    expect(late.status).toBe(403);
    expect(browser.jar.get(COOKIE)).toBe(cookie);
    // A form that was open for the first applicant is not recorded for the third.
    const form = new URLSearchParams({ consent: '2', form_token });
    expect((await browser.post('/onboarding/consent', form)).status).toBe(403);
    for (const user of [one, two, three]) expect(await typesOf(user)).toEqual(['applicant_created']);
  });

  it('asks nothing where there is nothing to lose: no cookie, an old or forged one, an ended one, one’s own', async () => {
    const [one, two] = [newUserId(), newUserId()];
    const link = await linkOf(two);
    expect((await openBrowser().get(link)).status).toBe(303);
    const browser = await openOnboarding(one);
    expect((await browser.get(await linkOf(one))).status).toBe(303);
    expect((await browser.get(await renewedLinkOf(one))).status).toBe(303);
    await renewedLinkOf(one);
    expect((await browser.get(link)).status).toBe(303);
    browser.jar.set(COOKIE, 'x.y.z');
    expect((await browser.get(link)).status).toBe(303);
  });

  it('names, in a browser without a check, whose check it is on each page before anything is sent', async () => {
    const user = newUserId();
    const { body } = await send('GET', `/v1/applicants/${user}/personal-data`, { as: 'auditor' });
    expect(body.code).toBe('applicant_not_found');
    const link = await linkOf(user);
    const known = await send('GET', `/v1/applicants/${user}/personal-data`, { as: 'auditor' });
    const ending = known.body.case_number.slice(-4);
    // A link in a message always comes from another site, so it is followed without a question.
    const browser = openBrowser({ 'sec-fetch-site': 'cross-site' });
    expect((await browser.get(link)).status).toBe(303);
    const seen: unknown[] = [];
    const look = async (path = '/onboarding') => {
      const { html } = await browser.get(path);
      seen.push([headingOf(html), caseOf(html), html.indexOf('class="case"') < html.indexOf('<form')]);
    };
    await look();
    await browser.post('/onboarding/consent', CONSENT);
    await look();
    await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    await look();
    await look('/onboarding?step=photo');
    expect(seen).toEqual([
      ['Let us check that you are you', ending, true],
      ['Photograph your ID', ending, true],
      ['Now show your face', ending, true],
      ['Photograph your ID', ending, true],
    ]);
  });

  it('asks in the language that is chosen on the question', async () => {
    const browser = await openOnboarding(newUserId());
    const link = await linkOf(newUserId());
    expect((await browser.get(link)).html).toContain(`href="${link}?lang=ar"`);
    const arabic = await browser.get(`${link}?lang=ar`);
    expect(arabic.html).toContain('<html lang="ar" dir="rtl">');
    expect(headingOf(arabic.html)).toBe('أي تحقق تريد متابعته؟');
  });
});
