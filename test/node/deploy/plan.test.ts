import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../scripts/deploy/account.ts';
import type { Choices } from '../../../scripts/deploy/choices.ts';
import { newDeployment } from '../../../scripts/deploy/new-deployment.ts';
import { type PlanInput, planDeployment } from '../../../scripts/deploy/plan.ts';
import { JURISDICTIONS } from '../../../src/platform/jurisdiction.ts';

const { secrets } = newDeployment({
  name: 'kyc',
  publicUrl: '',
  jurisdiction: '',
  iliveApiKey: `iksk_${crypto.randomUUID()}`,
  iliveWebhookSecret: crypto.randomUUID(),
});
const empty: AccountState = {
  account: { id: 'acc', name: 'Acme' },
  subdomain: 'acme',
  hostsWithoutZone: [],
  takenDomains: [],
  database: null,
  buckets: [],
  worker: null,
};
const lock = { id: 'audit-heads', enabled: true, prefix: 'audit/', condition: { type: 'Indefinite' } };
const full: AccountState = {
  ...empty,
  database: { id: 'db', jurisdiction: null, migrations: ['0001_a.sql', '0002_b.sql'] },
  buckets: [{ jurisdiction: null, locks: [lock] }],
  worker: { secrets: Object.keys(secrets), crons: ['* * * * *'], versions: [{ id: 'v1', tag: 't1' }] },
};

const plan = (more: Partial<Omit<PlanInput, 'choices'>> & { choices?: Partial<Choices> } = {}) =>
  planDeployment({
    state: empty,
    secrets,
    migrations: ['0002_b.sql', '0001_a.sql'],
    ...more,
    choices: { name: 'kyc', vars: {}, ...more.choices },
  });
const problemsOf = (...given: Parameters<typeof plan>) => {
  const made = plan(...given);
  return made.ok ? [] : made.refusal.map(({ what }) => what);
};

describe('the plan', () => {
  it('creates everything in an empty account', () => {
    expect(plan()).toEqual({
      ok: true,
      value: {
        publicUrl: 'https://kyc.acme.workers.dev',
        databaseId: null,
        migrations: ['0001_a.sql', '0002_b.sql'],
        bucket: null,
        locksAudit: true,
        crons: [],
        before: null,
      },
    });
  });

  it('creates nothing where all is there', () => {
    expect(plan({ state: full, secrets: {} })).toMatchObject({
      ok: true,
      value: { databaseId: 'db', migrations: [], bucket: {}, locksAudit: false, before: { id: 'v1' } },
    });
  });

  it.each([
    ['no rule', [], true],
    ['the rule', [lock], false],
    ['the rule, switched off', [{ ...lock, enabled: false }], true],
    ['a rule on a part of it', [{ ...lock, prefix: 'audit/2026' }], true],
    ['a rule on something else', [{ ...lock, prefix: 'other/' }], true],
  ])('with %s on the bucket: lock it %s', (_, locks, locksAudit) => {
    expect(plan({ state: { ...full, buckets: [{ jurisdiction: null, locks }] } })).toMatchObject({
      value: { locksAudit },
    });
  });

  const age = (days: number) => ({ type: 'Age', maxAgeSeconds: days * 86_400 });
  const DATE = { type: 'Date', date: '2020-01-01T00:00:00Z' };
  it.each([
    ['for ever', undefined, [{ type: 'Indefinite' }], null],
    ['ten days in place of for ever', undefined, [age(10)], 'for 10 days, not for ever'],
    ['a date that has passed', undefined, [DATE], 'no new file, not for ever'],
    ['a date that has passed, in place of days', 10, [DATE], 'no new file, not for 10 days'],
    ['nothing that is known', undefined, [undefined], 'no new file'],
    ['a condition without its age', 10, [{ type: 'Age' }], 'no new file'],
    ['as many days as asked for', 10, [age(10)], null],
    ['a day less', 10, [age(9)], 'for 9 days, not for 10 days'],
    ['more days', 10, [age(11)], null],
    ['for ever in place of days', 10, [{ type: 'Indefinite' }], null],
    ['a weak and a right one', 10, [age(1), age(10)], null],
  ])('a lock with %s', (_, audit_lock_days, conditions, problem) => {
    const locks = conditions.map((condition, nth) => ({ ...lock, id: `rule-${nth}`, condition }));
    const state = { ...full, buckets: [{ jurisdiction: null, locks }] };
    const choices = audit_lock_days === undefined ? {} : { audit_lock_days };
    expect(problemsOf({ state, choices })).toEqual(
      problem === null ? [] : [expect.stringContaining(`the lock rule-0 on audit/ locks ${problem}`)],
    );
  });

  it.each([
    '',
    null,
    undefined,
    'p',
    'photos',
    'photos/',
    'photos/ab',
  ])('a lock on %j would keep applicants from being erased', (prefix) => {
    const state = {
      ...full,
      buckets: [{ jurisdiction: null, locks: [lock, { ...lock, id: 'all', prefix }] }],
    };
    expect(problemsOf({ state })).toEqual([expect.stringContaining('the lock all')]);
  });
});

