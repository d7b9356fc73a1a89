import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { signToken } from '../../src/links/onboarding-link.ts';
import {
  CONSENT,
  headingOf,
  linkOf,
  openOnboarding,
  openOnboardingAndConsent,
  renewedLinkOf,
} from '../support/applicant.ts';
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
  readLog,
  send,
  typesOf,
  upload,
} from '../support/customer.ts';

const ENDED = 'This link does not work any more';
const path = (user: string) => `/v1/applicants/${user}/onboarding-link`;
const create = (user: string) => send('POST', '/v1/applicants', { json: { user_id: user } });
const SOCKET = { upgrade: 'websocket', origin: 'https://kyc.test' };

async function listen(browser: ReturnType<typeof openBrowser>): Promise<WebSocket> {
  const { webSocket } = await browser.ask('/onboarding/changes', { headers: SOCKET });
  webSocket!.accept();
  return webSocket as unknown as WebSocket;
}

describe('POST …/onboarding-link', () => {
  it('makes a link and ends the earlier ones, with their cookies, forms and live updates', async () => {
    const user = newUserId();
    const old = await linkOf(user);
    const browser = await openOnboardingAndConsent(user);
    const socket = await listen(browser);
    const hungUp = new Promise((resolve) => socket.addEventListener('close', resolve));
    const form = photoForm(await fetchPhoto('audrey.jpg'));
    const { html } = await browser.get('/onboarding');
    const [, formToken = ''] = /name="form_token" value="([^"]+)"/.exec(html)!;

    const renewed = await renewedLinkOf(user);
    await hungUp;
    const ends = [
      await browser.get('/onboarding'),
      await browser.post('/onboarding/id-photo', form),
      await browser.post('/onboarding/consent', CONSENT),
      await browser.post('/onboarding/liveness'),
      await openBrowser().get(old),
    ];
    for (const page of ends) {
      expect({ status: page.status, heading: headingOf(page.html) }).toEqual({ status: 410, heading: ENDED });
      expect(page.html).toContain('Open the newest link that you were sent');
      expect(page.headers.getSetCookie()).toEqual([]);
    }
    expect((await browser.ask('/onboarding/changes', { headers: SOCKET })).status).toBe(410);
    expect((await readApplicant(user)).id_photo).toBeNull();

    // The new link goes on where it stopped; forms of the old one stay refused in the same browser.
    expect((await browser.get(renewed)).status).toBe(303);
    const late = new URLSearchParams({ consent: '2', form_token: formToken });
    expect((await browser.post('/onboarding/consent', late)).status).toBe(403);
    expect(headingOf((await browser.get('/onboarding')).html)).toBe('Photograph your ID');
    await browser.post('/onboarding/id-photo', photoForm(await fetchPhoto('audrey.jpg')));
    expect((await readApplicant(user)).id_photo).not.toBeNull();
    const events = (await readLog(user)).filter(({ type }) => type === 'onboarding_link_renewed');
    expect(events).toMatchObject([{ actor: 'api_key:backend', data: { generation: 1 } }]);
  });

  it('leaves exactly one link current, however many are made at once', async () => {
    const user = newUserId();
    await create(user);
    const links = await Promise.all(Array.from({ length: 12 }, () => renewedLinkOf(user)));
    expect(new Set(links).size).toBe(12);
    const statuses = await Promise.all(links.map(async (link) => (await openBrowser().get(link)).status));
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 410)).toHaveLength(11);
    // Other answers have links of the same generation.
    expect((await openBrowser().get(await linkOf(user))).status).toBe(303);
    const events = (await readLog(user)).filter(({ type }) => type === 'onboarding_link_renewed');
    expect(events.map(({ data }) => data.generation)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  });

  it('gives the same link to a repeated request with the same key, and makes one generation', async () => {
    const user = newUserId();
    await create(user);
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const [first, second] = [
      await send('POST', path(user), { json: {}, headers }),
      await send('POST', path(user), { json: {}, headers }),
    ];
    expect(second.body.onboarding_url).toBe(first.body.onboarding_url);
    expect((await typesOf(user)).filter((type) => type === 'onboarding_link_renewed')).toHaveLength(1);
  });

  it('is answered 429 once twenty were made in a day; to end them is not', async () => {
    const user = newUserId();
    await create(user);
    for (let made = 0; made < 20; made += 1) await renewedLinkOf(user);
    const refused = await send('POST', path(user), { json: {} });
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(86_400);
    expect(refused.body.detail).toContain('Use the newest, or end all.');
    expect((await openBrowser().get(await linkOf(user))).status).toBe(303);
    expect((await send('DELETE', path(user))).status).toBe(200);
    expect((await typesOf(user)).filter((type) => type === 'onboarding_link_renewed')).toHaveLength(20);
  });

  it('takes no forged generation, and a token without one as of the first', async () => {
    const user = newUserId();
    const first = await linkOf(user);
    await renewedLinkOf(user);
    const second = await renewedLinkOf(user);
    const [id, generation, end, mac] = second.split('/').at(-1)!.split('.');
    expect(generation).toBe('g2');
    for (const token of [
      `${id}.${end}.${mac}`,
      `${id}.g3.${end}.${mac}`,
      `${id}.g02.${end}.${mac}`,
      `${id}.g0.${end}.${mac}`,
    ]) {
      expect({ token, status: (await openBrowser().get(`/onboarding/open/${token}`)).status }).toEqual({
        ...{ token, status: 403 },
      });
    }
    expect((await openBrowser().get(first)).status).toBe(410);
    const future = await signToken(env.LINK_SECRET, 'onboarding_link', id!, Date.now(), 3);
    expect((await openBrowser().get(`/onboarding/open/${future}`)).status).toBe(410);
  });

  it('is refused for nobody, for an erased and for a decided applicant', async () => {
    for (const method of ['POST', 'DELETE']) {
      const nobody = await send(method, path(newUserId()), method === 'POST' ? { json: {} } : {});
      expect([nobody.status, nobody.body.code]).toEqual([404, 'applicant_not_found']);
    }
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const link = await linkOf(user);
    await completeLiveness(user, 'obama4_crop.jpg');
    await decide(user, 'reject');
    const decided = await send('POST', path(user), { json: {} });
    expect([decided.status, decided.body.code]).toEqual([409, 'wrong_status']);
    // The link that the applicant has still shows the result.
    const browser = openBrowser();
    await browser.get(link);
    expect(headingOf((await browser.get('/onboarding')).html)).toBe('We could not confirm your identity');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect(headingOf((await browser.get('/onboarding')).html)).toBe('Your data has been deleted');
    for (const method of ['POST', 'DELETE']) {
      const gone = await send(method, path(user), method === 'POST' ? { json: {} } : {});
      expect([method, gone.status, gone.body.code]).toEqual([method, 410, 'gone']);
    }
  });
});

