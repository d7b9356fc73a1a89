/** `npm run deploy` where a deployment serves already: what fails leaves it serving, and a second one shares nothing with it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a deployment that serves', () => {
  const name = 'kyc';
  const { cloudflareOf, serving, healthOf } = {
    cloudflareOf: () => operator.cloudflare,
    serving: () => servingVersion(operator.cloudflare.account.scripts.get(name))?.id,
    healthOf: async () => (await ask(operator.cloudflare, name, '/healthz')).body,
  };
  const faults = () => cloudflareOf().account.faults;
  let key = '';

  it('is deployed', async () => {
    const { apiKeys } = await operator.writeFiles(name);
    key = apiKeys.find(({ name: who }) => who === 'backend')?.key ?? '';
    expect(await operator.deploy(name)).toMatchObject({ code: 0 });
    expect(
      (await ask(cloudflareOf(), name, '/v1/applicants', { json: { user_id: 'ada' }, key })).status,
    ).toBe(201);
  });

  it('stays when an upload fails', async () => {
    const before = serving();
    await operator.writeChoices(name, { vars: { MAX_SESSIONS: 6 } });
    faults().refuseUploads = true;
    const { code, output } = await operator.deploy(name);
    faults().refuseUploads = false;
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('serves on') });
    expect(output).toContain(`the version before (${before})`);
    expect(serving()).toBe(before);
    expect(await healthOf()).toMatchObject({ status: 'ok', deployment: before });
  });

  it('comes back when something fails after the upload', async () => {
    const before = serving();
    faults().refuseSchedules = true;
    const { code, output } = await operator.deploy(name);
    faults().refuseSchedules = false;
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('rolled back') });
    expect(serving()).toBe(before);
    expect(await healthOf()).toMatchObject({ status: 'ok', deployment: before });
  });

  it('comes back when the new version does not become healthy', async () => {
    const before = serving();
    // As if the settings had been changed behind the back of the command: the data does not lie there.
    faults().changeBindings = (bindings) => [
      ...bindings,
      { type: 'plain_text', name: 'JURISDICTION', text: 'us' },
    ];
    const { code, output } = await operator.deploy(name, '--health-within', '3');
    faults().changeBindings = null;
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('rolled back') });
    expect(output).toMatch(/healthz is not well after 3 s: 503 .*JURISDICTION/);
    expect(output).toContain(`the version before (${before}) serves again`);
    expect(serving()).toBe(before);
    expect(await healthOf()).toMatchObject({ status: 'ok', deployment: before });
  });

  it('takes a changed setting, and keeps secrets that are not given and all applicants', async () => {
    const before = serving();
    await rm(join(operator.folder, `${name}.secrets.json`));
    const { code, output } = await operator.deploy(name);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('0 in the file, 5 kept'),
    });
    expect(serving()).not.toBe(before);
    expect((await ask(cloudflareOf(), name, '/v1/applicants/ada', { key })).body).toMatchObject({
      user_id: 'ada',
    });
  });
});

describe('a second deployment in the account', () => {
  it('shares nothing with the first: data in its own place, its own keys and limits', async () => {
    const { account } = operator.cloudflare;
    const { apiKeys } = await operator.writeFiles('kyc-eu', { jurisdiction: 'eu', audit_lock_days: 10 });
    expect(await operator.deploy('kyc-eu')).toMatchObject({ code: 0 });
    expect(account.databases).toContainEqual(expect.objectContaining({ name: 'kyc-eu', jurisdiction: 'eu' }));
    expect(account.buckets).toContainEqual({
      name: 'kyc-eu-photos',
      jurisdiction: 'eu',
      lockRules: [
        {
          id: 'audit-heads',
          enabled: true,
          prefix: 'audit/',
          condition: { type: 'Age', maxAgeSeconds: 864_000 },
        },
      ],
    });
    const limitsOf = (name: string) =>
      servingVersion(account.scripts.get(name))?.bindings.flatMap(({ type, namespace_id: id }) =>
        type === 'ratelimit' ? [id] : [],
      ) ?? [];
    const [one, other] = [limitsOf('kyc'), limitsOf('kyc-eu')];
    expect(new Set([...one, ...other]).size).toBe(10);
    const key = apiKeys.find(({ name }) => name === 'backend')?.key;
    const list = (name: string) => ask(operator.cloudflare, name, '/v1/applicants', { key });
    expect(await list('kyc-eu')).toMatchObject({ status: 200, body: { data: [] } });
    expect((await list('kyc')).status).toBe(401);
  });
});

describe('a deployment with an address of its own', () => {
  it('gets it, and keeps it in later runs', async () => {
    const { account } = operator.cloudflare;
    account.zones.push('example.com');
    const choices = { public_url: 'https://own.example.com' };
    await operator.writeFiles('kyc-own', choices);
    expect(await operator.deploy('kyc-own')).toMatchObject({ code: 0 });
    await operator.writeChoices('kyc-own', { ...choices, vars: { MAX_SESSIONS: 6 } });
    expect(await operator.deploy('kyc-own')).toMatchObject({ code: 0 });
    expect([...account.domains]).toEqual([['own.example.com', 'kyc-own']]);
    expect(account.scripts.get('kyc-own')?.isAtWorkersDev).toBe(false);
  });
});

describe('two deployments at once from one checkout', () => {
  it('each get their own settings, secrets and data', async () => {
    const names = ['kyc-left', 'kyc-right'];
    const made = await Promise.all(
      names.map((name, nth) => operator.writeFiles(name, { vars: { MAX_SESSIONS: nth + 3 } })),
    );
    const runs = await Promise.all(names.map((name) => operator.deploy(name)));
    expect(runs).toMatchObject([{ code: 0 }, { code: 0 }]);
    for (const [nth, name] of names.entries()) {
      const bindings = servingVersion(operator.cloudflare.account.scripts.get(name))?.bindings ?? [];
      expect(bindings).toContainEqual(expect.objectContaining({ name: 'MAX_SESSIONS', text: `${nth + 3}` }));
      const statuses = made.map(async ({ apiKeys }) => {
        const key = apiKeys.find(({ name: who }) => who === 'backend')?.key;
        return (await ask(operator.cloudflare, name, '/v1/applicants', { key })).status;
      });
      expect(await Promise.all(statuses)).toEqual(nth === 0 ? [200, 401] : [401, 200]);
    }
  });
});

describe('a first deployment that breaks off after its upload', () => {
  const name = 'kyc-first';

  it('says that there is nothing to go back to, and the next run completes it', async () => {
    const { account } = operator.cloudflare;
    await operator.writeFiles(name);
    account.faults.refuseSchedules = true;
    const broken = await operator.deploy(name);
    account.faults.refuseSchedules = false;
    expect(broken).toMatchObject({
      code: 1,
      output: expect.stringContaining('no version before to go back to'),
    });
    expect(account.scripts.get(name)?.schedules).toEqual([]);
    expect(await operator.deploy(name)).toMatchObject({ code: 0 });
    expect(account.scripts.get(name)?.schedules).toHaveLength(2);
    expect((await ask(operator.cloudflare, name, '/healthz')).status).toBe(200);
  });
});