describe('where data lies', () => {
  const places = [null, ...JURISDICTIONS];
  const pairs = places.flatMap((wanted) => places.map((there) => [wanted, there] as const));

  it.each(pairs)('wanted: %s, there: %s', (wanted, there) => {
    const choices = wanted === null ? {} : { jurisdiction: wanted };
    const database = { id: 'db', jurisdiction: there, migrations: [] };
    const buckets = [{ jurisdiction: there, locks: [] }];
    const expected = wanted === there ? 0 : 1;
    expect(problemsOf({ choices, state: { ...empty, database } })).toHaveLength(expected);
    expect(problemsOf({ choices, state: { ...empty, buckets } })).toHaveLength(expected);
  });

  it('a second bucket of the name elsewhere is refused as well', () => {
    const buckets = [
      { jurisdiction: 'eu' as const, locks: [] },
      { jurisdiction: null, locks: [] },
    ];
    expect(problemsOf({ choices: { jurisdiction: 'eu' }, state: { ...empty, buckets } })).toHaveLength(1);
  });
});

describe('secrets and settings', () => {
  const required = ['API_KEYS', 'DATA_KEY', 'ILIVE_API_KEY', 'ILIVE_WEBHOOK_SECRET'];
  const without = (name: string) =>
    Object.fromEntries(Object.entries(secrets).filter(([key]) => key !== name));

  it.each(required)('%s must be in the file or at the Worker', (name) => {
    expect(problemsOf({ secrets: without(name) })).toEqual([`the secret ${name} is missing`]);
    const worker = { secrets: [name], crons: [], versions: [] };
    expect(problemsOf({ secrets: without(name), state: { ...empty, worker } })).toEqual([]);
  });

  it('LINK_SECRET may be missing', () => expect(problemsOf({ secrets: without('LINK_SECRET') })).toEqual([]));

  it.each([
    [{ NOTIFY_URL: 'https://a.example/x' }, 'NOTIFY_SECRET'],
    [{ MATCH_THRESHOLD: 2 }, 'MATCH_THRESHOLD'],
    [{ MATCH_THRESHOLD: '0,7' }, 'MATCH_THRESHOLD'],
    [{ REQUIRE_CONSENT: 'maybe' }, 'REQUIRE_CONSENT'],
    [{ SEARCH_FLOOR: 0.9 }, 'SEARCH_FLOOR'],
    [{ ACCESS_AUD: 'a'.repeat(64) }, 'ACCESS_TEAM_DOMAIN'],
  ])('%j: the Worker would refuse %s, so nothing is deployed', (vars, setting) => {
    expect(problemsOf({ choices: { vars } })).toEqual([expect.stringContaining(`the setting ${setting}:`)]);
  });

  it('a secret that only the Worker has counts as set, whatever it is', () => {
    const names = [...Object.keys(secrets), 'NOTIFY_SECRET', 'NOTIFY_SECRET_PREVIOUS', 'DATA_KEY_PREVIOUS'];
    const worker = { secrets: names, crons: [], versions: [] };
    const vars = { NOTIFY_URL: 'https://hooks.example.com/kyc' };
    expect(problemsOf({ choices: { vars }, secrets: {}, state: { ...empty, worker } })).toEqual([]);
  });

  it.each([
    ['NOTIFY_SECRET', { NOTIFY_URL: 'https://hooks.example.com/kyc' }, 'the secrets file'],
    ['ACCESS_AUD', { ACCESS_TEAM_DOMAIN: 'acme.cloudflareaccess.com' }, 'the deployment file'],
  ])('%s, which another setting asks for, belongs where it can be put', (_, vars, file) => {
    const made = plan({ choices: { vars } });
    expect(made.ok ? [] : made.refusal.map(({ remedy }) => remedy)).toEqual([expect.stringContaining(file)]);
  });

  it('no problem quotes a secret', () => {
    const wrong = { ...secrets, DATA_KEY: 'short-data-key', ILIVE_API_KEY: 'not-the-prefix-1234' };
    const said = JSON.stringify(plan({ secrets: wrong }));
    expect(said).toContain('DATA_KEY');
    for (const secret of Object.values(wrong)) expect(said).not.toContain(secret);
  });
});

