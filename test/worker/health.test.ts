/** `GET /healthz`, and a deployment whose data lies elsewhere than the settings say. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCHEMA, VERSION } from '../../src/config/release.ts';
import { createDeploymentRecords } from '../../src/d1/deployment.ts';
import worker from '../../src/index.ts';

const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
const getFrom = (changed: object, path: string) =>
  worker.fetch(new Request(`https://kyc.test${path}`), { ...env, ...changed } as Env, context);
const health = async (changed: object = {}) => {
  const answer = await getFrom(changed, '/healthz');
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

const key = Uint8Array.from(Buffer.from(env.DATA_KEY, 'base64'));
const otherKey = crypto.getRandomValues(new Uint8Array(32));
/** Has the service record it, as with its first request. */
const record = async (jurisdiction: string | null, dataKey = key) => {
  await forget();
  await createDeploymentRecords(env.DB, [dataKey]).recordedJurisdiction(jurisdiction);
};
/** Writes what somebody may write who can write to D1 and has no key. */
const forge = (jurisdiction: string | null, mac: string, mac_key: string) =>
  env.DB.prepare('INSERT OR REPLACE INTO deployment (id, jurisdiction, mac, mac_key) VALUES (1, ?, ?, ?)')
    .bind(jurisdiction, mac, mac_key)
    .run();
const recorded = () => env.DB.prepare('SELECT jurisdiction FROM deployment').first('jurisdiction');
const forget = () => env.DB.prepare('DELETE FROM deployment').run();
const away = { prepare: () => ({ first: () => Promise.reject(new Error('D1 is away')) }) };

beforeEach(forget);
afterEach(() => vi.useRealTimers());

describe('GET /healthz', () => {
  const setNewest = (name: string) =>
    env.DB.prepare('UPDATE d1_migrations SET name = ? WHERE id = (SELECT max(id) FROM d1_migrations)')
      .bind(name)
      .run();
  afterEach(() => setNewest(SCHEMA));

  it('names version and schema', async () => {
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', version: VERSION, schema: SCHEMA });
  });

  it('names the upload that answers', async () => {
    const { body } = await health({ CF_VERSION_METADATA: { id: 'upload-1', tag: '', timestamp: '' } });
    expect(body.deployment).toBe('upload-1');
  });

  it.each(['0000_before.sql', ''])('fails for the schema when the newest migration is %j', async (name) => {
    await setNewest(name);
    const { status, body } = await health();
    expect([status, body.code, body.detail]).toEqual([503, 'not_ready', 'Failing: schema.']);
  });

  it('is well with a newer schema, as after a rollback', async () => {
    await setNewest('9999_later.sql');
    expect(await health()).toMatchObject({ status: 200, body: { schema: '9999_later.sql' } });
  });

  it('fails for the schema when D1 was never migrated', async () => {
    await env.DB.exec('ALTER TABLE d1_migrations RENAME TO d1_migrations_away');
    try {
      expect(await health()).toMatchObject({ status: 503, body: { detail: 'Failing: schema.' } });
    } finally {
      await env.DB.exec('ALTER TABLE d1_migrations_away RENAME TO d1_migrations');
    }
  });

  it('names D1 and R2 when they are away', async () => {
    const PHOTOS = { head: () => Promise.reject(new Error('R2 is away')) };
    expect(await health({ DB: away })).toMatchObject({ status: 503, body: { detail: 'Failing: d1.' } });
    expect(await health({ PHOTOS })).toMatchObject({ status: 503, body: { detail: 'Failing: r2.' } });
    expect(await health({ DB: away, PHOTOS })).toMatchObject({ body: { detail: 'Failing: d1, r2.' } });
  });
});

