/** The parts of a request that any route has, as no well-meaning caller would write them. */
import fc from 'fast-check';
import { oddText } from './arbitrary-json.ts';

const NOW = '2026-01-02T03:04:05Z';

/** What stands in a path in place of a user_id. */
export const oddSegment: fc.Arbitrary<string> = fc.oneof(
  oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2e',
    '%2f',
    'a%2fb',
    '%00',
    '%',
    '%zz',
    '%ff',
    '%ed%a0%80',
    ' ',
    '+',
    '*',
    '{user_id}',
  ),
  fc.constantFrom(
    'a'.repeat(120),
    'a'.repeat(121),
    'a'.repeat(8_000),
    'ünï',
    '用户',
    '-a',
    '.a',
    'a;b',
    "a'b",
    'a?b',
    'a#b',
  ),
);

const queryValue = fc.oneof(
  oddText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '0',
    '1',
    '100',
    '101',
    '-1',
    '1e2',
    '1.5',
    ' 5 ',
    '٣',
    'NaN',
    'Infinity',
    '',
    '%',
    'approved',
    NOW,
  ),
  fc.constantFrom(
    '2026-13-40',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00+99:99',
  ),
  fc.constantFrom(
    'WyJhIiwiYiJd',
    'W10',
    'bnVsbA',
    'WzEsMl0',
    btoa('["\\u0000","\\ud800"]'),
    'a'.repeat(1_001),
  ),
);
/** A query, from none to four parameters, some of them twice. */
export const oddQuery = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'limit',
        'cursor',
        'status',
        'reason',
        'created_after',
        'created_before',
        'limit[]',
        '__proto__',
        '',
      ),
      queryValue,
    ),
    { maxLength: 4 },
  )
  .map((pairs) =>
    pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`,
  );

/** A header's name and value. */
export const oddHeader: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(
    fc.constant('content-type'),
    fc.constantFrom(
      '',
      'application/json; charset=utf-16',
      'APPLICATION/JSON',
      'application/json-patch+json',
      'text/plain',
      ';',
      '*/*',
      'application/problem+json',
    ),
  ),
  fc.tuple(
    fc.constant('idempotency-key'),
    fc.constantFrom('', ' ', '"', 'a'.repeat(255), 'a'.repeat(10_000), 'null', '../..', 'a, b'),
  ),
  fc.tuple(
    fc.constant('range'),
    fc.constantFrom('bytes=0-0', 'bytes=-1', 'bytes=9-1', 'lines=1-2', 'bytes=0-0,1-1'),
  ),
  fc.tuple(fc.constant('expect'), fc.constantFrom('100-continue', '200-ok')),
  fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'br', 'identity', 'x')),
  fc.tuple(fc.constant('accept'), fc.constantFrom('', 'text/html', 'application/xml;q=0', '*')),
  fc.tuple(fc.constant('x-request-id'), fc.constantFrom('mine', 'a'.repeat(5_000))),
  fc.tuple(fc.constant('if-none-match'), fc.constantFrom('*', '"a"')),
  fc.tuple(fc.constant('x-http-method-override'), fc.constantFrom('DELETE', 'PUT')),
  fc.tuple(fc.constant('x-odd'), fc.constantFrom('a'.repeat(30_000), '')),
  fc.tuple(
    fc.constant('authorization'),
    fc.constantFrom('Bearer', 'Bearer  a', 'Basic YTpi', `Bearer ${'a'.repeat(9_000)}`),
  ),
);
