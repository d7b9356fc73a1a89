import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalText } from '../../scripts/deploy/failure.ts';
import { parseOptions } from '../../scripts/doctor/options.ts';
import { readSettings } from '../../scripts/doctor/settings.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

describe('the command line', () => {
  it.each([
    [[], 'npm run doctor'],
    [['--quick'], '--quick is no option'],
    [['a.json', '--photos', 'a.jpg'], '--photos needs 2 values'],
    [['a.json', '--photos', 'a.jpg', '--yes'], '--photos needs 2 values'],
    [['a.json', '--secrets-file'], '--secrets-file needs a value'],
    [['a.json', 'b.json'], 'One deployment at a time'],
    [['--base-url', 'ilive'], '--base-url must be an address'],
    [['a.json', '--webhook-url', 'ftp://a.example'], '--webhook-url must be an address'],
    [
      ['a.json', '--base-url', 'http://ilive.example'],
      '--base-url must be an address that begins with https',
    ],
    [['a.json', '--service-url', 'http://kyc.example'], '--service-url must be an address that begins'],
    [['a.json', '--service-url', 'http://127.0.0.1.kyc.example'], '--service-url must be'],
    [['a.json', '--webhook-url', 'http://10.0.0.1'], '--webhook-url must be'],
    [['a.json', '--port', 'x'], '--port must be'],
    [['--photos', 'a.jpg', 'b.jpg'], 'npm run doctor'],
  ])('%j says what is wrong', (args, text) => {
    expect(() => parseOptions(args)).toThrow(text);
  });

  it('takes its options in any order', () => {
    const options = parseOptions([
      '--photos',
      'a.jpg',
      'b.jpg',
      'd.json',
      '--base-url',
      'https://i.example/x',
    ]);
    expect(options).toMatchObject({
      file: 'd.json',
      photos: ['a.jpg', 'b.jpg'],
      baseUrl: 'https://i.example',
      live: false,
      yes: false,
    });
  });
});

describe('the settings of a deployment', () => {
  const read = (args: readonly string[], env: Record<string, string> = {}) =>
    readSettings(parseOptions(args), env);
  const wordsOf = async (args: readonly string[]) => {
    const error: unknown = await read(args).then(
      () => null,
      (problem) => problem,
    );
    return refusalText(error) ?? (error instanceof Error ? error.message : 'taken');
  };

  it('come from the file, the secrets file beside it, and the environment, the later before the former', async () => {
    const vars = { MATCH_THRESHOLD: 0.7, REQUIRE_CONSENT: true, ILIVE_BASE_URL: 'https://a.example' };
    const path = await file(
      'one.json',
      JSON.stringify({ name: 'one', public_url: 'https://kyc.example.com/', vars }),
    );
    await file('one.secrets.json', JSON.stringify({ ILIVE_API_KEY: 'iksk_file', DATA_KEY: 'data' }));
    const given = await read([path, '--base-url', 'https://b.example'], {
      ILIVE_API_KEY: 'iksk_env',
      HOME: '/',
    });
    expect(given).toEqual({
      serviceUrl: 'https://kyc.example.com',
      iliveUrl: 'https://b.example',
      hasSecrets: true,
      settings: {
        MATCH_THRESHOLD: '0.7',
        REQUIRE_CONSENT: 'true',
        ILIVE_BASE_URL: 'https://b.example',
        PUBLIC_URL: 'https://kyc.example.com',
        ILIVE_API_KEY: 'iksk_env',
        DATA_KEY: 'data',
      },
    });
  });

  it('without a secrets file: those that are no secrets', async () => {
    const path = await file('two.json', JSON.stringify({ name: 'two' }));
    expect(await read([path])).toEqual({
      serviceUrl: null,
      iliveUrl: 'https://api.iliveauth.com',
      hasSecrets: false,
      settings: {},
    });
  });

  it.each([
    ['{', 'is not JSON'],
    ['{"name": "acme", "vars": {"MAX_SESSIONS": ["iksk_secret"]}}', 'vars.MAX_SESSIONS'],
    ['{"name": "acme", "vars": {"ILIVE_API_KEY": "iksk_secret"}}', 'vars.ILIVE_API_KEY is a secret'],
    ['{"name": "acme", "vars": {"MAX_SESION": 3}}', 'vars.MAX_SESION is not a setting'],
    ['{"name": "acme", "public_url": "http://kyc.example.com"}', 'public_url'],
    ['{"name": "acme", "public_url": "iksk_secret"}', 'public_url'],
    ['"iksk_secret"', 'the file'],
  ])('a file with %s is read as the deploy command reads it: says where, never what', async (text, where) => {
    const words = await wordsOf([await file('three.json', text)]);
    expect(words).toContain(where);
    expect(words).not.toContain('iksk_secret');
  });

  it.each([
    'http://ilive.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'https://ilive.example.com/path',
    'ftp://127.0.0.1',
    'ilive.example.com',
  ])('iLive at %s: the key is not sent there', async (url) => {
    const path = await file('five.json', JSON.stringify({ name: 'five', vars: { ILIVE_BASE_URL: url } }));
    expect(await wordsOf([path])).toContain('ILIVE_BASE_URL must be an https origin');
  });

  it('a secrets file of another form: says where, never what', async () => {
    const path = await file('four.json', '{"name": "four"}');
    await file('four.secrets.json', '{"ILIVE_API_KEY": {"iksk_secret": 1}}');
    expect(await wordsOf([path])).toMatch(/four\.secrets\.json: ILIVE_API_KEY/);
    expect(await wordsOf([path])).not.toContain('iksk_secret');
    expect(await wordsOf([path, '--secrets-file', `${path}.none`])).toContain('cannot be read');
  });

  it('a secrets file that others can read: says so, and reads nothing', async () => {
    const path = await file('six.json', '{"name": "six"}');
    await chmod(await file('six.secrets.json', '{"ILIVE_API_KEY": "iksk_secret"}'), 0o644);
    expect(await wordsOf([path])).toMatch(/six\.secrets\.json can be read by others/);
  });

  it('a secrets file that git does not ignore: says so, and reads nothing', async () => {
    const path = await file('seven.json', '{"name": "seven"}');
    await file('seven.secrets.json', '{"ILIVE_API_KEY": "iksk_secret"}');
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    try {
      expect(await wordsOf([path])).toContain('is not ignored by git');
    } finally {
      await rm(join(folder, '.git'), { recursive: true });
    }
  });
});