describe('JURISDICTION', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['eu', 'eu'],
    ['us', 'us'],
    ['fedramp', 'fedramp'],
  ])('%s is recorded by the first request', async (JURISDICTION, kept) => {
    expect((await health({ JURISDICTION })).status).toBe(200);
    expect(await recorded()).toBe(kept);
  });

  it.each([
    ['eu', undefined],
    ['eu', 'us'],
    [null, 'eu'],
  ])('created with %s and set to %s: every request is 503, and the record stays', async (first, JURISDICTION) => {
    await record(first);
    const error = vi.spyOn(console, 'error');
    for (const path of ['/healthz', '/v1/applicants/ada', '/webhooks/ilive', '/return/x']) {
      const answer = await getFrom({ JURISDICTION }, path);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({
        code: 'not_ready',
        detail: expect.stringContaining('JURISDICTION'),
      });
    }
    expect(error.mock.calls.flat().join()).toContain('jurisdiction_differs');
    expect(await recorded()).toBe(first);
  });

  it('that differs stops the crons as well, which count as failed', async () => {
    await record('eu');
    const asked: string[] = [];
    const DB = {
      prepare: (sql: string) => {
        asked.push(sql);
        return env.DB.prepare(sql);
      },
    };
    const scheduledTime = Date.now();
    for (const cron of ['* * * * *', '30 0 * * *'])
      await worker.scheduled({ cron, scheduledTime, noRetry() {} }, { ...env, DB } as unknown as Env);
    const tables = asked.map((sql) => /(?:FROM|INTO) (\w+)/.exec(sql)?.[1]);
    expect(new Set(tables)).toEqual(new Set(['deployment', 'cron_runs']));
    const { results } = await env.DB.prepare('SELECT name, succeeded_ms FROM cron_runs ORDER BY name').all();
    expect(results).toEqual([
      { name: 'minute', succeeded_ms: null },
      { name: 'night', succeeded_ms: null },
    ]);
  });

  it('the sweep counts as failed while a setting is wrong', async () => {
    await env.DB.prepare('DELETE FROM cron_runs').run();
    const changed = { ...env, JURISDICTION: 'de' } as unknown as Env;
    const error = vi.spyOn(console, 'error');
    await worker.scheduled({ cron: '* * * * *', scheduledTime: Date.now(), noRetry() {} }, changed);
    expect(error.mock.calls.flat().join()).toContain('setting_not_ready');
    const run = await env.DB.prepare('SELECT name, succeeded_ms FROM cron_runs').first();
    expect(run).toEqual({ name: 'minute', succeeded_ms: null });
  });

  const macOf = async (jurisdiction: string | null, dataKey = key) => {
    await record(jurisdiction, dataKey);
    const row = await env.DB.prepare('SELECT mac, mac_key FROM deployment').first<{
      mac: string;
      mac_key: string;
    }>();
    return [row!.mac, row!.mac_key] as const;
  };
  it.each([
    ['without a MAC', async () => ['', ''] as const],
    ['with text for a MAC', async () => ['x'.repeat(64), 'x'] as const],
    ['with the MAC of another value', () => macOf(null)],
    ['with a MAC by another key', () => macOf('us', otherKey)],
    [
      'with a MAC by another key, under the name of ours',
      async () => {
        const [, ours] = await macOf('us');
        return [(await macOf('us', otherKey))[0], ours] as const;
      },
    ],
  ])('written into D1 %s stops nothing: the setting counts, and is recorded again', async (_, made) => {
    await forge('us', ...(await made()));
    const error = vi.spyOn(console, 'error');
    expect((await health()).status).toBe(200);
    expect(error.mock.calls.flat().join()).toContain('deployment_record_altered');
    const scheduledTime = Date.now();
    await worker.scheduled({ cron: '* * * * *', scheduledTime, noRetry() {} }, { ...env } as unknown as Env);
    const swept = await env.DB.prepare("SELECT succeeded_ms FROM cron_runs WHERE name = 'minute'").first();
    expect(swept?.succeeded_ms).toBeGreaterThanOrEqual(scheduledTime);
    expect(await recorded()).toBeNull();
    expect((await health({ JURISDICTION: 'us' })).status).toBe(503);
  });

  it('is known under the former key too, and written again under the new one', async () => {
    await record('eu');
    const fresh = { DATA_KEY: Buffer.from(otherKey).toString('base64'), DATA_KEY_PREVIOUS: env.DATA_KEY };
    expect((await health({ ...fresh, JURISDICTION: 'us' })).status).toBe(503);
    const { DATA_KEY } = fresh;
    expect((await health({ DATA_KEY, JURISDICTION: 'us' })).status).toBe(503);
    expect((await health({ DATA_KEY, JURISDICTION: 'eu' })).status).toBe(200);
  });

  it('is asked for once by requests that come at once, and each waits for the answer', async () => {
    await record('eu');
    let asked = 0;
    const DB = {
      prepare: (sql: string) => {
        if (sql.includes('FROM deployment')) asked += 1;
        return env.DB.prepare(sql);
      },
    };
    const wrong = { ...env, DB, JURISDICTION: 'us' } as unknown as Env;
    const ask = () => worker.fetch(new Request('https://kyc.test/v1/applicants/ada'), wrong, context);
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect([new Set(answers.map(({ status }) => status)), asked]).toEqual([new Set([503]), 1]);
  });

  it.each([
    'EU',
    'de',
    'fedramp-high',
  ])('%s is a wrong setting, and nothing is recorded', async (JURISDICTION) => {
    expect(await health({ JURISDICTION })).toMatchObject({ status: 503, body: { code: 'not_ready' } });
    expect(await recorded()).toBeNull();
  });

  it('is not checked while D1 is away: onboarding goes on without it', async () => {
    const answer = await getFrom({ DB: away }, '/v1/applicants/ada');
    expect(answer.status).toBe(401);
  });

  it('does not hold up requests when D1 does not answer, but for the first', async () => {
    let asked = 0;
    const DB = {
      prepare: () => {
        asked += 1;
        return { first: () => new Promise(() => {}) };
      },
    };
    const changed = { ...env, DB } as unknown as Env;
    for (let n = 0; n < 20; n += 1) {
      const answer = await worker.fetch(new Request('https://kyc.test/v1/applicants/ada'), changed, context);
      expect(answer.status).toBe(401);
    }
    expect(asked).toBe(1);
  });

  it('is asked for once, and again later only when it was not confirmed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    let asked = 0;
    const DB = {
      prepare: (sql: string) => {
        if (sql.includes('FROM deployment')) asked += 1;
        return env.DB.prepare(sql);
      },
    };
    await record('eu');
    const wrong = { ...env, DB, JURISDICTION: 'us' } as unknown as Env;
    const ask = () => worker.fetch(new Request('https://kyc.test/v1/applicants/ada'), wrong, context);
    expect([(await ask()).status, (await ask()).status, asked]).toEqual([503, 503, 1]);
    await record('us');
    vi.setSystemTime(Date.now() + 10_000);
    expect([(await ask()).status, (await ask()).status, asked]).toEqual([401, 401, 2]);
    vi.setSystemTime(Date.now() + 86_400_000);
    expect([(await ask()).status, asked]).toEqual([401, 2]);
  });
});
