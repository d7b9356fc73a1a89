import { describe, expect, it } from 'vitest';
import { newUserId, readApplicant, send } from '../support/customer.ts';
import type { KeyHolder } from '../support/test-settings.ts';

/** Creates an applicant with that text as metadata, in a JSON body and in a form. */
async function createWith(metadata: string) {
  const [inJson, inForm] = [newUserId(), newUserId()];
  const body = `{"user_id":"${inJson}","metadata":${metadata}}`;
  const json = await send('POST', '/v1/applicants', {
    body,
    headers: { 'content-type': 'application/json' },
  });
  const form = new FormData();
  form.set('user_id', inForm);
  form.set('metadata', metadata);
  return [json, await send('POST', '/v1/applicants', { body: form })] as const;
}

describe('a number that JSON cannot carry exactly', () => {
  it.each([
    '1546130668394913822',
    '9007199254740993',
    '-9007199254740993',
    '1e20',
    '1e400',
    '-1e400',
    '1e-400',
    '-0',
    '-0.0',
    // Its zeros one by one, from each of them to the end, would take seconds.
    `0.1${'0'.repeat(60_000)}1`,
    '0.1000000000000000055511',
    '0.30000000000000004441',
    '123456789.123456789123',
    '12345678901234567890.5',
  ])('is refused, and its key named: %s', async (number) => {
    for (const { status, body } of await createWith(`{"plan":"gold","crm_id":${number}}`)) {
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
      expect(body.errors).toEqual([{ path: 'metadata.crm_id', message: expect.stringContaining('exactly') }]);
      expect(body.detail).toContain('metadata.crm_id');
    }
  });

  it.each([
    '0',
    '1',
    '-1',
    '1.0',
    '1.50',
    '1e2',
    '1E+2',
    '100e-2',
    '0.1',
    '0.10',
    '1e-7',
    '0.0000001',
    '0e5',
    '9007199254740991',
    '9007199254740992',
    '5e-324',
    '0.30000000000000004',
  ])('is taken if it is exact: %s', async (number) => {
    for (const { status, body } of await createWith(`{"n":${number}}`)) {
      expect(status).toBe(201);
      expect((await readApplicant(body.user_id)).metadata).toEqual({ n: Number(number) });
    }
  });

  it('is fine in a text', async () => {
    for (const { status, body } of await createWith('{"crm_id":"1546130668394913822, 1e400 and -0"}')) {
      expect(status).toBe(201);
      expect(body.metadata.crm_id).toContain('1546130668394913822');
    }
  });

  it.each([
    ['{"a":[1,{"b":[2,1e400]}]}', 'metadata.a.1.b.1'],
    ['[1e400]', 'metadata.0'],
    ['1e400', 'metadata'],
  ])('is named at any depth: %s', async (metadata, path) => {
    for (const { body } of await createWith(metadata)) expect(body.errors[0].path).toBe(path);
  });
});

describe('a reserved key', () => {
  it.each([
    ['{"__proto__":"x"}', 'metadata.__proto__'],
    ['{"\\u005f_proto__":"x"}', 'metadata.__proto__'],
    ['{"constructor":1}', 'metadata.constructor'],
    ['{"prototype":null}', 'metadata.prototype'],
    ['{"a":{"__proto__":{"b":1}}}', 'metadata.a.__proto__'],
    ['{"a":[{"constructor":{}}]}', 'metadata.a.0.constructor'],
  ])('is refused by its name: %s', async (metadata, path) => {
    for (const { status, body } of await createWith(metadata)) {
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
      expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
  });

  it('is refused in every body, outside of the metadata too', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = '{"__proto__":{"redirect_url":"https://app.example/"}}';
    for (const path of ['/v1/applicants', `/v1/applicants/${newUserId()}/sessions`]) {
      const answer = await send('POST', path, { body, headers });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '__proto__' }] } });
    }
  });

  it('does not stand in the way of others', async () => {
    for (const { body } of await createWith('{"proto":1,"toString":"t","hasOwnProperty":true}'))
      expect(body.metadata).toEqual({ proto: 1, toString: 't', hasOwnProperty: true });
  });
});

describe('a key that occurs twice', () => {
  it('has its last value', async () => {
    for (const { body } of await createWith('{"plan":"gold","plan":"silver"}'))
      expect(body.metadata).toEqual({ plan: 'silver' });
  });
});

const APPLICANT = '/v1/applicants/nobody-1';
/** Every route of the API, with the key that opens it. */
const ROUTES: [string, string, KeyHolder][] = [
  ['POST', '/v1/applicants', 'backend'],
  ['GET', '/v1/applicants', 'backend'],
  ['GET', APPLICANT, 'backend'],
  ['DELETE', APPLICANT, 'eraser'],
  ['PUT', `${APPLICANT}/id-photo`, 'backend'],
  ['POST', `${APPLICANT}/sessions`, 'backend'],
  ['POST', `${APPLICANT}/notifications/resend`, 'backend'],
  ['GET', '/v1/reviews', 'reviewer'],
  ['GET', `${APPLICANT}/photos/id`, 'reviewer'],
  ['POST', `${APPLICANT}/decisions`, 'reviewer'],
  ['GET', `${APPLICANT}/events`, 'auditor'],
  ['GET', '/v1/events', 'auditor'],
  ['GET', '/healthz', 'backend'],
  ['GET', '/openapi.json', 'backend'],
];