describe('DELETE …/onboarding-link', () => {
  it('ends all links, once in the log however often it is asked, until a new one is made', async () => {
    const user = newUserId();
    const link = await linkOf(user);
    const browser = await openOnboarding(user);
    const answers = await Promise.all([1, 2, 3].map(() => send('DELETE', path(user))));
    for (const { status, body } of answers) {
      expect({ status, user: body.user_id, seq: body.seq }).toEqual({ status: 200, user, seq: 2 });
      expect(body).not.toHaveProperty('onboarding_url');
    }
    expect(headingOf((await browser.get('/onboarding')).html)).toBe(ENDED);
    expect((await openBrowser().get(link)).status).toBe(410);
    // Nothing hands out a link by the way.
    expect((await create(user)).body).not.toHaveProperty('onboarding_url');
    expect(await typesOf(user)).toEqual(['applicant_created', 'onboarding_links_ended']);
    expect((await openBrowser().get(await renewedLinkOf(user))).status).toBe(303);
    expect((await openBrowser().get(link)).status).toBe(410);
    expect((await create(user)).body).toHaveProperty('onboarding_url');
    await send('DELETE', path(user));
    expect((await typesOf(user)).filter((type) => type === 'onboarding_links_ended')).toHaveLength(2);
  });

  it('stays in force after an erasure', async () => {
    const user = newUserId();
    const link = await linkOf(user);
    await send('DELETE', path(user));
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect(headingOf((await openBrowser().get(link)).html)).toBe(ENDED);
  });
});

describe('a link that ends while the applicant acts', () => {
  it('takes along an upload that is being checked and a session that is being made', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const object = env.APPLICANTS.getByName(user);
    const given = { redirectUrl: null, consent: null };
    const starting = object.startSessionByLink(given, 'applicant', 0);
    await renewedLinkOf(user);
    expect(await starting).toMatchObject({ ok: false, refusal: { code: 'link_ended' } });
    const photo = {
      key: 'k',
      sha256: '0'.repeat(64),
      bytes: 1,
      contentType: 'image/jpeg',
      warnings: [],
      face: null,
      otherFaces: [],
    } as const;
    const refused = { ok: false, refusal: { code: 'link_ended' } };
    expect(await object.attachIdPhoto(photo, 'applicant', { link: 0 })).toMatchObject(refused);
    expect(await object.receiveIdPhoto(1, 'applicant', 0)).toMatchObject(refused);
    expect(await object.recordConsent('2', 'applicant', 0)).toMatchObject(refused);
    expect((await typesOf(user)).at(-1)).not.toBe('id_photo_stored');
  });
});

describe('a face check that was begun with a leaked link', () => {
  it('does not count once the links are ended, wherever it stood; the applicant goes on with its own', async () => {
    const user = newUserId();
    const thief = await openOnboardingAndConsent(user);
    await thief.post('/onboarding/id-photo', photoForm(await fetchPhoto('obama4_crop.jpg')));
    const begun = await thief.post('/onboarding/liveness');
    const session = begun.location!.split('/').at(-1)!;
    const { body: ended } = await send('DELETE', path(user));
    expect([ended.status, ended.next_action]).toEqual(['awaiting_liveness', 'start_liveness']);

    // The thief finishes at iLive all the same.
    await capture(session, 'obama4_crop.jpg');
    expect((await deliver(await deliveryOf(session))).status).toBe(200);
    const after = await readAfterRun(user);
    expect([after.status, after.match, after.face]).toEqual(['awaiting_liveness', null, null]);

    // As the runbook says: the right photo by the API, a new link, and the face check anew.
    await upload(user, 'audrey.jpg');
    const applicant = openBrowser();
    await applicant.get(await renewedLinkOf(user));
    await applicant.get('/onboarding');
    const own = (await applicant.post('/onboarding/liveness')).location!.split('/').at(-1)!;
    expect(own).not.toBe(session);
    await capture(own, 'obama4_crop.jpg');
    await deliver(await deliveryOf(own));
    expect(await readAfterRun(user)).toMatchObject({ status: 'in_review', reasons: ['similarity_low'] });
  });
});
