import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import document from '../../docs/openapi.json';
import worker from '../../src/app.ts';
import { send } from '../support/customer.ts';

const u = '/v1/applicants/nobody-1';

const keyed = Object.entries<Record<string, object>>(document.paths).flatMap(([path, item]) =>
  Object.keys(item).flatMap((method) =>
    path.startsWith('/v1/') ? [[method.toUpperCase(), path] as const] : [],
  ),
);

describe('who may call', () => {
  it.each(keyed)('%s %s refuses a request without a valid key', async (method, path) => {
    const there = path.replace('{user_id}', 'nobody-1').replace('{photo}', 'id');
    expect(await send(method, there, { as: 'nobody' })).toMatchObject({
      status: 401,
      body: { code: 'missing_api_key' },
    });
    for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic YTpi', 'Bearer ünïcode']) {
      const answer = await send(method, there, {
        as: 'nobody',
        headers: { authorization: encodeURI(authorization).replaceAll('%20', ' ') },
      });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_api_key' } });
    }
  });

  it('answers problems as problem+json, named and never to be stored', async () => {
    const { status, headers, body } = await send('GET', u);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(body).toMatchObject({
      status: 404,
      code: 'applicant_not_found',
      request_id: headers.get('x-request-id'),
    });
    expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'request_id', 'status', 'title', 'type']);
  });

  it('knows no other paths and methods', async () => {
    expect(await send('GET', '/v2/applicants')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await send('DELETE', '/v1/reviews', { as: 'reviewer' })).toMatchObject({
      status: 405,
      body: { code: 'method_not_allowed' },
    });
    expect(await send('PATCH', u)).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  });
});

describe('settings', () => {
  it.each([
    ['MATCH_THRESHOLD', 'abc'],
    ['MATCH_THRESHOLD', ' '],
    ['MATCH_THRESHOLD', '0'],
    ['MATCH_THRESHOLD', '1.5'],
    ['DUPLICATE_THRESHOLD', '1e-9'],
    ['SEARCH_FLOOR', '0.51'],
    ['PHOTO_QUALITY_MIN', '-1'],
    ['ILIVE_API_KEY', ''],
    ['ILIVE_API_KEY', 'sk_1234567890'],
    ['ILIVE_BASE_URL', 'http://api.example'],
    ['PUBLIC_URL', 'https://a.example/path'],
    ['DATA_KEY', 'c2hvcnQ='],
    ['API_KEYS', '{"a":{}}'],
    ['API_KEYS', 'not json'],
    ['RETRY_MODE', 'Active'],
    ['CHECK_ID_PHOTO', 'maybe'],
    ['MAX_SESSIONS', '0'],
  ])('%s=%j stops the service with 503 not_ready', async (name, value) => {
    const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
    for (const path of ['/healthz', u, '/webhooks/ilive']) {
      const answer = await worker.fetch(
        new Request(`https://kyc.test${path}`),
        { ...env, [name]: value } as Env,
        context,
      );
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'not_ready' });
    }
  });

  it('is healthy with all of them right', async () => {
    expect(await send('GET', '/healthz', { as: 'nobody' })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });
});
