import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { createFailedLivenessCase } from '../support/cases.ts';
import { createWithIdPhoto, newUserId, readLog, typesOf } from '../support/customer.ts';
import {
  accessToken,
  browse,
  foreignPublicKey,
  hiddenFieldsOf,
  setKeysAnswer,
  symmetricToken,
  unsignedToken,
  useTeamKeys,
} from '../support/team.ts';

useTeamKeys();
afterEach(() => {
  setKeysAnswer('now');
  vi.useRealTimers();
});

const nowS = () => Math.floor(Date.now() / 1000);
const minutesLater = (minutes: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });

describe('who may enter the console', () => {
  it('lets in whom Access names, by header or cookie', async () => {
    const as = await accessToken();
    expect((await browse('/review', { as })).status).toBe(200);
    const byHeader = await browse('/review', { headers: { 'cf-access-jwt-assertion': as } });
    expect(byHeader.status).toBe(200);
    expect(byHeader.text).toContain('rita@example.com');
  });

  const bad: [string, () => Promise<string | undefined> | string][] = [
    ['no token', async () => undefined],
    ['no token at all but text', () => 'x.y.z'],
    ['a key that is not the team’s', () => accessToken({ by: 'stranger' })],
    ['another audience', () => accessToken({ aud: 'f'.repeat(64) })],
    ['another issuer', () => accessToken({ iss: 'https://other.test' })],
    ['its time over', () => accessToken({ exp: nowS() - 5 })],
    ['algorithm none', () => unsignedToken()],
    ['the public key as a secret', symmetricToken],
  ];
  it.each(bad)('keeps out: %s', async (_, make) => {
    const user = await createWithIdPhoto(newUserId(), 'cage.jpg');
    const as = await make();
    const given = as === undefined ? {} : { as };
    for (const path of ['', '/queue', '/next', '/search', `/applicants/${user.user_id}`]) {
      const { status, text } = await browse(`/review${path}`, given);
      expect({ path, status }).toEqual({ path, status: 403 });
      expect(text).toContain('https://team.test/cdn-cgi/access/login/kyc.test?kid=');
      expect(text).not.toContain('<table');
    }
    const photo = await browse(`/review/applicants/${user.user_id}/photos/id`, given);
    expect(photo.status).toBe(403);
    const form = { token: 'x', decision: 'approve', seq: '1' };
    expect((await browse(`/review/applicants/${user.user_id}/decisions`, { ...given, form })).status).toBe(
      403,
    );
    expect(await typesOf(user.user_id)).not.toContain('photo_viewed');
  });

  it('is not there at all while Access is not set', async () => {
    const unset = { ...env, ACCESS_TEAM_DOMAIN: '', ACCESS_AUD: '' };
    const headers = { cookie: `CF_Authorization=${await accessToken()}` };
    for (const path of ['/review', '/review/search', '/review/applicants/user-1']) {
      const answer = await worker.fetch(
        new Request(`https://kyc.test${path}`, { headers }),
        unset,
        createExecutionContext(),
      );
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
    }
  });

  it.each([
    { ACCESS_TEAM_DOMAIN: '', ACCESS_AUD: 'a'.repeat(64) },
    { ACCESS_TEAM_DOMAIN: 'team.test', ACCESS_AUD: '' },
    { ACCESS_TEAM_DOMAIN: 'http://team.test', ACCESS_AUD: 'a'.repeat(64) },
    { ACCESS_TEAM_DOMAIN: 'team.test', ACCESS_AUD: 'short' },
  ])('makes the service not ready with %o', async (settings) => {
    const answer = await worker.fetch(
      new Request('https://kyc.test/review'),
      { ...env, ...settings },
      createExecutionContext(),
    );
    expect(answer.status).toBe(503);
  });
});

