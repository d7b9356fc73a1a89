import { env, exports } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { testSettings } from '../support/test-settings.ts';

const front = (method = 'GET') => exports.default.fetch('https://kyc.test/', { method });

it('GET / says what this is, without a script, and loads nothing but our own style', async () => {
  const page = await front();
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:/);
  const html = await page.text();
  expect(html).toContain('<h1>KYC onboarding</h1>');
  expect(html).not.toMatch(/<script|<style| on\w+=| style=|https?:/);
});

it('its links lead to pages that are there', async () => {
  const html = await (await front()).text();
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, path]) => path!);
  expect(links).toEqual(expect.arrayContaining(['/docs', '/review', '/healthz', '/openapi.json']));
  for (const path of links) {
    const { status, body } = await exports.default.fetch(`https://kyc.test${path}`, { redirect: 'manual' });
    await body?.cancel();
    // The console asks for a sign-in.
    expect({ path, status }).toEqual({ path, status: path === '/review' ? 403 : 200 });
  }
});

it('names no setting', async () => {
  const html = await (await front()).text();
  const values = Object.keys(testSettings).map((name) => String(Reflect.get(env, name)));
  expect(values.length).toBeGreaterThan(5);
  for (const value of values.filter((text) => text.length > 6)) expect(html).not.toContain(value);
});

it('only GET is possible there', async () => {
  const answer = await front('POST');
  expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
    status: 405,
    allow: 'GET',
  });
  await answer.body?.cancel();
});
