/** A picture is never code: what R2 holds is not run, and no answer of any route lets a browser run what it should not. */
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import worker, { app } from '../../src/app.ts';
import { createLowSimilarityCase } from '../support/cases.ts';
import { newUserId, readApplicant, readLog, send, typesOf, upload } from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const keys: Record<'backend' | 'reviewer' | 'auditor', string> = JSON.parse(env.TEST_KEYS);
const PAGE = '<!doctype html><script>fetch("/review/applicants/other/decisions",{method:"POST"})</script>';

/** Every route of the router, with values in place of its parameters. */
function routesOf(user: string): { method: string; path: string }[] {
  const VALUES: Record<string, string> = { user_id: user, photo: 'id', file: 'review.js', step: 'consent' };
  const routed = app.routes.filter(({ method }) => method !== 'ALL');
  const given = routed.map(({ method, path }) => ({
    method,
    path: path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => VALUES[name] ?? 'x'),
  }));
  return [...new Map(given.map((route) => [`${route.method} ${route.path}`, route])).values()];
}

/** What must be on every answer. */
function expectSafe(what: string, { headers }: Response): void {
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy, what).toMatch(/^default-src 'none'/);
  expect(policy, what).not.toMatch(/unsafe-|\*/);
  expect(policy, what).toMatch(/sandbox|frame-ancestors 'none'/);
  expect(headers.get('x-content-type-options'), what).toBe('nosniff');
  expect(headers.get('cross-origin-resource-policy'), what).toBe('same-origin');
}

async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const body = method === 'POST' || method === 'PUT' ? { body: '{}' } : {};
  const response = await exports.default.fetch(`https://kyc.test${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...body,
  });
  await response.body?.cancel();
  return response;
}

describe('every answer', () => {
  it('of every route has a policy, whoever asks', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await upload(user, 'obama4_crop.jpg');
    const cookie = `CF_Authorization=${await accessToken()}`;
    const callers: Record<string, string>[] = [
      {},
      ...Object.values(keys).map((key) => ({ authorization: `Bearer ${key}` })),
      { cookie },
      { cookie, origin: 'https://kyc.test', 'content-type': 'application/x-www-form-urlencoded' },
    ];
    const routes = routesOf(user);
    expect(routes.length).toBeGreaterThan(30);
    const statuses = new Set<number>();
    for (const { method, path } of routes) {
      for (const caller of callers) {
        const response = await ask(method, path, caller);
        statuses.add(response.status);
        expectSafe(`${method} ${path} ${response.status}`, response);
      }
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 303, 400, 401, 403, 404]));
  });

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/assets/nothing.js'],
    ['GET', '/assets/review.css'],
    ['GET', '/assets/favicon.svg'],
    ['GET', '/docs/swagger-ui.css'],
    ['GET', '/docs/..%2fopenapi.json'],
    ['GET', '/%E0%A4%A'],
    ['GET', '/return/nothing'],
    ['DELETE', '/docs'],
    ['PATCH', '/v1/applicants'],
    ['OPTIONS', '/v1/applicants'],
    ['HEAD', '/'],
    ['HEAD', '/healthz'],
  ])('has one outside of them too: %s %s', async (method, path) => {
    expectSafe(path, await ask(method, path));
  });

  it('has one while a setting is missing, and when a handler throws', async () => {
    const context = { waitUntil: () => {}, passThroughOnException: () => {} } as unknown as ExecutionContext;
    for (const path of ['/', '/healthz', '/review', '/v1/applicants/nobody']) {
      const request = new Request(`https://kyc.test${path}`) as Request<unknown, IncomingRequestCfProperties>;
      const unset = await worker.fetch(request, { ...env, DATA_KEY: '' }, context);
      expect(unset.status).toBe(503);
      expectSafe(`unset ${path}`, unset);
    }
    const broken = { ...env, ASSETS: { fetch: () => Promise.reject(new Error('away')) } } as unknown as Env;
    const thrown = await worker.fetch(new Request('https://kyc.test/docs') as never, broken, context);
    expect(thrown.status).toBe(500);
    expectSafe('thrown', thrown);
  });

  it('of a page keeps its own policy', async () => {
    const as = await accessToken();
    for (const page of [await browse('/review', { as }), await browse('/')]) {
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
    expect((await ask('GET', '/docs')).headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('a photo', () => {
  const both = async (user: string, as: string) => [
    await browse(`/review/applicants/${user}/photos/id`, { as }),
    await browse(`/v1/applicants/${user}/photos/id`, {
      headers: { authorization: `Bearer ${keys.reviewer}` },
    }),
  ];

  it('is served as the picture that the log names, with nothing that could run', async () => {
    const user = await createLowSimilarityCase();
    const { key } = (await readLog(user)).find(({ type }) => type === 'id_photo_stored')!.data;
    // What R2 says of it does not count, as long as the bytes are right.
    const bytes = await (await env.PHOTOS.get(key))!.arrayBuffer();
    await env.PHOTOS.put(key, bytes, { httpMetadata: { contentType: 'text/html' } });
    for (const { status, headers } of await both(user, await accessToken())) {
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': 'inline; filename="id.jpg"',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'unsafe-none',
        'cache-control': 'no-store',
      });
    }
  });

  it('is not served when a page is stored in its place, and the case page says so in words', async () => {
    const as = await accessToken();
    const user = await createLowSimilarityCase();
    const { key } = (await readLog(user)).find(({ type }) => type === 'id_photo_stored')!.data;
    await env.PHOTOS.put(key, PAGE, { httpMetadata: { contentType: 'text/html' } });
    for (const { status, headers, text } of await both(user, as)) {
      expect([status, headers.get('content-type')]).toEqual([409, 'application/problem+json']);
      expect(text).not.toContain('<script');
      expect(JSON.parse(text).code).toBe('photo_altered');
    }
    expect(await typesOf(user)).not.toContain('photo_viewed');
    expect((await readApplicant(user)).reasons).toEqual(['similarity_low', 'photo_altered']);
    const page = await browse(`/review/applicants/${user}`, { as });
    expect(page.text).toContain('A stored photo was altered');
    expect(page.text).toContain('Not shown: the stored file is not the photo that was taken.');
    expect(page.text).not.toContain(`src="/review/applicants/${user}/photos/id"`);
    expect(page.text).toContain(`src="/review/applicants/${user}/photos/liveness"`);
    expect(page.text).not.toContain('value="approve"');
  });
});
