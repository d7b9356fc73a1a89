import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { publicNameOf, rightsOf } from '../../src/config/team.ts';

const key = (name: string, more: object) => [
  name,
  { sha256: createHash('sha256').update(name).digest('hex'), ...more },
];
const keysOf = (...keys: [string, object][]) =>
  JSON.stringify(Object.fromEntries(keys.map(([name, more]) => key(name, more))));
const REQUIRED = {
  ILIVE_API_KEY: 'iksk_0123456789',
  ILIVE_WEBHOOK_SECRET: 'whsec-0123456789',
  API_KEYS: keysOf(['backend', { scopes: ['applicants'] }]),
  DATA_KEY: createHash('sha256').update('of this test').digest('base64'),
  PUBLIC_URL: 'https://kyc.example',
};
const wrong = (settings: object) => {
  const parsed = parseConfig({ ...REQUIRED, ...settings });
  return parsed.ok ? [] : [...new Set(parsed.refusal.map(({ setting }) => setting))];
};

describe('FOUR_EYES', () => {
  it.each([
    ['reject', [{ decision: 'reject', reason: null }]],
    [
      ' reject , approve:possible_duplicate',
      [
        { decision: 'reject', reason: null },
        { decision: 'approve', reason: 'possible_duplicate' },
      ],
    ],
  ])('%s', (text, fourEyes) => {
    const parsed = parseConfig({ ...REQUIRED, FOUR_EYES: text });
    expect(parsed.ok && parsed.value.policy.review.fourEyes).toEqual(fourEyes);
  });

  it.each([
    'rejects',
    'approve:fraud',
    'approve:',
    'escalate',
    'reject,',
    'reject:similarity_low:x',
    ',',
  ])('%s is a wrong setting', (text) => expect(wrong({ FOUR_EYES: text })).toEqual(['FOUR_EYES']));

  it('wants a person for each key that can decide, else one person could be both', () => {
    const tool = ['tool', { scopes: ['reviews'] }] as [string, object];
    const anna = ['anna', { scopes: ['reviews'], person: 'anna@acme.example' }] as [string, object];
    expect(wrong({ FOUR_EYES: 'reject', API_KEYS: keysOf(tool, anna) })).toEqual(['API_KEYS']);
    expect(wrong({ FOUR_EYES: 'reject', API_KEYS: keysOf(anna) })).toEqual([]);
    expect(wrong({ API_KEYS: keysOf(tool) })).toEqual([]);
  });

  it('wants the e-mail address where the console knows the same person by it', () => {
    const key = (person: string) => keysOf(['anna', { scopes: ['reviews'], person }]);
    const access = { ACCESS_TEAM_DOMAIN: 'team.example', ACCESS_AUD: 'a'.repeat(64) };
    expect(wrong({ ...access, FOUR_EYES: 'reject', API_KEYS: key('anna') })).toEqual(['API_KEYS']);
    expect(wrong({ ...access, FOUR_EYES: 'reject', API_KEYS: key('Anna@acme.example') })).toEqual([]);
    expect(wrong({ FOUR_EYES: 'reject', API_KEYS: key('anna') })).toEqual([]);
    expect(wrong({ ...access, API_KEYS: key('anna') })).toEqual([]);
  });

  it('and the other rules of reviewing change no policy version', () => {
    const versionOf = (settings: object) => {
      const parsed = parseConfig({ ...REQUIRED, ...settings });
      return parsed.ok && parsed.value.policy.version;
    };
    expect(versionOf({ FOUR_EYES: 'reject', CLAIM_MINUTES: '3', REVIEW_DUE_HOURS: '9' })).toBe(versionOf({}));
  });
});

describe('ROLES', () => {
  const ROLES = {
    'anna@acme.example': ['senior'],
    '*@acme.example': ['reviewer'],
    'audit@acme.example': ['auditor'],
    'boss@other.example': ['supervisor'],
    'key:tool': ['reviewer'],
  } as const;
  it.each([
    ['anna@acme.example', { mayDecide: true, isSenior: true, isSupervisor: false, mayRead: true }],
    ['ben@acme.example', { mayDecide: true, isSenior: false, isSupervisor: false, mayRead: true }],
    ['boss@other.example', { mayDecide: false, isSenior: false, isSupervisor: true, mayRead: true }],
    ['key:tool', { mayDecide: true, isSenior: false, isSupervisor: false, mayRead: true }],
    ['key:other', { mayDecide: false, isSenior: false, isSupervisor: false, mayRead: false }],
    [
      'x@acme.example@evil.example',
      { mayDecide: false, isSenior: false, isSupervisor: false, mayRead: false },
    ],
    ['acme.example', { mayDecide: false, isSenior: false, isSupervisor: false, mayRead: false }],
    ['__proto__', { mayDecide: false, isSenior: false, isSupervisor: false, mayRead: false }],
    ['key:x@acme.example', { mayDecide: false, isSenior: false, isSupervisor: false, mayRead: false }],
  ])('%s', (name, rights) => expect(rightsOf(ROLES, name)).toEqual(rights));

  it('unset, lets everybody decide, and nobody see figures about reviewers', () => {
    const rights = { mayDecide: true, isSenior: true, isSupervisor: false, mayRead: true };
    expect(rightsOf(undefined, 'anna@acme.example')).toEqual(rights);
  });

  it.each([
    '{',
    '[]',
    '{"a b": ["reviewer"]}',
    '{"a@b.example": []}',
    '{"a@b.example": ["boss"]}',
    '"reviewer"',
  ])('%s is a wrong setting', (text) => expect(wrong({ ROLES: text })).toEqual(['ROLES']));

  it('does not take an address twice, in upper and lower case: one of both lists would be lost', () => {
    expect(wrong({ ROLES: '{"Anna@acme.example": ["senior"], "anna@acme.example": ["auditor"]}' })).toEqual([
      'ROLES',
    ]);
  });

  it('compares e-mail addresses in lower case', () => {
    const parsed = parseConfig({ ...REQUIRED, ROLES: '{"Anna@Acme.example": ["senior"]}' });
    expect(parsed.ok && rightsOf(parsed.value.ROLES, 'anna@acme.example').isSenior).toBe(true);
  });
});

it.each([
  ['api_key:tool', 'key:tool'],
  ['reviewer:anna@acme.example', 'anna@acme.example'],
  ['ilive', 'ilive'],
])('the actor %s is shown as %s', (actor, name) => expect(publicNameOf(actor)).toBe(name));
