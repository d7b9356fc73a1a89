/** The first deployment, from an empty account on: the two commands, and the second run. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/local-setup.ts';
import { SCHEMA } from '../../../src/config/release.ts';
import { servingVersion } from '../../support/cloudflare/account.ts';
import { ask, type Operator, startOperator } from '../../support/cloudflare/deploy.ts';

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(async () => {
  expect(operator.cloudflare.unknown).toEqual([]);
  expect(operator.reached).toEqual([]);
  await operator.stop();
});

describe('two commands', () => {
  const name = `kyc-first-${process.pid}`;
  const file = join(ROOT, 'deployments', `${name}.json`);
  const secretsFile = join(ROOT, 'deployments', `${name}.secrets.json`);
  const keys: Record<string, string> = {};
  afterAll(() => Promise.all([rm(file, { force: true }), rm(secretsFile, { force: true })]));

  const [iliveKey, webhookSecret] = [`iksk_${crypto.randomUUID()}`, crypto.randomUUID()];
  const answers = [name, '', '', iliveKey, webhookSecret].join('\n');
  const args = [`deployments/${name}.json`, '--health-url'];
  const serving = () => servingVersion(operator.cloudflare.account.scripts.get(name));

  it('--init writes the choices, and the secrets for the operator only; each API key is printed once', async () => {
    const { code, output } = await operator.run(['--init'], `${answers}\n`);
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ name, vars: {} });
    expect((await stat(secretsFile)).mode & 0o777).toBe(0o600);
    for (const [, who = '', key = ''] of output.matchAll(/^ {2}(\w+) .* (kyc_[0-9a-f]{48})$/gm))
      keys[who] = key;
    expect(Object.keys(keys)).toEqual(['backend', 'eraser', 'reviewer', 'auditor', 'operator']);
    const written = await readFile(secretsFile, 'utf8');
    for (const key of Object.values(keys)) {
      expect(output.split(key)).toHaveLength(2);
      expect(written).not.toContain(key);
    }
    for (const secret of [iliveKey, webhookSecret, JSON.parse(written).DATA_KEY])
      expect(output).not.toContain(secret);
  });

  it.each([
    [
      'an address without https://',
      [`${name}-b`, 'kyc.example.com'],
      'must be https:// and a host name, without a path',
    ],
    ['a jurisdiction in capitals', [`${name}-b`, '', 'EU'], 'must be eu, us, fedramp, or empty'],
    ['a name with a capital', ['KYC'], 'must be 3 to 56 of a-z, 0-9 and -'],
  ])('--init says what is right for %s', async (_, given, right) => {
    const { code, output } = await operator.run(['--init'], `${given.join('\n')}\n`);
    expect([code, output]).toEqual([1, expect.stringContaining(right)]);
  });

  it('--init never overwrites a deployment, and says so before it asks for secrets', async () => {
    const before = await readFile(secretsFile, 'utf8');
    const { code, output } = await operator.run(['--init'], `${answers}\n`);
    expect([code, output]).toEqual([1, expect.stringContaining('is there already')]);
    expect(output).not.toContain('API key at iLive');
    expect(await readFile(secretsFile, 'utf8')).toBe(before);
  });

  it('the first run creates what is missing and deploys code and secrets in one upload', async () => {
    const { account } = operator.cloudflare;
    const { code, output } = await operator.run([...args, operator.cloudflare.urlOf(name)]);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output.match(/^✓ \w+/gm)).toEqual(
      [
        'account',
        'settings',
        'secrets',
        'build',
        'database',
        'bucket',
        'lock',
        'migrations',
        'upload',
        'health',
      ].map((step) => `✓ ${step}`),
    );
    expect(account.databases).toMatchObject([{ name, jurisdiction: null }]);
    expect(account.buckets).toEqual([
      {
        name: `${name}-photos`,
        jurisdiction: 'default',
        lockRules: [
          { id: 'audit-heads', enabled: true, prefix: 'audit/', condition: { type: 'Indefinite' } },
        ],
      },
    ]);
    expect(account.scripts.get(name)).toMatchObject({ isAtWorkersDev: true, versions: [{}] });
    expect(account.scripts.get(name)?.schedules).toEqual([{ cron: '* * * * *' }, { cron: '30 0 * * *' }]);
    const health = await ask(operator.cloudflare, name, '/healthz');
    expect(health).toEqual({
      status: 200,
      body: {
        status: 'ok',
        version: expect.any(String),
        schema: SCHEMA,
        deployment: serving()?.id,
      },
    });
  });

  it('the generated configuration is gone', async () => {
    expect((await readdir(ROOT)).filter((file) => file.startsWith('wrangler.deploy.'))).toEqual([]);
  });

  it('what was deployed takes applicants, with the keys that were printed', async () => {
    const json = { user_id: 'ada' };
    expect(await ask(operator.cloudflare, name, '/v1/applicants', { json, key: keys.backend })).toMatchObject(
      {
        status: 201,
        body: { user_id: 'ada', status: 'awaiting_id_photo' },
      },
    );
    expect((await ask(operator.cloudflare, name, '/v1/applicants/ada', { key: keys.eraser })).status).toBe(
      403,
    );
    expect((await ask(operator.cloudflare, name, '/openapi.json')).body.openapi).toMatch(/^3\.1/);
  });

  it('a second run changes nothing', async () => {
    operator.cloudflare.takeChanges();
    const before = serving();
    const { code, output } = await operator.run([...args, operator.cloudflare.urlOf(name)]);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('upload     not needed'),
    });
    expect(operator.cloudflare.takeChanges()).toEqual([]);
    expect(serving()).toBe(before);
  });
});
