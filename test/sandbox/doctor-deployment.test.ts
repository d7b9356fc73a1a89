import { describe, expect, it } from 'vitest';
import { examineDeployment } from '../../scripts/doctor/examine-deployment.ts';
import { newSecrets, settingsOf } from '../../scripts/local-setup.ts';

const TEAM = 'https://acme.cloudflareaccess.com';
const URL_OF_SERVICE = 'https://kyc.example.com';
const NOW = Date.UTC(2026, 0, 2, 12);
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const settings = {
  ...settingsOf(newSecrets(), { serviceUrl: URL_OF_SERVICE, sandboxUrl: 'https://ilive.example.com' }),
  ACCESS_TEAM_DOMAIN: TEAM,
};

type Answers = Readonly<Record<string, () => Response>>;

const HEALTHY: Answers = {
  '/healthz': () => Response.json({ status: 'ok', version: '0.9.0', schema: '0002_more.sql' }),
  '/webhooks/ilive': () => Response.json({ code: 'invalid_signature_headers' }, { status: 400 }),
  '/review': () =>
    new Response(null, { status: 302, headers: { location: `${TEAM}/cdn-cgi/access/login/x` } }),
  '/cdn-cgi/access/certs': () => Response.json({ keys: [{ kid: 'a' }] }),
  '/status': () =>
    Response.json({
      checked_at: ago(0),
      settings: { ok: true, policy: 'p-1' },
      d1: { ok: true },
      r2: { ok: true },
      cron: { minute: { last_run_at: ago(1) }, night: { last_run_at: ago(700) } },
      ilive: { last_success_at: ago(3), last_failure: null, key_refused_since: null },
      reviews: { open: 2, oldest_opened_at: ago(60) },
      something_new: 7,
    }),
};

async function examine(answers: Answers = {}, changes: Record<string, unknown> = {}) {
  const asked: Request[] = [];
  const checks = await examineDeployment({
    serviceUrl: URL_OF_SERVICE,
    settings,
    hasSecrets: true,
    operateKey: 'kyc_operate',
    nowMs: NOW,
    fetch: async (request) => {
      asked.push(request);
      const answer = { ...HEALTHY, ...answers }[new URL(request.url).pathname];
      if (!answer) throw new TypeError('fetch failed');
      return answer();
    },
    ...changes,
  });
  return {
    checks,
    asked,
    wrong: checks.filter(({ ok }) => ok === false).map(({ part, text }) => `${part}: ${text}`),
  };
}