describe('what else keeps it from beginning', () => {
  it('no subdomain at workers.dev, unless there is an address of its own', () => {
    const state = { ...empty, subdomain: null };
    expect(problemsOf({ state })).toEqual([expect.stringContaining('no workers.dev subdomain')]);
    expect(problemsOf({ state, choices: { public_url: 'https://kyc.a.example' } })).toEqual([]);
  });

  it('an address in no zone of the account', () => {
    expect(problemsOf({ state: { ...empty, hostsWithoutZone: ['kyc.a.example'] } })).toHaveLength(1);
  });

  it('an address that another Worker has', () => {
    const takenDomains = [{ host: 'kyc.a.example', worker: 'kyc-production' }];
    expect(problemsOf({ state: { ...empty, takenDomains } })).toEqual([
      expect.stringContaining(
        'kyc.a.example is the address of another Worker of the account, kyc-production',
      ),
    ]);
  });

  it('two versions that serve at once: it would not be clear what to go back to', () => {
    const versions = [
      { id: 'v1', tag: null },
      { id: 'v2', tag: null },
    ];
    const worker = { secrets: Object.keys(secrets), crons: [], versions };
    expect(problemsOf({ state: { ...empty, worker } })).toEqual([expect.stringContaining('two versions')]);
  });

  it.each([
    ['', { jurisdiction: undefined }],
    [' -J eu', { jurisdiction: 'eu' as const }],
  ])('the command that removes a lock can be typed as it stands: %j', (place, choices) => {
    const locks = [lock, { ...lock, id: 'all', prefix: 'photos/' }];
    const database = { id: 'db', jurisdiction: choices.jurisdiction ?? null, migrations: [] };
    const buckets = [{ jurisdiction: choices.jurisdiction ?? null, locks }];
    const made = plan({ state: { ...full, database, buckets }, choices });
    expect(made.ok ? [] : made.refusal.map(({ remedy }) => remedy)).toEqual([
      `remove it: npx wrangler r2 bucket lock remove kyc-photos --name all${place}`,
    ]);
  });

  it('all of it is said at once', () => {
    const state = { ...empty, subdomain: null, database: { id: 'db', jurisdiction: 'us', migrations: [] } };
    expect(problemsOf({ state, secrets: {}, choices: { vars: { MAX_SESSIONS: 0 } } })).toHaveLength(7);
  });
});
