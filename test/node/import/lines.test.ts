import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCustomerLine } from '../../../scripts/import/customer-line.ts';
import { readWhole } from '../../../scripts/import/first-pass.ts';
import { type Line, readLines } from '../../../scripts/import/read-lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function all(lines: AsyncIterable<Line>): Promise<readonly Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}
const read = (text: string | Uint8Array, size = 7, maxBytes = 20) =>
  all(readLines(inPieces(Buffer.from(text as string), size), maxBytes));

describe('lines of a file', () => {
  it.each([
    ['LF', 'a\nb\n', [1, 2]],
    ['CRLF', 'a\r\nb\r\n', [1, 2]],
    ['no line end at the end', 'a\nb', [1, 2]],
    ['blank lines, which keep their number', '\na\n \t\n\r\nb\n\n', [2, 5]],
    ['nothing', '', []],
  ] as const)('%s', async (_, text, numbers) => {
    expect((await read(text)).map(({ number }) => number)).toEqual(numbers);
  });

  it('leaves out a byte order mark before the first line only', async () => {
    const lines = await read('\ufeff{}\n\ufeff{}');
    expect(lines.map((line) => 'text' in line && line.text)).toEqual(['{}', '\ufeff{}']);
  });

  it('takes a line of just the most bytes, and reads past a longer one', async () => {
    const lines = await read(`${'a'.repeat(20)}\n${'b'.repeat(21)}\n${'c'.repeat(500)}\nd`);
    expect(lines).toEqual([
      { number: 1, text: 'a'.repeat(20) },
      { number: 2, problem: 'too_long' },
      { number: 3, problem: 'too_long' },
      { number: 4, text: 'd' },
    ]);
  });

  it('names a line that is not UTF-8, and goes on', async () => {
    const lines = await read(Buffer.from([0x61, 0xff, 0x0a, 0x62]));
    expect(lines).toEqual([
      { number: 1, problem: 'not_utf8' },
      { number: 2, text: 'b' },
    ]);
  });

  it('reads the same however the file comes in pieces', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '\n', '\r\n', ' ', '€', 'long'.repeat(9)))
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (given, size) => {
        expect(await read(given, size)).toEqual(await read(given, 10_000));
      }),
    );
  });
});

const parse = (text: string) => parseCustomerLine({ number: 1, text });
const why = (text: string) => {
  const read = parse(text);
  return read.ok ? 'is taken' : read.refusal.refusal.detail;
};

