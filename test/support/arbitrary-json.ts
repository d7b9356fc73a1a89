/** JSON that is odd, and text that is no JSON. */
import fc from 'fast-check';

/** Names that objects have without being asked, and other trouble. */
const oddKey = fc.constantFrom('__proto__', 'constructor', 'toString', '', ' ', 'a\u0000b', '\ud800', 'ключ');

/** Strings that somebody stumbled over before. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\udfff',
    '\u202e',
    '👩‍👩‍👧',
    'null',
    '-1',
    '1e999',
    '../..',
    'İ',
    'ﬁ',
  ),
  fc.constantFrom("' OR 1=1 --", '<script>alert(1)</script>', '$' + '{7*7}', '%00', '\r\nSet-Cookie: a=b'),
  fc.constantFrom('a'.repeat(121), 'a'.repeat(600), 'a'.repeat(6_000), '\ud83d'.repeat(3_000)),
);

const oddNumber = fc.constantFrom(0, -0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324);

/** A value of any type. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { a: { b: {} } }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(oddText, { maxLength: 4 }),
  fc.dictionary(fc.oneof(oddKey, oddText), fc.oneof(oddText, oddNumber, fc.constant(null)), { maxKeys: 60 }),
);

/** Numbers and texts that `JSON.stringify` does not write; put in for the mark. */
const RAW = [
  '1e999',
  '-1e999',
  '1e-999',
  '9'.repeat(400),
  '0x10',
  'NaN',
  '01',
  '"\\ud800"',
  '"\\u0000"',
  "'a'",
];
const MARK = '@raw@';

/** The right object with one or more things wrong, as text. */
export function corruptedJson(right: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const names = Object.keys(right);
  const change = fc.oneof(
    fc.tuple(fc.constantFrom(...names, 'extra'), oddValue),
    fc.tuple(fc.constantFrom(...names, 'extra'), fc.constant(undefined)),
    fc.tuple(oddKey, oddValue),
    fc.tuple(fc.constantFrom(...names), fc.constant(MARK)),
  );
  return fc.tuple(fc.array(change, { maxLength: 3 }), fc.constantFrom(...RAW)).map(([changes, raw]) => {
    const entries = new Map<string, unknown>([...Object.entries(right), ...changes]);
    // By hand, so that `__proto__` is a key like any other.
    const fields = [...entries].flatMap(([key, value]) =>
      value === undefined ? [] : [`${JSON.stringify(key)}:${JSON.stringify(value)}`],
    );
    return `{${fields.join(',')}}`.replaceAll(`"${MARK}"`, raw);
  });
}

const deep = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Bodies that are no object of ours, whatever the route. */
export const oddBody: fc.Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  oddValue.map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '',
    ' ',
    '{',
    '[',
    '{"user_id":',
    '{"a":1,}',
    'undefined',
    '\ufeff{}',
    '{}{}',
    '"',
    '\u0000',
  ),
  fc.constantFrom(
    '['.repeat(100_000),
    '['.repeat(60_000),
    deep(30_000, '[', ']'),
    deep(10_000, '{"a":', '}'),
  ),
  fc.constantFrom(`{"user_id":"${'a'.repeat(63_000)}"}`, `{"user_id":"${'a'.repeat(64_000)}"}`),
  fc.constant(`{"user_id":"a","metadata":{"a":${deep(20_000, '[', ']')}}}`),
  fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => new Uint8Array(bytes)),
  fc
    .constantFrom([0x7b, 0xff, 0x7d], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80])
    .map((bytes) => Uint8Array.from(bytes)),
);
