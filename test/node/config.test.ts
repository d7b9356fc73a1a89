import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';

const REQUIRED = {
  ILIVE_API_KEY: 'iksk_0123456789',
  ILIVE_WEBHOOK_SECRET: 'whsec-0123456789',
  API_KEYS: JSON.stringify({ backend: { sha256: '0'.repeat(64), scopes: ['applicants'] } }),
  DATA_KEY: createHash('sha256').update('of this test').digest('base64'),
  PUBLIC_URL: 'https://kyc.example',
};

describe('SEARCH_FLOOR', () => {
  it.each([
    [undefined, undefined, 0.3],
    ['', undefined, 0.3],
    [undefined, '0.31', 0.3],
    [undefined, '0.3', 0.3],
    [undefined, '0.29', 0.29],
    ['0.2', undefined, 0.2],
    ['0', undefined, 0],
    ['0.5', undefined, 0.5],
    ['0.29', '0.3', 0.29],
    ['0.3', '0.3', 0.3],
  ])('%s beside a duplicate threshold of %s: the search is asked from %d on', (floor, duplicate, searchFloor) => {
    const parsed = parseConfig({ ...REQUIRED, SEARCH_FLOOR: floor, DUPLICATE_THRESHOLD: duplicate });
    expect(parsed).toMatchObject({ ok: true, value: { searchFloor } });
  });

  it.each([
    ['0.51', undefined],
    ['0.31', '0.3'],
    ['1', undefined],
    ['1.5', undefined],
    ['-0.1', undefined],
    ['low', undefined],
  ])('%s beside a duplicate threshold of %s is a wrong setting', (floor, duplicate) => {
    const parsed = parseConfig({ ...REQUIRED, SEARCH_FLOOR: floor, DUPLICATE_THRESHOLD: duplicate });
    const wrong = parsed.ok ? [] : parsed.refusal.map(({ setting }) => setting);
    expect(new Set(wrong)).toEqual(new Set(['SEARCH_FLOOR']));
  });
});