describe('a line about a customer', () => {
  it('takes all fields, and the least', () => {
    const whole = { user_id: 'c-1', photo: 'a/b.jpg', metadata: { n: 1 }, source: 'crm', keep_photo: true };
    expect(parse(JSON.stringify(whole))).toEqual({
      ok: true,
      value: {
        line: 1,
        userId: 'c-1',
        photo: { kind: 'file', path: 'a/b.jpg' },
        metadata: { n: 1 },
        source: 'crm',
        keepPhoto: true,
      },
    });
    const least = { line: 1, userId: 'c-1', photo: null, metadata: null, source: null, keepPhoto: null };
    expect(parse(' {"user_id": "c-1"} \r')).toEqual({ ok: true, value: least });
  });

  it.each([
    ['an array around all', '[', 'No array'],
    ['a comma behind', '{"user_id":"c"},', 'no comma behind'],
    ['single quotes', "{'user_id':'c'}", 'double quotes'],
    ['CSV', 'user_id,photo', 'each line is an object'],
    ['half an object', '{"user_id":', 'on one line'],
    ['a text', '"c-1"', 'each line is an object'],
    ['a number', '17', 'each line is an object'],
    ['null', 'null', 'each line is an object'],
    ['no user_id', '{"photo":"a.jpg"}', 'user_id'],
    ['a user_id that is a number', '{"user_id":17}', 'user_id'],
    ['a user_id with a blank', '{"user_id":"a b"}', 'user_id'],
    ['a user_id with a slash', '{"user_id":"a/../b"}', 'user_id'],
    ['a user_id of 121 characters', `{"user_id":"${'a'.repeat(121)}"}`, 'user_id'],
    ['an empty user_id', '{"user_id":""}', 'user_id'],
    ['a field that is not known', '{"user_id":"c","foto":"a.jpg"}', 'The fields are'],
    ['a photo that is null', '{"user_id":"c","photo":null}', 'photo'],
    ['metadata that is a list', '{"user_id":"c","metadata":[]}', 'metadata'],
    ['nested metadata', '{"user_id":"c","metadata":{"a":{"b":1}}}', 'metadata.a'],
    [
      'a number that JSON cannot carry',
      '{"user_id":"c","metadata":{"n":1546130668394913822}}',
      'metadata.n: is a number',
    ],
    ['a reserved key', '{"user_id":"c","metadata":{"__proto__":1}}', 'is a reserved key'],
    ['a lone surrogate', '{"user_id":"c","source":"\\ud800"}', 'source'],
    ['a source of 101 characters', `{"user_id":"c","source":"${'a'.repeat(101)}"}`, 'source'],
    ['an empty source', '{"user_id":"c","source":""}', 'source'],
    ['keep_photo as a text', '{"user_id":"c","keep_photo":"yes"}', 'keep_photo'],
  ])('refuses %s', (_, text, said) => {
    expect(why(text)).toContain(said);
  });

  it.each([
    ['up', '../a.jpg', 'lead out'],
    ['up from below', 'a/../../b.jpg', 'lead out'],
    ['absolute', '/etc/passwd', 'from the folder of photos on'],
    ['a drive', 'C:\\a.jpg', 'from the folder of photos on'],
    ['a drive without a slash', 'C:a.jpg', 'from the folder of photos on'],
    ['a share', '\\\\host\\a.jpg', 'from the folder of photos on'],
    ['backslashes', 'a\\b.jpg', 'backslash'],
    ['NUL', 'a\u0000.jpg', 'invisible'],
    ['a line break', 'a\nb.jpg', 'invisible'],
    ['text turned round', 'a\u202egpj.exe', 'invisible'],
    ['a zero-width space', 'a\u200b.jpg', 'invisible'],
    ['a lone surrogate', 'a\ud800.jpg', 'invisible'],
    ['empty', '', 'is empty'],
    ['too long', 'a'.repeat(2_001), 'more than 2000'],
    ['http', 'http://photos.example/a.jpg', 'must be an https address'],
    ['a file address', 'file:///etc/passwd', 'must be an https address'],
    ['the picture itself', 'data:image/jpeg;base64,AAAA', 'is the picture itself'],
    ['a password', 'https://u:p@photos.example/a.jpg', 'user or password'],
    ['a blank in an address', 'https://photos.example/a b.jpg', 'is no address'],
    ['no host', 'https://', 'is no address'],
  ])('refuses a photo that is %s', (_, photo, said) => {
    expect(why(JSON.stringify({ user_id: 'c', photo }))).toContain(said);
  });

  it.each([
    'a.jpg',
    'a/b c/d.jpeg',
    './a.png',
    'überall/é.jpg',
    'a..b.jpg',
    '...',
    '-a.jpg',
    'https://photos.example/a.jpg?x=1',
  ])('takes the photo %s', (photo) => {
    expect(why(JSON.stringify({ user_id: 'c', photo }))).toBe('is taken');
  });

  it('names the user of a line that is wrong elsewhere', () => {
    expect(parse('{"user_id":"c-1","colour":"red"}')).toMatchObject({ refusal: { line: 1, userId: 'c-1' } });
    expect(parse('{"user_id":"c 1"}')).toMatchObject({ refusal: { userId: null } });
  });
});

describe('the first pass over the file', () => {
  const fileOf = (ids: readonly string[]) => () =>
    (async function* () {
      for (const [index, id] of ids.entries())
        yield { number: index + 1, text: JSON.stringify({ user_id: id }) };
    })();

  it('finds every line that repeats a user_id, in one part and in many', async () => {
    const ids = Array.from({ length: 3_000 }, (_, n) => `c-${n % 2_900}`);
    const expected = new Map(Array.from({ length: 100 }, (_, n) => [2_901 + n, 1 + n]));
    for (const idsAtOnce of [4_000, 500, 150]) {
      const { total, repeats } = await readWhole(fileOf(ids), idsAtOnce);
      expect(total).toBe(3_000);
      expect(new Map([...repeats].sort(([a], [b]) => a - b))).toEqual(expected);
    }
  });

  it('does not count a line that is refused anyway as the first', async () => {
    const lines: Line[] = [
      { number: 1, text: '{"user_id":"a","colour":"red"}' },
      { number: 2, text: '{"user_id":"a"}' },
      { number: 3, problem: 'too_long' },
    ];
    const open = async function* () {
      yield* lines;
    };
    expect(await readWhole(open)).toEqual({ total: 3, repeats: new Map() });
  });

  it('stops at a file that repeats nearly all', async () => {
    const open = async function* () {
      for (let number = 1; number <= 100_003; number += 1) yield { number, text: '{"user_id":"a"}' };
    };
    await expect(readWhole(open)).rejects.toThrow('Keep one line for each customer');
  });
});
