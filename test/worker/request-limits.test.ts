import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { requireServices } from '../../src/config/services.ts';
import { linkOf } from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import {
  createWithIdPhoto,
  fetchPhoto,
  newUserId,
  readLog,
  send,
  startSession,
} from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';

const NAMES = [
  'REQUESTS_OF_KEY',
  'FAILED_KEYS_OF_ADDRESS',
  'LINKS_OF_ADDRESS',
  'BAD_WEBHOOKS_OF_ADDRESS',
  'STARTS_OF_APPLICANT',
] as const;
type Name = (typeof NAMES)[number];
/** As in wrangler.toml, which the test of the real bindings shows to be in force. */
const LIMITS: Record<Name, number> = {
  REQUESTS_OF_KEY: 1_000,
  FAILED_KEYS_OF_ADDRESS: 60,
  LINKS_OF_ADDRESS: 120,
  BAD_WEBHOOKS_OF_ADDRESS: 120,
  STARTS_OF_APPLICANT: 20,
};

/** The Worker, with bindings whose window never ends. */
function withLimits(limits: Partial<Record<Name, RateLimit | undefined>> = {}, others: object = {}) {
  const counted = new Map<string, number>();
  const binding = (name: Name): RateLimit => ({
    async limit({ key }) {
      const count = (counted.get(`${name} ${key}`) ?? 0) + 1;
      counted.set(`${name} ${key}`, count);
      return { success: count <= LIMITS[name] };
    },
  });
  const bindings = Object.fromEntries(NAMES.map((name) => [name, binding(name)]));
  const changed = { ...env, ...bindings, ...limits, ...others } as Env;
  const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
  return {
    counted,
    /** Sends the figures that were counted. */
    report: () => requireServices(changed).figures.report(),
    ask: async (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
      worker.fetch(
        new Request(`https://kyc.test${path}`, {
          method,
          headers,
          redirect: 'manual',
          ...(body ? { body } : {}),
        }),
        changed,
        context,
      ),
  };
}

const keys: Record<string, string> = JSON.parse(env.TEST_KEYS);
const by = (holder: string, address = '192.0.2.1') => ({
  authorization: `Bearer ${keys[holder]}`,
  'cf-connecting-ip': address,
});
const wrong = (address: string) => ({ authorization: 'Bearer wrong', 'cf-connecting-ip': address });

async function expectLimited(answer: Response, seconds: number): Promise<void> {
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe(String(seconds));
  expect(await answer.json()).toMatchObject({ code: 'rate_limited', status: 429 });
}

const said: string[] = [];
let later = 0;
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, 'warn').mockImplementation((line) => said.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('one API key', () => {
  it('makes 1,000 requests in ten seconds, on whatever routes; other keys go on', async () => {
    const { ask } = withLimits();
    for (let nth = 0; nth < 1_000; nth += 1) {
      const path = nth % 2 === 0 ? '/v1/nowhere' : '/v1/applicants/nobody-1/events';
      await ask('GET', nth % 2 === 0 ? '/v1/applicants/nobody-1/events' : path, by('auditor'));
    }
    await expectLimited(await ask('GET', '/v1/applicants/nobody-1/events', by('auditor')), 10);
    // Over, the scope does not matter any more, and a write does nothing.
    await expectLimited(await ask('DELETE', '/v1/applicants/nobody-1', by('auditor', '192.0.2.2')), 10);
    expect((await ask('GET', '/v1/applicants/nobody-1', by('backend'))).status).toBe(404);
  });
});

describe('one address', () => {
  it('fails 60 times a minute to show a key, in any way; a valid key behind it passes', async () => {
    const { ask } = withLimits();
    const ways = [{ authorization: 'Bearer wrong' }, { authorization: 'Basic YTpi' }, {}];
    for (let nth = 0; nth < 60; nth += 1) {
      const answer = await ask('GET', '/v1/reviews', { ...ways[nth % 3], 'cf-connecting-ip': '192.0.2.1' });
      expect(answer.status).toBe(401);
    }
    await expectLimited(await ask('GET', '/v1/reviews', wrong('192.0.2.1')), 60);
    expect((await ask('GET', '/v1/reviews', by('reviewer'))).status).toBe(200);
    expect((await ask('GET', '/v1/reviews', wrong('192.0.2.2'))).status).toBe(401);
    // A key without the scope was recognised: that is no failure.
    expect((await ask('GET', '/v1/reviews', by('auditor'))).status).toBe(403);
  });

  it('is a whole /64 of IPv6, and not known where nothing says it', async () => {
    const { ask, counted } = withLimits();
    for (let nth = 0; nth < 60; nth += 1)
      await ask('GET', '/v1/reviews', wrong(`2001:db8:1:2::${nth.toString(16)}`));
    await expectLimited(await ask('GET', '/v1/reviews', wrong('2001:db8:1:2:ffff::1')), 60);
    for (let nth = 0; nth < 70; nth += 1)
      expect((await ask('GET', '/v1/reviews', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect([...counted.keys()]).toEqual(['FAILED_KEYS_OF_ADDRESS 2001:db8:1:2::/64']);
  });

  it('sends 120 webhooks a minute with a bad signature; a good one is never limited or counted', async () => {
    const { ask, counted } = withLimits();
    const address = { 'cf-connecting-ip': '192.0.2.1' };
    const bad = [
      address,
      { ...address, 'x-ilive-signature': 'sha256=short', 'x-ilive-timestamp': '1' },
      { ...address, 'x-ilive-signature': `sha256=${'0'.repeat(64)}`, 'x-ilive-timestamp': '1' },
    ];
    for (let nth = 0; nth < 120; nth += 1)
      expect([400, 401]).toContain((await ask('POST', '/webhooks/ilive', bad[nth % 3], '{}')).status);
    for (const headers of bad) await expectLimited(await ask('POST', '/webhooks/ilive', headers, '{}'), 60);
    const before = counted.get('BAD_WEBHOOKS_OF_ADDRESS 192.0.2.1');
    const body = JSON.stringify({ event: 'liveness.verdict', session_id: 'unknown', verdict: 'pass' });
    for (let nth = 0; nth < 3; nth += 1) {
      const good = await ask('POST', '/webhooks/ilive', { ...address, ...(await signed(body)) }, body);
      expect({ status: good.status, body: await good.json() }).toEqual({
        status: 200,
        body: { status: 'ok' },
      });
    }
    expect(counted.get('BAD_WEBHOOKS_OF_ADDRESS 192.0.2.1')).toBe(before);
  });

  it('counts bad webhooks up to the limit, and no more: beyond it none of them reaches the figures', async () => {
    const refused: number[] = [];
    const report = async ({ figures }: { figures: { counters: Record<string, number> } }) => {
      refused.push(figures.counters['webhooks|refused'] ?? 0);
    };
    const { ask, report: flush } = withLimits({}, { FIGURES: { getByName: () => ({ report }) } });
    const bad = { 'x-ilive-signature': `sha256=${'0'.repeat(64)}`, 'x-ilive-timestamp': '1' };
    const headers = { ...bad, 'cf-connecting-ip': '192.0.2.9' };
    for (let nth = 0; nth < 300; nth += 1) await ask('POST', '/webhooks/ilive', headers, '{}');
    await flush();
    expect(refused.reduce((sum, one) => sum + one)).toBe(120);
    // One for each second that it took, and the last one: not one for each webhook.
    expect(refused.length).toBeLessThan(60);
  });

  it('opens 120 links a minute, forged ones too; then a page says to wait and no cookie is set', async () => {
    const { ask } = withLimits();
    const link = await linkOf(newUserId());
    const address = { 'cf-connecting-ip': '192.0.2.1' };
    for (let nth = 0; nth < 120; nth += 1) {
      const answer = await ask('GET', nth % 2 === 0 ? link : '/onboarding/open/forged', address);
      expect(answer.status).toBe(nth % 2 === 0 ? 303 : 403);
    }
    const limited = await ask('GET', link, address);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
    expect(limited.headers.get('set-cookie')).toBeNull();
    expect(limited.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await limited.text()).toContain('Wait a moment');
    expect((await ask('GET', link, { 'cf-connecting-ip': '192.0.2.2' })).status).toBe(303);
  });
});

describe('one applicant', () => {
  it('is started 20 times a minute, by the API and on its own page together; others go on', async () => {
    const { ask } = withLimits();
    const [user, other] = [newUserId(), newUserId()];
    const json = { ...by('backend'), 'content-type': 'application/json' };
    for (const who of [user, other])
      await ask('POST', '/v1/applicants', json, JSON.stringify({ user_id: who }));
    const start = (who: string, headers = {}) =>
      ask('POST', `/v1/applicants/${who}/sessions`, { ...json, ...headers }, '{}');
    for (let nth = 0; nth < 20; nth += 1) expect((await start(user)).status).toBe(409);
    await expectLimited(await start(user, { 'idempotency-key': 'k-1' }), 60);
    await expectLimited(await start(user, { 'idempotency-key': 'k-1' }), 60);
    expect((await start(other)).status).toBe(409);
  });
});

describe('a binding', () => {
  it.each<[string, RateLimit | undefined]>([
    ['is missing', undefined],
    [
      'throws',
      {
        limit: () => {
          throw new Error('no');
        },
      },
    ],
    ['rejects', { limit: () => Promise.reject(new Error('no')) }],
  ])('that %s lets requests pass, which is logged once a minute', async (_, broken) => {
    later += 3_600_000;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + later });
    const { ask } = withLimits({ REQUESTS_OF_KEY: broken, FAILED_KEYS_OF_ADDRESS: broken });
    for (let nth = 0; nth < 3; nth += 1) {
      expect((await ask('GET', '/v1/reviews', by('reviewer'))).status).toBe(200);
      expect((await ask('GET', '/v1/reviews', wrong('192.0.2.1'))).status).toBe(401);
    }
    const lines = said.filter((line) => line.includes('request_limit_unavailable'));
    expect(lines.map((line) => JSON.parse(line).limit).sort()).toEqual([
      'FAILED_KEYS_OF_ADDRESS',
      'REQUESTS_OF_KEY',
    ]);
  });

  it('of wrangler.toml is there and counts', async () => {
    // At most two windows of a minute touch so few requests, so at most 120 of them pass.
    const statuses = new Set<number>();
    for (let nth = 0; nth < 121 && !statuses.has(429); nth += 1)
      statuses.add(
        (await send('GET', '/v1/reviews', { as: 'nobody', headers: wrong('198.51.100.1') })).status,
      );
    expect([...statuses]).toEqual([401, 429]);
    for (const name of NAMES) expect(await env[name].limit({ key: 'test' })).toEqual({ success: true });
  });
});

describe('MAX_UPLOADS', () => {
  const put = async (user: string, body: BodyInit) =>
    (await send('PUT', `/v1/applicants/${user}/id-photo`, { body })) as {
      status: number;
      body: { code?: string };
    };
  const limitedTo = (user: string, changed: Record<string, string>) =>
    runInApplicant(user, (object) => {
      object.env = { ...object.env, ...changed } as Env;
    });

  it('counts photos that were stored and those that iLive refused, but not what costs nothing', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    await limitedTo(user, { MAX_UPLOADS: '3' });
    const [good, faceless] = [await fetchPhoto('cage.jpg'), await fetchPhoto('ironman.jpg')];
    for (const [body, code] of [
      ['GIF89a, which is neither', 'unsupported_image'],
      [new Uint8Array(), 'empty_image'],
      [new Uint8Array(8_000_001), 'image_too_large'],
      [faceless, 'no_face_in_id_photo'],
    ] as const)
      expect((await put(user, body)).body.code).toBe(code);
    expect((await put(user, good)).status).toBe(200);
    expect(await put(user, good)).toMatchObject({ status: 409, body: { code: 'upload_limit_reached' } });
    expect(await put(user, faceless)).toMatchObject({ status: 409, body: { code: 'upload_limit_reached' } });
    // What was refused leaves nothing in the log, but is still counted when the object starts anew.
    expect((await readLog(user)).map(({ type }) => type)).toEqual([
      'applicant_created',
      'id_photo_stored',
      'id_photo_stored',
    ]);
    await evictDurableObject(env.APPLICANTS.getByName(user));
    await limitedTo(user, { MAX_UPLOADS: '3' });
    expect(await put(user, good)).toMatchObject({ status: 409, body: { code: 'upload_limit_reached' } });
    // The photo that is there is as good as ever.
    expect(await startSession(user)).toHaveProperty('session_id');
  });

  it('holds for uploads that are sent at once', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await limitedTo(user, { MAX_UPLOADS: '4' });
    const photo = await fetchPhoto('cage.jpg');
    const answers = await Promise.all(Array.from({ length: 12 }, () => put(user, photo)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.filter(({ body }) => body.code === 'upload_limit_reached')).toHaveLength(8);
  });
});

describe('SESSION_BUDGET_PER_DAY', () => {
  const ready = async (budget: string) => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    await runInApplicant(user, (object) => {
      object.env = { ...object.env, SESSION_BUDGET_PER_DAY: budget } as Env;
    });
    return user;
  };
  const start = (user: string, headers = {}) =>
    send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers });
  const on = (time: string) => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) });

  it('is shared by all applicants, and ends with the day', async () => {
    on('2031-05-01T10:00:00.000Z');
    const [one, two, three] = [await ready('2'), await ready('2'), await ready('2')];
    expect([(await start(one)).status, (await start(two)).status]).toEqual([201, 201]);
    on('2031-05-01T23:59:30.000Z');
    const headers = { 'idempotency-key': `k-${three}` };
    const refused = await start(three, headers);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.get('retry-after')).toBe('30');
    expect((await readLog(three)).map(({ type }) => type)).toEqual(['applicant_created', 'id_photo_stored']);
    // A session that is open costs nothing more. The other ones have run out by now.
    on('2031-05-01T10:10:00.000Z');
    expect((await start(one)).status).toBe(200);
    on('2031-05-02T00:00:00.000Z');
    expect((await start(three, headers)).status).toBe(201);
  });

  it('is not exceeded by starts at the same moment', async () => {
    on('2031-06-01T10:00:00.000Z');
    const users = await Promise.all(Array.from({ length: 6 }, () => ready('3')));
    const statuses = (await Promise.all(users.map((user) => start(user)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 201, 201, 429, 429, 429]);
  });

  it('gets back what iLive has refused', async () => {
    on('2031-07-01T10:00:00.000Z');
    const [refused, next] = [await ready('1'), await ready('1')];
    await runInApplicant(refused, (object) => {
      object.env = { ...object.env, ILIVE_API_KEY: 'iksk_a_key_that_is_not_valid' } as Env;
    });
    expect((await start(refused)).status).toBe(502);
    expect((await start(next)).status).toBe(201);
  });

  it('that cannot be asked starts no session, and says to try again soon', async () => {
    on('2031-08-01T10:00:00.000Z');
    const user = await ready('5');
    await runInApplicant(user, (object) => {
      const RATE_LIMITER = { getByName: () => ({ takeSession: () => Promise.reject(new Error('gone')) }) };
      object.env = { ...object.env, RATE_LIMITER } as unknown as Env;
    });
    const answer = await start(user);
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('leaves the applicant on its own page, which says to try again', async () => {
    on('2031-09-01T10:00:00.000Z');
    const [first, user] = [await ready('1'), await ready('1')];
    await start(first);
    const browser = openBrowser();
    await browser.get(await linkOf(user));
    await browser.get('/onboarding');
    await browser.post('/onboarding/consent', new URLSearchParams({ consent: '2' }));
    const shown = await browser.post('/onboarding/liveness');
    expect([shown.status, shown.location]).toEqual([502, null]);
  });
});

async function signed(body: string): Promise<Record<string, string>> {
  const { createHmac } = await import('node:crypto');
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac('sha256', env.ILIVE_WEBHOOK_SECRET).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-ilive-signature': `sha256=${mac}`, 'x-ilive-timestamp': timestamp };
}
