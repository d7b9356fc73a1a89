/** What keeps `npm run deploy` from beginning: it says what to do, and changes nothing. More of it: `test/node/deploy`. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Operator, startOperator } from '../../support/cloudflare/deploy.ts';

let operator: Operator;
const name = 'kyc';
beforeAll(async () => {
  operator = await startOperator();
});
afterEach(() => {
  const { account } = operator.cloudflare;
  account.subdomain = 'acme';
  account.databases.splice(0);
  account.buckets.splice(0);
  account.faults.forbidden = null;
  account.faults.r2IsOff = false;
  account.zones.splice(0);
  account.domains.clear();
});
afterAll(() => operator.stop());

/** Deploys, and expects it to be refused without a change. @returns what was said */
async function refusal(): Promise<string> {
  operator.cloudflare.takeChanges();
  const { code, output } = await operator.deploy(name);
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('→') });
  expect(operator.cloudflare.takeChanges()).toEqual([]);
  expect(operator.cloudflare.account.scripts.size).toBe(0);
  return output;
}

it('a missing secret, each by its name', async () => {
  const { secrets } = await operator.writeFiles(name);
  const { DATA_KEY: _, API_KEYS: __, ...others } = secrets;
  await operator.writeSecrets(name, others);
  const said = await refusal();
  expect(said).toContain('the secret DATA_KEY is missing');
  expect(said).toContain('the secret API_KEYS is missing');
  expect(said).toContain('Nothing was changed.');
});

it('an account without a workers.dev subdomain', async () => {
  operator.cloudflare.account.subdomain = null;
  await operator.writeFiles(name);
  expect(await refusal()).toContain('no workers.dev subdomain');
});

it('a database in another jurisdiction', async () => {
  await operator.cloudflare.createDatabase(name, 'us');
  await operator.writeFiles(name, { jurisdiction: 'eu' });
  expect(await refusal()).toContain(
    `the database ${name} lies in the jurisdiction us, not in the jurisdiction eu`,
  );
});

it('a bucket in another jurisdiction', async () => {
  operator.cloudflare.account.buckets.push({ name: `${name}-photos`, jurisdiction: 'eu', lockRules: [] });
  await operator.writeFiles(name);
  expect(await refusal()).toContain(
    `the bucket ${name}-photos lies in the jurisdiction eu, not in no jurisdiction`,
  );
});

it.each([
  ['/d1/', 'D1: Edit'],
  ['/r2/', 'Workers R2 Storage: Edit'],
  ['/workers/', 'Workers Scripts: Edit'],
])('a token that may not call %s: the permission is named', async (path, permission) => {
  operator.cloudflare.account.faults.forbidden = new RegExp(path);
  await operator.writeFiles(name);
  expect(await refusal()).toContain(`the permission "${permission}"`);
});

it('an account without R2: where to switch it on is said, and no permission that is there already', async () => {
  operator.cloudflare.account.faults.r2IsOff = true;
  await operator.writeFiles(name);
  const said = await refusal();
  expect(said).toContain('R2 is not switched on in this account');
  expect(said).not.toContain('permission');
});

it('an address that another Worker of the account has, such as that of production in a copied file', async () => {
  const { account } = operator.cloudflare;
  account.zones.push('example.com');
  account.domains.set('kyc.example.com', 'kyc-production');
  await operator.writeFiles(name, { public_url: 'https://kyc.example.com' });
  expect(await refusal()).toContain(
    'kyc.example.com is the address of another Worker of the account, kyc-production',
  );
  expect(account.domains.get('kyc.example.com')).toBe('kyc-production');
});

it('a secrets file that others can read', async () => {
  await operator.writeFiles(name);
  await chmod(join(operator.folder, `${name}.secrets.json`), 0o640);
  expect(await refusal()).toContain('chmod 600');
});

it('--help says how it is called', async () => {
  const { code, output } = await operator.run(['--help']);
  expect([code, output]).toEqual([0, expect.stringContaining('--secrets-file')]);
});

it('an option that there is not', async () => {
  const { code, output } = await operator.run(['--force', 'deployments/example.json']);
  expect([code, output]).toEqual([1, expect.stringContaining('npm run deploy -- deployments/<name>.json')]);
});
