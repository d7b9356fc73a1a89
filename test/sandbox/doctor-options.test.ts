import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeploymentSettings } from '../../scripts/doctor/deployment-settings.ts';
import { parseOptions } from '../../scripts/doctor/options.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
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
    readDeploymentSettings(parseOptions(args), env);

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
    expect(await read([path])).toEqual({ serviceUrl: null, hasSecrets: false, settings: {} });
  });

  it.each([
    ['{', 'is not JSON'],
    ['{"vars": {"A": ["iksk_secret"]}}', 'vars.A'],
    ['{"public_url": "iksk_secret"}', 'public_url'],
    ['"iksk_secret"', 'the file'],
  ])('a file with %s: says where, never what', async (text, where) => {
    const path = await file('three.json', text);
    const error: Error = await read([path]).then(
      () => new Error('taken'),
      (problem) => problem,
    );
    expect(error.message).toContain(where);
    expect(error.message).not.toContain('iksk_secret');
  });

  it('a secrets file of another form: says where, never what', async () => {
    const path = await file('four.json', '{}');
    await file('four.secrets.json', '{"ILIVE_API_KEY": {"iksk_secret": 1}}');
    await expect(read([path])).rejects.toThrow(/four\.secrets\.json: ILIVE_API_KEY has another form/);
    await expect(read([path, '--secrets-file', `${path}.none`])).rejects.toThrow('cannot be read');
  });
});
