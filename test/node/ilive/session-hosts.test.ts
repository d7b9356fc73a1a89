import { describe, expect, it } from 'vitest';
import {
  defaultSessionHosts,
  isHostPattern,
  sessionPageOf,
  sessionSourcesOf,
} from '../../../src/ilive/session-hosts.ts';

describe('without a setting, the pages are near the API', () => {
  it.each([
    ['https://api.iliveauth.com', ['*.iliveauth.com']],
    ['https://api.eu.iliveauth.com', ['*.eu.iliveauth.com']],
    ['https://ilive.test', ['ilive.test', '*.ilive.test']],
    ['https://ilive', ['ilive', '*.ilive']],
    ['https://203.0.113.5', ['203.0.113.5']],
    ['http://localhost:4010', ['*']],
    ['http://127.0.0.1:4010', ['*']],
    ['https://127.0.0.2', ['*']],
    ['https://[::1]', ['*']],
  ])('%s', (baseUrl, hosts) => {
    expect(defaultSessionHosts(baseUrl)).toEqual(hosts);
  });
});

describe('a host of the setting', () => {
  it.each([
    'verify.example',
    '*.example.com',
    'localhost',
    '127.0.0.1',
    'xn--e1afmkfd.example',
  ])('is taken: %s', (text) => {
    expect(isHostPattern(text)).toBe(true);
  });
  it.each([
    '',
    '*',
    '*.com',
    '*.127.0.0.1',
    'a.*.com',
    'https://a.com',
    'a.com/',
    'a.com:443',
    "a.com; script-src 'unsafe-inline'",
    'a..com',
    '.a.com',
    'a.com.',
    'ex ample.com',
  ])('is refused: %j', (text) => {
    expect(isHostPattern(text)).toBe(false);
  });
});

describe('where iLive is on this machine', () => {
  it.each([
    'http://127.0.0.1:4010/session/1',
    'http://localhost:4010/session/1',
    'https://localhost:4010/session/1',
    'https://sandbox.example.com/session/1',
  ])('a page is taken: %s', (page) => {
    expect(sessionPageOf(page, ['*'])).toBe(page);
  });
  it.each([
    'http://sandbox.example.com/',
    'https://sandbox.example.com:8443/',
    'ftp://localhost/',
  ])('a page is refused: %s', (page) => {
    expect(sessionPageOf(page, ['*'])).toBeNull();
  });
});

it('a form may lead to the same hosts, and to no other', () => {
  expect(sessionSourcesOf(['ilive.test', '*.pages.test'])).toEqual([
    'https://ilive.test',
    'https://*.pages.test',
  ]);
  expect(sessionSourcesOf(['localhost'])).toEqual(['http://localhost:*', 'https://localhost:*']);
  expect(sessionSourcesOf(['*'])).toEqual(expect.arrayContaining(['https:', 'http://127.0.0.1:*']));
});
