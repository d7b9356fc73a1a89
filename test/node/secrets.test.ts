import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { weakness } from '../../src/config/secret-strength.ts';

const bytes = (name: string) => createHash('sha256').update(name).digest();
const base64 = (name: string) => bytes(name).toString('base64');
const hex = (name: string) => bytes(name).toString('hex');
const keysOf = (keys: object) => JSON.stringify(keys);
const key = { sha256: hex('key'), scopes: ['applicants'] };

const GOOD = {
  ILIVE_API_KEY: `iksk_${hex('api')}`,
  ILIVE_WEBHOOK_SECRET: hex('webhook'),
  ILIVE_WEBHOOK_SECRET_PREVIOUS: hex('webhook before'),
  API_KEYS: keysOf({ backend: key }),
  DATA_KEY: base64('data'),
  DATA_KEY_PREVIOUS: base64('data before'),
  LINK_SECRET: hex('link'),
  LINK_SECRET_PREVIOUS: hex('link before'),
  NOTIFY_URL: 'https://customer.example/notifications',
  NOTIFY_SECRET: `whsec_${base64('notify')}`,
  NOTIFY_SECRET_PREVIOUS: `whsec_${base64('notify before')}`,
  PUBLIC_URL: 'https://kyc.example',
};

/** The settings that are wrong. What the log says of them must hold nothing of their values. */
function wrongOf(changed: Readonly<Record<string, string | undefined>>): string[] {
  const parsed = parseConfig({ ...GOOD, ...changed });
  const problems = parsed.ok ? [] : parsed.refusal;
  const said = JSON.stringify(problems);
  for (const value of Object.values(changed)) {
    if (value && value.length > 12) expect(said).not.toContain(value);
  }
  return [...new Set(problems.map(({ setting }) => setting))];
}

const SECRETS = [
  'ILIVE_API_KEY',
  'ILIVE_WEBHOOK_SECRET',
  'ILIVE_WEBHOOK_SECRET_PREVIOUS',
  'DATA_KEY',
  'DATA_KEY_PREVIOUS',
  'LINK_SECRET',
  'LINK_SECRET_PREVIOUS',
  'NOTIFY_SECRET',
  'NOTIFY_SECRET_PREVIOUS',
] as const;

/** A text as the setting wants it: with its prefix, as base64 where it is base64. */
function written(name: (typeof SECRETS)[number], text: string): string {
  if (name.startsWith('DATA_KEY')) return Buffer.from(text.slice(0, 32)).toString('base64');
  if (name.startsWith('NOTIFY')) return `whsec_${Buffer.from(text.slice(0, 32)).toString('base64')}`;
  return name === 'ILIVE_API_KEY' ? `iksk_${text}` : text;
}

describe('a secret that is none', () => {
  it('good ones are taken', () => expect(wrongOf({})).toEqual([]));

  const patterns = [
    '0',
    'a',
    ' ',
    '\0',
    '=',
    'ab',
    '01',
    'abc',
    '12345678',
    'password',
    'changeme-',
    '0123456789abcdef',
  ];
  describe.each(SECRETS)('%s', (name) => {
    it.each(patterns)('made of %j again and again', (pattern) => {
      expect(wrongOf({ [name]: written(name, pattern.repeat(64).slice(0, 64)) })).toEqual([name]);
    });

    it('with few different characters, in no order', () => {
      const text = [...bytes('order'), ...bytes('more')].map((byte) => 'abcde'[byte % 5]).join('');
      expect(wrongOf({ [name]: written(name, text) })).toEqual([name]);
    });
  });

  it.each([
    ['ILIVE_API_KEY', 'iksk_aK3x'],
    ['ILIVE_WEBHOOK_SECRET', hex('short').slice(0, 15)],
    ['ILIVE_WEBHOOK_SECRET_PREVIOUS', hex('short').slice(0, 15)],
    ['DATA_KEY', bytes('short').subarray(0, 31).toString('base64')],
    ['DATA_KEY_PREVIOUS', bytes('short').subarray(0, 31).toString('base64')],
    ['LINK_SECRET', hex('short').slice(0, 31)],
    ['LINK_SECRET_PREVIOUS', hex('short').slice(0, 31)],
    ['NOTIFY_SECRET', `whsec_${bytes('short').subarray(0, 23).toString('base64')}`],
    ['NOTIFY_SECRET_PREVIOUS', `whsec_${bytes('short').subarray(0, 23).toString('base64')}`],
  ])('%s that is too short', (name, short) => expect(wrongOf({ [name]: short })).toEqual([name]));

  it.each([0, 1, 7, 65, 255])('base64 and hex of bytes that are all %i', (byte) => {
    const all = Buffer.alloc(32, byte);
    expect(wrongOf({ DATA_KEY: all.toString('base64') })).toEqual(['DATA_KEY']);
    expect(wrongOf({ NOTIFY_SECRET: `whsec_${all.toString('base64')}` })).toEqual(['NOTIFY_SECRET']);
    for (const text of [all.toString('base64'), all.toString('hex'), all.toString('base64url')])
      expect(wrongOf({ LINK_SECRET: text })).toEqual(['LINK_SECRET']);
  });

  it('random ones are never mistaken for one', () => {
    for (let nth = 0; nth < 20_000; nth += 1) {
      const random = randomBytes(32);
      const forms = [
        random,
        random.toString('base64'),
        random.toString('hex'),
        random.toString('hex', 0, 12),
      ];
      for (const form of forms) expect(weakness(form)).toBeNull();
    }
  });
});

