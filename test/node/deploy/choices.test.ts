import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseChoices, routesOf } from '../../../scripts/deploy/choices.ts';

const parse = (given: unknown) => parseChoices(JSON.stringify(given), 'kyc.json');
const problemsOf = (given: unknown) => {
  const parsed = parse(given);
  return parsed.ok ? [] : parsed.refusal.map(({ what, remedy }) => `${what} → ${remedy}`);
};

describe('the choices of a deployment', () => {
  it('the example is right', () => {
    expect(parseChoices(readFileSync('deployments/example.json', 'utf8'), 'example.json')).toMatchObject({
      ok: true,
    });
  });

  it.each([
    'kyc',
    'kyc-eu-1',
    'a'.repeat(56),
  ])('the name %s can name a Worker, a database and a bucket', (name) => {
    expect(problemsOf({ name })).toEqual([]);
  });

  it.each([
    '',
    'ky',
    'Kyc',
    '1kyc',
    '-kyc',
    'kyc-',
    'kyc_1',
    'kyc.eu',
    'kyc eu',
    '../kyc',
    'a'.repeat(57),
    7,
    null,
  ])('the name %j cannot', (name) =>
    expect(problemsOf({ name })).toEqual([expect.stringContaining('kyc.json: name:')]));

  it.each([
    ['a misspelt field', { jurisdictoin: 'eu' }, 'jurisdictoin'],
    ['an unknown jurisdiction', { jurisdiction: 'EU' }, 'jurisdiction'],
    ['an http address', { public_url: 'http://kyc.example.com' }, 'public_url'],
    ['an address with a path', { public_url: 'https://kyc.example.com/kyc' }, 'public_url'],
    ['an address with a port', { public_url: 'https://kyc.example.com:8443' }, 'public_url'],
    ['an address with a user', { public_url: 'https://me@kyc.example.com' }, 'public_url'],
    ['no days', { audit_lock_days: 0 }, 'audit_lock_days'],
    ['a setting that is none', { vars: { MATCH_TRESHOLD: '0.7' } }, 'MATCH_TRESHOLD is not a setting'],
    ['a name of every object', { vars: { toString: 'x' } }, 'toString is not a setting'],
    [
      'a setting that is a list',
      { vars: { MAX_SESSIONS: [5] } },
      'vars.MAX_SESSIONS: must be a text, a number',
    ],
    [
      'roles that are no text',
      { vars: { ROLES: { 'a@b.example': ['senior'] } } },
      'ROLES, is written as a text',
    ],
    [
      'a secret among them',
      { vars: { DATA_KEY: 'x' } },
      'DATA_KEY is a secret → put it into the secrets file',
    ],
    ['an address among them', { vars: { PUBLIC_URL: 'https://a.example' } }, 'write it as "public_url"'],
    ['a jurisdiction among them', { vars: { JURISDICTION: 'eu' } }, 'write it as "jurisdiction"'],
    [
      'routes without an address',
      { routes: [{ pattern: 'a.example/*', zone_name: 'a.example' }] },
      'routes without public_url',
    ],
    [
      'routes to elsewhere',
      { public_url: 'https://kyc.a.example', routes: [{ pattern: 'a.example/*', zone_name: 'a.example' }] },
      'no route serves kyc.a.example',
    ],
    [
      'routes to a longer name',
      {
        public_url: 'https://kyc.a.example',
        routes: [{ pattern: 'kyc.a.example.org', custom_domain: true }],
      },
      'no route serves kyc.a.example',
    ],
  ])('%s is refused, with what to do', (_, more, said) => {
    expect(problemsOf({ name: 'kyc', ...more })).toEqual([expect.stringContaining(said)]);
  });

  it.each(['', '{', '[]', 'null', '"kyc"'])('a file with %j is refused', (text) => {
    expect(parseChoices(text, 'kyc.json')).toMatchObject({ ok: false });
  });

  it('all wrong settings are named at once', () => {
    expect(problemsOf({ name: 'kyc', vars: { A: 'a', DATA_KEY: 'b', PUBLIC_URL: 'c' } })).toHaveLength(3);
  });
});

describe('the routes', () => {
  const routes = (more: object) => {
    const parsed = parse({ name: 'kyc', ...more });
    return parsed.ok ? routesOf(parsed.value) : parsed.refusal;
  };

  it('are none at workers.dev, a custom domain for an address, else those that are given', () => {
    const given = [{ pattern: 'kyc.a.example/*', zone_name: 'a.example' }];
    expect(routes({})).toEqual([]);
    expect(routes({ public_url: 'https://kyc.a.example/' })).toEqual([
      { pattern: 'kyc.a.example', custom_domain: true },
    ]);
    expect(routes({ public_url: 'https://kyc.a.example', routes: given })).toEqual(given);
  });
});