describe('what applicants are shown of the operator', () => {
  it('is unset where it is empty', () => {
    const parsed = parseConfig({ ...REQUIRED, BRAND_NAME: '', SUPPORT_URL: '', PRIVACY_URL: '' });
    expect(
      parsed.ok && [parsed.value.BRAND_NAME, parsed.value.SUPPORT_URL, parsed.value.PRIVACY_URL],
    ).toEqual([...[undefined, undefined, undefined]]);
  });

  const problemsOf = (given: Record<string, string>) => {
    const parsed = parseConfig({ ...REQUIRED, ...given });
    return parsed.ok ? [] : parsed.refusal.map(({ setting }) => setting);
  };

  it.each([
    ['Acme Bank', 'Acme Bank'],
    ['  Acme Bank ', 'Acme Bank'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['🏦'.repeat(60), '🏦'.repeat(60)],
    ['<b>&amp;"Bank"', '<b>&amp;"Bank"'],
    ['بنك أكمي', 'بنك أكمي'],
  ])('BRAND_NAME %j is taken', (name, brand) => {
    expect(parseConfig({ ...REQUIRED, BRAND_NAME: name })).toMatchObject({
      ok: true,
      value: { BRAND_NAME: brand },
    });
  });

  it.each([
    '   ',
    'x'.repeat(61),
    '🏦'.repeat(61),
    'Acme\nBank',
    'Acme\u0000',
    'Acme\u007fBank',
    'Acme\u0085Bank',
    'Acme\u2028Bank',
    'Acme\u202eknaB',
    'Acme\u2066Bank',
    'Acme \ud800 Bank',
  ])('BRAND_NAME %j is a wrong setting', (name) => {
    expect(new Set(problemsOf({ BRAND_NAME: name }))).toEqual(new Set(['BRAND_NAME']));
  });

  it.each(['SUPPORT_URL', 'PRIVACY_URL'])('%s is an https URL', (setting) => {
    for (const url of [
      'https://acme.example',
      'https://acme.example:8443/help?a=1&b=2#x',
      'HTTPS://acme.example/a',
    ]) {
      expect({ url, problems: problemsOf({ [setting]: url }) }).toEqual({ url, problems: [] });
    }
    const wrong = [
      ...[
        'http://acme.example',
        'mailto:help@acme.example',
        'javascript:alert(1)',
        'acme.example',
        '/help',
        '//a.b',
      ],
      ...[
        'https:acme.example',
        'https:///acme.example',
        'https://',
        'https://user@acme.example',
        'https://a:b@c.example',
      ],
      ...[
        'https://acme.example/\nx',
        'https://acme.example/a b',
        'https://ac\tme.example',
        ' https://acme.example',
      ],
      ...[
        'https:\\\\acme.example',
        'https://acme.example/\\x',
        'https://acme.example/\ud800',
        'https://exa mple',
      ],
      `https://acme.example/${'x'.repeat(2_000)}`,
    ];
    for (const url of wrong) {
      expect({ url, problems: problemsOf({ [setting]: url }) }).toEqual({ url, problems: [setting] });
    }
  });

  it('CONSENT_VERSION counts the text of these pages', () => {
    expect(parseConfig(REQUIRED)).toMatchObject({ ok: true, value: { CONSENT_VERSION: '2' } });
  });
});

describe('ILIVE_SESSION_HOSTS', () => {
  it.each([
    [undefined, undefined, ['*.iliveauth.com'], ['https://*.iliveauth.com']],
    ['', 'https://api.vendor.example', ['*.vendor.example'], ['https://*.vendor.example']],
    [' Verify.Example , *.pages.example', undefined, ['verify.example', '*.pages.example'], undefined],
    ['verify.example', 'http://127.0.0.1:4010', ['verify.example'], ['https://verify.example']],
  ])('%j with iLive at %s', (hosts, base, sessionHosts, sessionSources = expect.anything()) => {
    const parsed = parseConfig({ ...REQUIRED, ILIVE_SESSION_HOSTS: hosts, ILIVE_BASE_URL: base });
    expect(parsed).toMatchObject({ ok: true, value: { sessionHosts, sessionSources } });
  });

  it.each([
    '*',
    '*.com',
    'https://verify.example',
    'verify.example,',
    'a.example b.example',
    'a.example;',
  ])('%j is a wrong setting', (hosts) => {
    const parsed = parseConfig({ ...REQUIRED, ILIVE_SESSION_HOSTS: hosts });
    expect(parsed.ok ? [] : parsed.refusal.map(({ setting }) => setting)).toEqual(['ILIVE_SESSION_HOSTS']);
  });
});

describe('ILIVE_DELETED_COLLECTIONS', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' former , older_2 ,', ['former', 'older_2']],
  ])('%j', (ILIVE_DELETED_COLLECTIONS, names) => {
    const parsed = parseConfig({ ...REQUIRED, ILIVE_DELETED_COLLECTIONS });
    expect(parsed).toMatchObject({ ok: true, value: { ILIVE_DELETED_COLLECTIONS: names } });
  });

  it.each([
    'Users',
    'a b',
    '*',
    'a/b',
    'former;older',
    'users',
    'former, users',
  ])('%j is a wrong setting', (names) => {
    const parsed = parseConfig({ ...REQUIRED, ILIVE_DELETED_COLLECTIONS: names });
    expect(parsed.ok ? [] : parsed.refusal.map(({ setting }) => setting)).toEqual([
      'ILIVE_DELETED_COLLECTIONS',
    ]);
  });

  it('must not name the collection in force, else its 404 would prove that faces are gone', () => {
    const given = { ILIVE_COLLECTION: 'second', ILIVE_DELETED_COLLECTIONS: 'users,second' };
    expect(parseConfig({ ...REQUIRED, ...given }).ok).toBe(false);
    expect(parseConfig({ ...REQUIRED, ...given, ILIVE_COLLECTION: 'third' }).ok).toBe(true);
  });
});