describe('a query parameter that the route does not know', () => {
  it.each(ROUTES)('%s %s', async (method, path, as) => {
    for (const [query, name] of [
      ['state=in_review', 'state'],
      ['STATUS=approved', 'STATUS'],
      ['status%5B%5D=approved', 'status[]'],
      ['limit%20=5', 'limit '],
      ['unknown', 'unknown'],
      ['unknown=', 'unknown'],
    ]) {
      const { status, body } = await send(method, `${path}?${query}`, { as });
      expect({ query, status, code: body.code }).toEqual({ query, status: 400, code: 'invalid_request' });
      expect(body.errors[0].path).toBe(name);
      expect(body.detail).toContain(name);
    }
    if (!path.startsWith('/v1/')) return;
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const { status, body } = await send(method, `${path}?${name}=1`, { as });
      expect({ name, status, path: body.errors?.[0].path }).toEqual({ name, status: 400, path: name });
    }
  });

  it.each([
    ['backend', '/v1/applicants', 'status=approved'],
    ['backend', '/v1/applicants', 'limit=5'],
    ['reviewer', '/v1/reviews', 'reason=similarity_low'],
    ['auditor', '/v1/events', 'limit=5'],
  ] as const)('and one given twice: %s %s?%s', async (as, path, query) => {
    const answer = await send('GET', `${path}?${query}&${query}`, { as });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: query.split('=')[0] }] } });
    expect((await send('GET', `${path}?${query}`, { as })).status).toBe(200);
  });

  it.each([
    ['backend', '/v1/applicants', ['limit', 'cursor', 'status', 'reason', 'created_after', 'created_before']],
    ['reviewer', '/v1/reviews', ['limit', 'cursor', 'reason']],
    ['auditor', '/v1/events', ['limit', 'cursor', 'moved_since']],
    ['auditor', `${APPLICANT}/events`, ['limit', 'cursor']],
  ] as const)('and one without a value: %s %s', async (as, path, names) => {
    for (const name of names) {
      const { status, body } = await send('GET', `${path}?${name}=`, { as });
      expect({ name, status }).toEqual({ name, status: 400 });
      expect(body.detail).toContain(name);
    }
  });

  it.each([
    '0x10',
    '1e1',
    ' 5',
    '5 ',
    '+5',
    '-1',
    '5.0',
    '٥',
    '99999999999999999999',
    '101',
    '0',
  ])('limit=%s is no whole number from 1 to 100', async (limit) => {
    const answer = await send('GET', `/v1/applicants?limit=${encodeURIComponent(limit)}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'limit' }] } });
  });

  it('is left alone where others add their own: the return link and the webhook', async () => {
    expect((await send('GET', '/return/x?session_id=1&utm_source=mail', { as: 'nobody' })).status).toBe(200);
    expect((await send('POST', '/webhooks/ilive?x=1', { as: 'nobody', body: '{}' })).body.code).toBe(
      'invalid_signature_headers',
    );
  });
});

describe('redirect_url', () => {
  const start = (redirect_url: string) =>
    send('POST', '/v1/applicants', { json: { user_id: newUserId(), redirect_url } });

  it.each([
    'http://app.example/',
    'https:',
    'https://',
    'https:///done',
    'https:/app.example/done',
    'https:app.example/done',
    'https://?x=1',
    'https://#x',
    'https://@app.example/',
    'https://user@app.example/',
    'https://user:password@app.example/',
    'https://app.example\\@evil.example/',
    'https:\\\\app.example\\done',
    'https://app.example/a\\b',
    ' https://app.example/',
    'https://app.example/ ',
    'https://app.example/\n',
    'https://app.exa\tmple/',
    'https://app.example/a\r\nSet-Cookie: x=1',
    'https://app.example/\u0000',
    'https://app.example/\u007f',
    'https://app.example/\u0085',
    'https://app.example/\u2028',
    'https://app.example/\ufeff',
    'https://app.example/\ud800',
    'https://app.example:99999/',
    'https://[::1',
    'https://a b.example/',
    'https://evil＠app.example/',
    'javascript:alert(1)//https://app.example/',
    'data:text/html,x',
    '//app.example/done',
    '/done',
    '',
    `https://app.example/${'x'.repeat(2_000)}`,
  ])('%j is refused, and the field named', async (url) => {
    const { status, body } = await start(url);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(body.errors[0].path).toBe('redirect_url');
  });

  it.each([
    'https://app.example',
    'HTTPS://APP.EXAMPLE/Done',
    'https://app.example:8443/done?a=1&b=%zz#/route?y=1',
    'https://münchen.example/straße?q=ü',
    'https://app.example/user@home?mail=a@b.example#@',
    'https://127.0.0.1/done',
    'https://[::1]/done',
  ])('%s is taken', async (url) => {
    expect((await start(url)).status).toBe(201);
  });
});
