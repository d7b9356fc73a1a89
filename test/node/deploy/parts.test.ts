/** The small parts of `npm run deploy`: the generated configuration, the version's tag, the answer of /healthz, the secrets file. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameSchema } from '../../../scripts/deploy/choices.ts';
import { isContentOf, tagOf } from '../../../scripts/deploy/fingerprint.ts';
import { healthProblem } from '../../../scripts/deploy/health.ts';
import { readSecretsFile } from '../../../scripts/deploy/secrets-file.ts';
import { workerConfig } from '../../../scripts/deploy/worker-config.ts';
import { ROOT } from '../../../scripts/local-setup.ts';
import { SCHEMA, VERSION } from '../../../src/config/release.ts';

describe('the generated configuration', () => {
  const base = {
    main: 'src/index.ts',
    triggers: { crons: ['* * * * *'] },
    ratelimits: [
      { name: 'A', namespace_id: '7001', simple: { limit: 1, period: 10 } },
      { name: 'B', namespace_id: '7002', simple: { limit: 2, period: 60 } },
    ],
  };
  const config = (choices: object, databaseId: string | null = 'db') =>
    workerConfig(
      base,
      { name: 'kyc', vars: {}, ...choices },
      { publicUrl: 'https://a.example', databaseId, requiredSecrets: ['S'] },
    );

  it('is wrangler.toml with the choices', () => {
    const made = config({ jurisdiction: 'eu', vars: { MAX_SESSIONS: 6, REQUIRE_CONSENT: true } });
    expect(made).toMatchObject({
      main: 'src/index.ts',
      name: 'kyc',
      workers_dev: true,
      preview_urls: false,
      d1_databases: [
        { binding: 'DB', database_name: 'kyc', database_id: 'db', migrations_dir: 'migrations' },
      ],
      r2_buckets: [{ binding: 'PHOTOS', bucket_name: 'kyc-photos', jurisdiction: 'eu' }],
      vars: {
        MAX_SESSIONS: '6',
        REQUIRE_CONSENT: 'true',
        PUBLIC_URL: 'https://a.example',
        JURISDICTION: 'eu',
      },
      secrets: { required: ['S'] },
    });
  });

  it('names no database as long as there is none, and no jurisdiction where none is wanted', () => {
    const made = config({}, null);
    expect(made.d1_databases[0]).not.toHaveProperty('database_id');
    expect(made.r2_buckets[0]).not.toHaveProperty('jurisdiction');
    expect(made.vars).toEqual({ PUBLIC_URL: 'https://a.example' });
  });

  it('has no address at workers.dev beside one of its own', () => {
    expect(config({ public_url: 'https://a.example' })).toMatchObject({
      workers_dev: false,
      routes: [{ pattern: 'a.example', custom_domain: true }],
    });
  });

  it('gives each deployment and each limit a count of its own, the same every time', () => {
    const ids = (name: string) => config({ name }).ratelimits.map(({ namespace_id: id }) => id);
    const all = ['kyc', 'kyc-eu', 'kyc-staging'].flatMap(ids);
    expect(new Set(all).size).toBe(6);
    for (const id of all) expect(id).toMatch(/^[1-9]\d{4,13}$/);
    expect(ids('kyc')).toEqual(ids('kyc'));
  });
});

it('no deployment can be named like the database in wrangler.toml, whose id wrangler would take for its own', async () => {
  const text = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const [, name] = /^database_name = "(.*)"$/m.exec(text) ?? [];
  expect(name).toMatch(/./);
  expect(nameSchema.safeParse(name).success).toBe(false);
});

describe("the version's tag", () => {
  const all = { DATA_KEY: 'k', LINK_SECRET: 'l' };
  const tag = tagOf({ code: 'c1', secrets: all }, null);

  it.each([
    ['the same', { code: 'c1', secrets: all }, true],
    ['other code', { code: 'c2', secrets: all }, false],
    ['another secret', { code: 'c1', secrets: { ...all, LINK_SECRET: 'm' } }, false],
    ['one secret more', { code: 'c1', secrets: { ...all, NOTIFY_SECRET: 'n' } }, false],
    ['no secrets given', { code: 'c1', secrets: null }, true],
    ['no secrets given, other code', { code: 'c2', secrets: null }, false],
    ['a few, which cannot be compared', { code: 'c1', secrets: { LINK_SECRET: 'l' } }, false],
  ])('%s: is it what serves? %s', (_, content, same) => {
    expect(isContentOf(tag, content)).toBe(same);
  });

  it('remembers the secrets that are kept', () => {
    const next = tagOf({ code: 'c2', secrets: null }, tag);
    expect(isContentOf(next, { code: 'c2', secrets: all })).toBe(true);
    expect(isContentOf(tagOf({ code: 'c2', secrets: null }, null), { code: 'c2', secrets: all })).toBe(false);
  });

  it('of secrets without DATA_KEY is no hash, and after them all is uploaded once', () => {
    const rotated = tagOf({ code: 'c1', secrets: { LINK_SECRET: 'l' } }, tag);
    expect(rotated).toBe(`${VERSION}-c1-other`);
    expect(isContentOf(rotated, { code: 'c1', secrets: all })).toBe(false);
  });

  it.each([null, '', 'by hand', `${VERSION}-c1`])('%j is of a version that another way has made', (other) => {
    expect(isContentOf(other, { code: 'c1', secrets: null })).toBe(false);
  });
});

describe('the answer of /healthz', () => {
  const well = { status: 'ok', version: VERSION, schema: SCHEMA, deployment: 'v2' };
  it.each([
    [200, well, null],
    [200, { ...well, schema: '9999_later.sql' }, null],
    [200, { ...well, deployment: 'v1' }, 'another version still answers'],
    [200, { ...well, version: '0.0.1' }, 'it says version'],
    [200, { ...well, schema: '0000_before.sql' }, 'D1 has the schema'],
    [200, { ...well, status: 'no' }, 'not from this service'],
    [200, {}, 'not from this service'],
    [200, '<h1>Sign in</h1>', 'not from this service'],
    [302, well, '302'],
    [503, { code: 'not_ready', detail: 'Failing: d1.' }, 'Failing: d1.'],
  ])('%i %j: %s', (status, body, said) => {
    const problem = healthProblem(status, typeof body === 'string' ? body : JSON.stringify(body), 'v2');
    if (said === null) expect(problem).toBeNull();
    else expect(problem).toContain(said);
  });
});

describe.skipIf(process.platform === 'win32')('the secrets file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kyc-secrets-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const read = async (text: string, mode = 0o600) => {
    const file = join(folder, 's.json');
    await writeFile(file, text);
    await chmod(file, mode);
    return readSecretsFile(file);
  };

  it('is an object of texts', async () => {
    expect(await read('{"DATA_KEY": "abc"}')).toEqual({ DATA_KEY: 'abc' });
  });

  it.each([
    ['', 'is not JSON'],
    ['DATA_KEY=hush', 'is not JSON'],
    ['["hush"]', 'the file'],
    ['{"DATA_KEY": ""}', 'DATA_KEY: is empty'],
    ['{"API_KEYS": {"hush": {}}}', 'API_KEYS'],
    ['{"DATA_KEI": "hush"}', 'DATA_KEI'],
    ['{"PUBLIC_URL": "hush"}', 'PUBLIC_URL'],
  ])('%j is refused, and not quoted', async (text, said) => {
    const failure = await read(text).catch((error: Error) => error.message);
    expect(failure).toContain(said);
    expect(failure).not.toContain('hush');
  });

  it.each([0o644, 0o640, 0o604, 0o660, 0o620])('with the mode %o others can get at it', async (mode) => {
    await expect(read('{}', mode)).rejects.toThrow('can be read by others');
  });

  it.each([0o600, 0o400, 0o700])('with the mode %o they cannot', async (mode) => {
    expect(await read('{}', mode)).toEqual({});
  });

  it('in a checkout must be ignored by git', async () => {
    const file = 'deployments/of-a-test.secret.json';
    await writeFile(file, '{}', { mode: 0o600 });
    try {
      await expect(readSecretsFile(file)).rejects.toThrow('not ignored by git');
    } finally {
      await rm(file);
    }
    const ignored = 'deployments/of-a-test.secrets.json';
    await writeFile(ignored, '{}', { mode: 0o600 });
    try {
      expect(await readSecretsFile(ignored)).toEqual({});
    } finally {
      await rm(ignored);
    }
  });
});