describe('the doctor of a deployment', () => {
  it('finds nothing wrong with a healthy one, and tells each part', async () => {
    const { checks, wrong } = await examine();
    expect(wrong).toEqual([]);
    const told = Object.fromEntries(checks.map(({ part, ok, text }) => [part, `${ok} ${text}`]));
    expect(told).toMatchObject({
      health: 'true version 0.9.0, schema 0002_more.sql',
      access: 'true /review leads to the sign-in at acme.cloudflareaccess.com',
      d1: 'true ok true',
      reviews: `null open 2, oldest_opened_at ${ago(60)}`,
      something_new: 'null 7',
    });
    expect(told.settings).toMatch(/^true /);
  });

  it('does not call the settings wrong where only the address is not known: at workers.dev it is in no file', async () => {
    const others = Object.fromEntries(
      Object.entries(settings).filter(([setting]) => setting !== 'PUBLIC_URL'),
    );
    const { checks, wrong } = await examine({}, { serviceUrl: null, settings: others });
    expect(wrong).toEqual([]);
    expect(checks).toContainEqual(
      expect.objectContaining({
        part: 'health',
        ok: null,
        text: expect.stringContaining('--service-url https://'),
      }),
    );
  });

  const json =
    (value: unknown, status = 200) =>
    () =>
      Response.json(value, { status });
  it.each<[string, Answers, string]>([
    ['health', { '/healthz': json({ detail: 'Failing: d1.' }, 503) }, 'health: 503: Failing: d1.'],
    ['another site', { '/healthz': json({ hello: 'world' }) }, 'health: 200: not an answer of this service'],
    [
      'an HTML page',
      { '/healthz': () => new Response('<html>', { status: 404 }) },
      'health: 404: not an answer',
    ],
    [
      'broken JSON',
      { '/healthz': () => new Response('{', { headers: { 'content-type': 'application/json' } }) },
      'health: no answer',
    ],
    [
      'Access before webhooks',
      { '/webhooks/ilive': () => new Response(null, { status: 302 }) },
      'webhooks: 302',
    ],
    ['webhooks that are taken unsigned', { '/webhooks/ilive': json({ status: 'ok' }) }, 'webhooks: 200'],
    ['an open console', { '/review': () => new Response('cases') }, 'access: /review is open'],
    ['no Access application', { '/review': json({}, 403) }, 'access: 403 for /review'],
    ['a console that is off', { '/review': json({}, 404) }, 'access: the console is off, although'],
    [
      'another team',
      { '/review': () => Response.redirect('https://other.cloudflareaccess.com/', 302) },
      'access: 302',
    ],
    [
      'a team that is none',
      { '/cdn-cgi/access/certs': json({}, 404) },
      'access team: acme.cloudflareaccess.com has no keys',
    ],
    ['a key without the scope', { '/status': json({}, 403) }, 'status: 403: KYC_OPERATE_KEY'],
    ['no /status', { '/status': json({}, 404) }, 'status: 404: no parts'],
    ['a part that is not ok', { '/status': json({ d1: { ok: false } }) }, 'd1: ok false'],
    [
      'a part that says so in words',
      { '/status': json({ parts: { schema: { state: 'failing' } } }) },
      'schema: state failing',
    ],
    [
      'a cron that stands',
      { '/status': json({ cron: { minute: { last_run_at: ago(9) } } }) },
      'cron: minute.last_run_at has not run',
    ],
    [
      'a night that failed',
      { '/status': json({ cron: { night: { last_success_at: ago(3_000) } } }) },
      'cron: night.last_success_at',
    ],
    [
      'a cron that never ran',
      { '/status': json({ cron: { minute: { last_run_at: null } } }) },
      'cron: the cron has not run',
    ],
    [
      'a refused key',
      { '/status': json({ ilive: { key_refused_since: ago(5) } }) },
      'ilive: iLive refuses ILIVE_API_KEY',
    ],
  ])('says what is wrong: %s', async (_, answers, text) => {
    const { wrong } = await examine(answers);
    expect(wrong).toEqual([expect.stringContaining(text)]);
  });

  it('names a wrong setting, and never its value', async () => {
    const wrongKey = 'not-a-key-of-ilive';
    const { wrong } = await examine(
      {},
      { settings: { ...settings, ILIVE_API_KEY: wrongKey, MATCH_THRESHOLD: '7' } },
    );
    expect(wrong).toEqual([
      expect.stringMatching(/^settings: ILIVE_API_KEY/),
      expect.stringMatching(/^settings: MATCH/),
    ]);
    expect(wrong.join()).not.toContain(wrongKey);
  });

  it.each([
    ['no secrets file', { hasSecrets: false }, 'settings'],
    ['no address', { serviceUrl: null }, 'health'],
    ['no key', { operateKey: null }, 'status'],
  ])('says what it did not look at: %s', async (_, changes, part) => {
    const { checks, wrong } = await examine({}, changes);
    expect(wrong).toEqual([]);
    expect(checks).toContainEqual({ part, ok: null, text: expect.stringMatching(/./) });
  });

  it('gives its key to /status only', async () => {
    const { asked } = await examine();
    const withKey = asked
      .filter(({ headers }) => headers.has('authorization'))
      .map(({ url }) => new URL(url).pathname);
    expect(withKey).toEqual(['/status']);
  });
});
