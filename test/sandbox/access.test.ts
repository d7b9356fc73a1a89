import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './open-sandbox.ts';

const AUDIENCE = 'a'.repeat(64);
const ISSUER = 'http://127.0.0.1:8790';
const login = (host = '127.0.0.1:8787', back = '/review', kid = AUDIENCE) =>
  `${ISSUER}/cdn-cgi/access/login/${host}?${new URLSearchParams({ kid, redirect_url: back })}`;

async function open() {
  const { sandbox } = await openSandbox({ publicUrl: ISSUER, now: Date.now });
  const call = (url: string, init?: RequestInit) => sandbox.fetch(new Request(url, init));
  const signIn = (url: string, email: string) => {
    const body = new URLSearchParams({ email });
    return call(url, { method: 'POST', body });
  };
  return { call, signIn };
}

describe('Access on this machine', () => {
  it('signs in whom it is told, with a token that its keys verify', async () => {
    const { call, signIn } = await open();
    expect(await (await call(login())).text()).toContain('name="email"');
    const signed = await signIn(login(), 'rita@example.com');
    expect(signed.status).toBe(303);
    expect(signed.headers.get('location')).toBe('http://127.0.0.1:8787/review');
    const cookie = signed.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    const token = cookie.match(/CF_Authorization=([^;]+)/)?.[1] ?? '';
    const certs = new URL('/cdn-cgi/access/certs', ISSUER);
    const keys = createRemoteJWKSet(certs, { [customFetch]: (url) => call(url) });
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE });
    expect(payload.email).toBe('rita@example.com');
    const out = await call(`${ISSUER}/cdn-cgi/access/logout`);
    expect(out.headers.get('set-cookie')).toMatch(/CF_Authorization=; Max-Age=0/);
  });

  it.each([
    ['another machine', login('evil.test')],
    ['an address beside the path', login('127.0.0.1:8787', '//evil.test')],
    ['no audience', login('127.0.0.1:8787', '/review', '')],
  ])('sends nobody to %s', async (_, url) => {
    const { call, signIn } = await open();
    expect((await call(url)).status).toBe(400);
    expect((await signIn(url, 'rita@example.com')).status).toBe(400);
  });

  it('takes no e-mail that is none', async () => {
    const { signIn } = await open();
    expect((await signIn(login(), 'rita')).status).toBe(400);
  });
});