describe('a token that is none', () => {
  const forged: [string, () => Promise<string>][] = [
    ['signed with the public key as a secret', symmetricToken],
    ['good only later', () => accessToken({ more: { nbf: nowS() + 300 } })],
    [
      'with a key of its own inside',
      () => accessToken({ by: 'stranger', header: { jwk: foreignPublicKey } }),
    ],
    [
      'with the address of other keys',
      () => accessToken({ by: 'stranger', header: { jku: 'https://evil.test' } }),
    ],
    ['with a key id that the team has not', () => accessToken({ header: { kid: 'k9' } })],
    [
      'with other claims under the same signature',
      async () => (await accessToken()).replace(/\.[^.]+\./, `.${btoa('{"email":"a@b.co"}')}.`),
    ],
    ['for two audiences, neither of them us', () => accessToken({ aud: ['a'.repeat(64), 'b'.repeat(64)] })],
    ['of our issuer with a slash', () => accessToken({ iss: 'https://team.test/' })],
    ['empty', async () => ''],
  ];
  it.each(forged)('keeps out: %s', async (_, make) => {
    const as = await make();
    for (const given of [{ as }, { headers: { 'cf-access-jwt-assertion': as } }]) {
      const { status, text } = await browse('/review', given);
      expect(status).toBe(403);
      expect(text).toContain('Sign in to review');
    }
  });

  it('believes the header before the cookie, also when only the cookie is good', async () => {
    const [rita, sam] = [await accessToken(), await accessToken({ email: 'sam@example.com' })];
    const both = await browse('/review', { as: rita, headers: { 'cf-access-jwt-assertion': sam } });
    expect(both.text).toContain('sam@example.com');
    const expired = await accessToken({ exp: nowS() - 5 });
    const bad = await browse('/review', { as: rita, headers: { 'cf-access-jwt-assertion': expired } });
    expect(bad.status).toBe(403);
  });

  it.each([
    null,
    'rita',
    'rita@example.com\nx: y',
    '<b>@example.com',
    `${'r'.repeat(200)}@example.com`,
  ])('says so where it names nobody who can decide: %o', async (email) => {
    const { status, text } = await browse('/review', { as: await accessToken({ email }) });
    expect(status).toBe(403);
    expect(text).toContain('You cannot review with this sign-in');
    expect(text).not.toContain('example.com');
    expect(text).toContain('href="https://team.test/cdn-cgi/access/logout"');
  });

  it('says in words that there is no such page, to who is signed in alone', async () => {
    for (const path of ['/review/nowhere', '/review/applicants', '/review/applicants/user-1/nowhere']) {
      const { status, text } = await browse(path, { as: await accessToken() });
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(text).toContain('<h1>No such page</h1>');
      expect((await browse(path)).text).toContain('Sign in');
    }
  });

  it('leads back to where somebody wanted to go, filter and all', async () => {
    const { text } = await browse('/review?reason=similarity_low');
    const link = /href="(https:\/\/team\.test[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    const url = new URL(link!);
    expect(url.pathname).toBe('/cdn-cgi/access/login/kyc.test');
    expect(url.searchParams.get('kid')).toBe(env.ACCESS_AUD);
    expect(url.searchParams.get('redirect_url')).toBe('/review?reason=similarity_low');
  });
});

describe('the team’s keys', () => {
  it('are fetched again for a token with a new one, and the old one is good no more', async () => {
    const old = await accessToken({ exp: nowS() + 86_400 });
    expect((await browse('/review', { as: old })).status).toBe(200);
    setKeysAnswer('rotated');
    minutesLater(2);
    expect((await browse('/review', { as: await accessToken({ by: 'next' }) })).status).toBe(200);
    expect((await browse('/review', { as: old })).status).toBe(403);
  });

  const away: [string, () => Response | Promise<Response>][] = [
    ['no answer', () => Promise.reject(new TypeError('network'))],
    ['a failure', () => new Response('down', { status: 503 })],
    ['a sign-in page', () => new Response('<html>')],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } })],
    ['no keys', () => Response.json({ keys: 'none' })],
  ];
  it.each(away)('out of reach let nobody in, and the page says so: %s', async (_, how) => {
    const minutes = 60 * (1 + away.findIndex(([name]) => name === _));
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    // What was kept of them is too old.
    minutesLater(minutes);
    setKeysAnswer(how);
    const { status, text, headers } = await browse('/review?age=24', { as: await accessToken() });
    expect(status).toBe(503);
    expect(text).toContain('Sign-ins cannot be checked at the moment');
    expect(text).toContain('href="/review?age=24"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(said.mock.calls.join()).toContain('access_keys_unreachable');
    said.mockRestore();
    setKeysAnswer('now');
    expect((await browse('/review', { as: await accessToken() })).status).toBe(200);
  });
});

describe('the reviewer in the log', () => {
  it('is the e-mail as it stands in the token, signs and all', async () => {
    const user = await createFailedLivenessCase();
    const email = "o'hara+kyc_1&co@mail.example.com";
    const as = await accessToken({ email });
    const page = await browse(`/review/applicants/${user}`, { as });
    expect(page.text).toContain('o&#39;hara+kyc_1&amp;co@mail.example.com');
    const form = { ...hiddenFieldsOf(page), decision: 'reject', ground_reject: 'spoof', note: '' };
    expect((await browse(`/review/applicants/${user}/decisions`, { as, form })).status).toBe(303);
    const events = (await readLog(user)) as unknown as {
      type: string;
      actor: string;
      data: { reviewer: string };
    }[];
    const decided = events.find(({ type }) => type === 'review_decided');
    expect(decided).toMatchObject({ actor: `reviewer:${email}`, data: { reviewer: email } });
  });
});