describe('one secret under two names', () => {
  const pairs = SECRETS.flatMap((one, index) =>
    SECRETS.slice(index + 1).map((other) => [one, other] as const),
  );
  it.each(pairs)('%s and %s', (one, other) => {
    const shared = one === 'ILIVE_API_KEY' ? `iksk_${hex('shared').slice(5, 32)}` : hex('shared').slice(32);
    const writtenAs = (name: typeof one | typeof other) =>
      name === 'ILIVE_API_KEY' ? shared : written(name, shared);
    expect(wrongOf({ [one]: writtenAs(one), [other]: writtenAs(other) })).toEqual([other]);
  });

  it.each([
    ['base64', base64('data')],
    ['hex', hex('data')],
    ['base64url', bytes('data').toString('base64url')],
    ['whsec_ and base64', `whsec_${base64('data')}`],
  ])('the bytes of DATA_KEY as %s', (_, text) => {
    expect(wrongOf({ LINK_SECRET: text })).toEqual(['LINK_SECRET']);
  });
});

describe('API_KEYS', () => {
  const wrong = (keys: object) => expect(wrongOf({ API_KEYS: keysOf(keys) })).toEqual(['API_KEYS']);

  it.each([
    'applicants',
    'read',
    'erase',
    'reviews',
    'audit',
    'operate',
    'import',
  ])('knows the scope %s', (scope) => {
    expect(wrongOf({ API_KEYS: keysOf({ a: { ...key, scopes: [scope] } }) })).toEqual([]);
  });

  it.each([
    'imports',
    'Applicants',
    'applicant',
    'admin',
    '*',
    '',
    ' read',
    'read ',
  ])('refuses the scope %j', (scope) => {
    wrong({ a: { ...key, scopes: ['applicants', scope] } });
  });

  it('refuses one hash under two names, no scope, and fields that it does not know', () => {
    wrong({ a: key, b: { ...key, scopes: ['audit'] } });
    wrong({ a: { ...key, scopes: [] } });
    wrong({ a: { ...key, [hex('a key in the wrong place')]: true } });
    const parsed = parseConfig({ ...GOOD, API_KEYS: keysOf({ a: { ...key, [hex('misplaced')]: true } }) });
    expect(JSON.stringify(parsed)).not.toContain(hex('misplaced'));
  });

  it.each(['rita@example.com', 'emp-7'])('takes the person %s, in lower case', (person) => {
    const API_KEYS = keysOf({ a: { ...key, person: person.toUpperCase() } });
    expect(parseConfig({ ...GOOD, API_KEYS })).toMatchObject({ value: { API_KEYS: { a: { person } } } });
  });

  it.each(['', ' ', 'rita lee', 'a\nb', 'x'.repeat(201), 7, null])('refuses the person %j', (person) => {
    wrong({ a: { ...key, person } });
  });
});

describe('Cloudflare Access', () => {
  const access = (ACCESS_TEAM_DOMAIN: string, PUBLIC_URL: string) =>
    wrongOf({ ACCESS_TEAM_DOMAIN, PUBLIC_URL, ACCESS_AUD: hex('aud') });

  it.each([
    ['acme.cloudflareaccess.com', 'https://kyc.example'],
    ['http://127.0.0.1:8790', 'http://127.0.0.1:8787'],
    ['http://localhost:8790', 'http://localhost:8787'],
    ['acme.cloudflareaccess.com', 'http://127.0.0.1:8787'],
  ])('%s is taken with %s', (team, publicUrl) => expect(access(team, publicUrl)).toEqual([]));

  it.each([
    ['http://127.0.0.1:8790', 'https://kyc.example'],
    ['http://localhost:8790', 'https://kyc.example'],
    ['https://localhost', 'https://kyc.example'],
    ['https://127.1', 'https://kyc.example'],
    ['127.0.0.2', 'https://kyc.example'],
    ['https://[::1]:8790', 'https://kyc.example'],
    ['team.localhost', 'https://kyc.example'],
    ['localhost.', 'https://kyc.example'],
    ['http://127.0.0.1:8790', 'https://127.0.0.1:8787'],
    ['acme.cloudflareaccess.com', 'https://localhost:8787'],
  ])('%s is refused with %s', (team, publicUrl) => {
    expect(access(team, publicUrl)).toEqual(['ACCESS_TEAM_DOMAIN']);
  });
});

describe('limits', () => {
  it.each(['0', '-1', '1.5', 'many', '1e3', '1001'])('MAX_UPLOADS=%s is refused', (MAX_UPLOADS) => {
    expect(wrongOf({ MAX_UPLOADS })).toEqual(['MAX_UPLOADS']);
  });

  it.each([
    '0',
    '-1',
    '1.5',
    'none',
    '1e3',
  ])('SESSION_BUDGET_PER_DAY=%s is refused', (SESSION_BUDGET_PER_DAY) => {
    expect(wrongOf({ SESSION_BUDGET_PER_DAY })).toEqual(['SESSION_BUDGET_PER_DAY']);
  });

  it('have the defaults of the contract', () => {
    const parsed = parseConfig({ ...GOOD, SESSION_BUDGET_PER_DAY: '' });
    expect(parsed).toMatchObject({ value: { MAX_UPLOADS: 50, policy: { maxUploads: 50 } } });
    expect(parsed).not.toHaveProperty('value.SESSION_BUDGET_PER_DAY');
  });
});
