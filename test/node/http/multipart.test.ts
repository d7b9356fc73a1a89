import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForm, textIn, textOf } from '../../../src/http/form.ts';
import { type FormField, parseMultipart } from '../../../src/http/multipart.ts';
import { CLIENT_FORMS, clientBody } from '../../support/client-forms.ts';
import { FULL, REPLAY } from '../../support/scale.ts';

const encode = (text: string) => new Uint8Array(Buffer.from(text));
/** A field as a text, its bytes as characters. */
const shown = ({ name, isFile, bytes }: FormField) => [name, isFile, Buffer.from(bytes).toString('latin1')];

const B = 'b-0f';
const TYPE = `multipart/form-data; boundary=${B}`;
const NAMED = 'Content-Disposition: form-data; name="user_id"\r\n\r\n';
const FORM = `--${B}\r\n${NAMED}u-1\r\n--${B}--\r\n`;

function parsed(body: string | Uint8Array<ArrayBuffer>, type = TYPE) {
  const form = parseMultipart(typeof body === 'string' ? encode(body) : body, type);
  return form.ok ? form.value.map(shown) : form.refusal;
}

describe('the form of', () => {
  it.each(Object.entries(CLIENT_FORMS))('%s is read, the picture byte for byte', (_, form) => {
    const near = `\r\n--${form.boundary.slice(0, -1)}\r\n--${form.boundary}x\r\n\n--${form.boundary}\r\n--\r\n`;
    const picture = Buffer.from(`\xff\xd8\r\n\r\n--\r\n${near}\0\xff\xd9\r`, 'latin1');
    const read = parseMultipart(clientBody(form, 'u-1', picture), form.contentType);
    if (!read.ok) throw new Error(read.refusal.message);
    const [user, photo, ...others] = read.value;
    expect([user?.name, user && textOf(user), photo?.name, others]).toEqual([
      'user_id',
      'u-1',
      'id_photo',
      [],
    ]);
    expect(photo && Buffer.compare(photo.bytes, picture)).toBe(0);
    expect(photo?.isFile).toBe(/filename/.test(form.file));
  });
});

describe('a Content-Type', () => {
  it.each([
    ['quoted', `multipart/form-data; boundary="${B}"`],
    ['with a charset before', `multipart/form-data; charset=utf-8; boundary=${B}`],
    ['with a charset behind', `multipart/form-data; boundary=${B}; charset=utf-8`],
    ['without blanks', `multipart/form-data;charset="utf-8";boundary=${B}`],
    ['with two blanks', `multipart/form-data;  boundary=${B}`],
    ['with blanks around everything', ` multipart/form-data ;\tboundary = ${B} ; `],
    ['with a semicolon at the end', `multipart/form-data; boundary=${B};`],
    ['with an empty parameter', `multipart/form-data;; boundary=${B}`],
    ['with a parameter without a value', `multipart/form-data; odd; boundary=${B}`],
    ['in capitals', `MULTIPART/FORM-DATA; BOUNDARY=${B}`],
    ['with a boundary in another parameter', `multipart/form-data; x="; boundary=no"; boundary=${B}`],
    ['with a second boundary', `multipart/form-data; boundary=${B}; boundary=other`],
  ])('%s is understood', (_, type) => {
    const form = parseForm(encode(FORM), type);
    expect(form.ok && form.value.map(shown)).toEqual([['user_id', false, 'u-1']]);
  });

  it.each([
    "a'()+_,-./:=?z",
    '-',
    '--',
    '----',
    "'quoted'",
    '=_=',
    'a b  c',
    '0'.repeat(70),
    '((',
    '.*+?',
  ])('may name the boundary %s, quoted or not', (boundary) => {
    const body = FORM.replaceAll(B, boundary);
    for (const written of [`"${boundary}"`, boundary, `${boundary} ; charset=utf-8`]) {
      expect(parsed(body, `multipart/form-data; boundary=${written}`)).toEqual([['user_id', false, 'u-1']]);
    }
  });

  it.each([
    ['no boundary', 'multipart/form-data'],
    ['an empty boundary', 'multipart/form-data; boundary='],
    ['an empty boundary in quotes', 'multipart/form-data; boundary=""'],
    ['a boundary that is too long', `multipart/form-data; boundary=${'x'.repeat(71)}`],
  ])('with %s is refused', (_, type) => {
    expect(parsed(FORM, type)).toMatchObject({ path: 'Content-Type' });
  });
});

describe('a form', () => {
  it.each([
    ['nothing', `--${B}--\r\n`, []],
    ['no last line end', FORM.slice(0, -2), ['u-1']],
    ['text before and behind', `This is a form.\r\n--no\r\n${FORM}--${B}\r\nbehind`, ['u-1']],
    ['an empty line before', `\r\n${FORM}`, ['u-1']],
    ['blanks behind a boundary', FORM.replace(`${B}\r\n`, `${B} \t\r\n`), ['u-1']],
    ['names in small letters', FORM.replace('Content-Disposition', 'content-disposition'), ['u-1']],
    ['everything in capitals', FORM.replace(/Content.*form-data; name/, (it) => it.toUpperCase()), ['u-1']],
    ['a blank before the colon', FORM.replace('Disposition:', 'Disposition :'), ['u-1']],
    ['no blank behind the colon', FORM.replace(': form-data', ':form-data'), ['u-1']],
    ['a header on two lines', FORM.replace('data; name', 'data;\r\n\tname'), ['u-1']],
    ['headers that say nothing', FORM.replace('Content-D', 'X-Odd: 1\r\nodd\r\nContent-D'), ['u-1']],
    ['an unquoted name', FORM.replace('"user_id"', 'user_id'), ['u-1']],
    ['a semicolon behind the name', FORM.replace('"user_id"', '"user_id" ; '), ['u-1']],
    ['an empty value', FORM.replace('u-1', ''), ['']],
    ['an empty value without a line of its own', FORM.replace('u-1\r\n', ''), ['']],
    ['a value of line ends', FORM.replace('u-1', '\r\n\r\n'), ['\r\n\r\n']],
    ['the same name twice', FORM.replace('u-1', `u-1\r\n--${B}\r\n${NAMED}u-2`), ['u-1', 'u-2']],
    ['8bit', FORM.replace('\r\n\r\nu', '\r\nContent-Transfer-Encoding: 8BIT\r\n\r\nu'), ['u-1']],
    [
      'a length of its own that is wrong',
      FORM.replace('\r\n\r\nu', '\r\nContent-Length: 1\r\n\r\nu'),
      ['u-1'],
    ],
  ])('with %s is read', (_, body, values) => {
    expect(parsed(body)).toEqual(values.map((value) => ['user_id', false, value]));
  });

  it.each([
    ['; filename="a.jpg"', true],
    ['; filename=""', true],
    ['; filename=', true],
    ["; filename*=utf-8''a.jpg", true],
    ['; filename="a; name=other.jpg"', true],
    ['; filename="C:\\pictures\\a.jpg"', true],
    ['; filename="a\\"; name=\\"other.jpg"', true],
    ['; FILENAME="a.jpg"', true],
    ['; size=3', false],
    ['; x="; filename=a"', false],
  ])('knows a file by its name: %s', (rest, isFile) => {
    for (const [before, behind] of [
      ['; name="user_id"', rest],
      [rest, '; name="user_id"'],
    ])
      expect(parsed(FORM.replace('; name="user_id"', `${before}${behind}`))).toEqual([
        ['user_id', isFile, 'u-1'],
      ]);
  });

  it.each([
    ['no bytes', '', '', 'empty'],
    ['no boundary', 'user_id=u-1', '', 'no boundary'],
    ['another boundary', FORM.replaceAll(B, 'other'), '', 'no boundary'],
    ['lines that end with LF', FORM.replaceAll('\r\n', '\n'), '', 'CR and LF'],
    ['no last boundary', FORM.slice(0, -`--${B}--\r\n`.length), '', 'cut off'],
    ['half of the last boundary', FORM.slice(0, -3), '', 'cut off'],
    ['no empty line', FORM.replace('\r\n\r\n', '\r\n'), '', 'part 1'],
    [
      'no empty line in the first of two parts',
      FORM.replace('\r\n\r\nu-1', `\r\n--${B}\r\n${NAMED}u-1`),
      '',
      'part 1',
    ],
    ['no headers', `--${B}\r\n\r\nu-1\r\n--${B}--`, 'Content-Disposition', 'part 1'],
    ['no name', FORM.replace('; name="user_id"', ''), 'Content-Disposition', 'no name'],
    ['an empty name', FORM.replace('user_id', ''), 'Content-Disposition', 'no name'],
    [
      'a part in base64',
      FORM.replace('\r\n\r\nu', '\r\nContent-Transfer-Encoding: base64\r\n\r\nu'),
      'user_id',
      'base64',
    ],
    ['long headers', FORM.replace('Content-D', `X: ${'x'.repeat(20_000)}\r\nContent-D`), '', 'too long'],
    ['a hundred parts and one', `${`--${B}\r\n${NAMED}\r\n`.repeat(101)}--${B}--`, '', '100'],
  ])('with %s is refused, and told why', (_, body, path, why) => {
    expect(parsed(body)).toMatchObject({ path, message: expect.stringContaining(why) });
  });

  it('of the other kind is read, too', () => {
    const form = parseForm(encode('a=1&b=%C3%BC+%26'), 'application/x-www-form-urlencoded; charset=UTF-8');
    expect(form.ok && [textIn(form.value, 'a'), textIn(form.value, 'b'), textIn(form.value, 'c')]).toEqual([
      '1',
      'ü &',
      null,
    ]);
    expect(parseForm(encode('{}'), 'application/json')).toMatchObject({ ok: false });
  });

  it.each([
    ['a hundred fields', true, Array(100).fill('a=1').join('&')],
    ['a hundred fields and one', false, Array(101).fill('a=1').join('&')],
    ['separators alone', false, '&'.repeat(60_000)],
    ['as many bytes as it may have', true, `a=${'x'.repeat(65_534)}`],
    ['one byte more', false, `a=${'x'.repeat(65_535)}`],
    ['separators by the million', false, 'a&'.repeat(4_000_000)],
  ])('of the other kind with %s is taken: %s', (_, taken, body) => {
    const form = parseForm(encode(body), 'application/x-www-form-urlencoded');
    expect(form.ok).toBe(taken);
    if (!form.ok) expect(form.refusal.message).toMatch(/at most (100 fields|65536 bytes)/);
  });
});

describe('a text', () => {
  const field = (bytes: number[], charset: string | null) =>
    ({ name: 'a', isFile: false, charset, bytes: Uint8Array.from(bytes) }) as const;

  it.each([
    ['UTF-8 by default', [0xc3, 0xbc], null, 'ü'],
    ['UTF-8 in quotes or capitals', [0xc3, 0xbc], 'UTF8', 'ü'],
    ['Latin-1', [0xfc], 'ISO-8859-1', 'ü'],
    ['what is not UTF-8', [0xfc], null, null],
    ['an unknown charset', [0x61], 'x-odd', null],
  ])('is decoded: %s', (_, bytes, charset, text) => {
    expect(textOf(field(bytes, charset))).toBe(text);
  });
});

describe('whatever is sent', () => {
  const RUNS = { numRuns: FULL ? 200_000 : 2_000, ...REPLAY };
  const LEGAL = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
  const boundary = fc
    .string({ unit: fc.constantFrom(...LEGAL), minLength: 1, maxLength: 70 })
    .filter((text) => !text.endsWith(' '));
  /** Bytes that look like a boundary line, but are none. */
  const bytesNear = (text: string) =>
    fc
      .array(
        fc.oneof(
          fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
          fc
            .constantFrom(
              '\r\n',
              '\r',
              '\n',
              '--',
              '\r\n--',
              `\r\n--${text.slice(0, -1)}`,
              `--${text}`,
              `\n--${text}--`,
            )
            .map((piece) => Buffer.from(piece)),
        ),
        { maxLength: 12 },
      )
      .map((pieces) => Buffer.concat(pieces))
      .filter(
        (bytes) =>
          !Buffer.concat([Buffer.from('\r\n'), bytes, Buffer.from('\r\n')]).includes(`\r\n--${text}`),
      );

  it('that is a form gives exactly the bytes that were put in', () => {
    const form = boundary.chain((text) =>
      fc.record({
        text: fc.constant(text),
        parts: fc.array(
          fc.record({
            name: fc.string({
              unit: fc.constantFrom('a', 'Z', '0', '_', '"', ';', '=', ' ', 'ü'),
              minLength: 1,
            }),
            filename: fc.option(fc.string({ unit: 'grapheme' }).filter((name) => !/[\r\n]/.test(name))),
            bytes: bytesNear(text),
          }),
          { maxLength: 5 },
        ),
        preamble: fc.constantFrom('', '\r\n', 'odd\r\n'),
        padding: fc.constantFrom('', ' ', '\t '),
        epilogue: fc.constantFrom('', '\r\n', '\r\nodd', `\r\n--${text}\r\n`),
      }),
    );
    const quoted = (name: string) => `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
    const property = fc.property(form, ({ text, parts, preamble, padding, epilogue }) => {
      const pieces = parts.flatMap(({ name, filename, bytes }) => {
        const file = filename === null ? '' : `; filename=${quoted(filename)}`;
        const head = `--${text}${padding}\r\nContent-Disposition: form-data; name=${quoted(name)}${file}\r\n\r\n`;
        return [Buffer.from(head), bytes, Buffer.from('\r\n')];
      });
      const ends = [Buffer.from(preamble), Buffer.from(`--${text}--${epilogue}`)];
      const body = new Uint8Array(Buffer.concat([ends[0]!, ...pieces, ends[1]!]));
      const read = parsed(body, `multipart/form-data; boundary="${text}"`);
      const put = parts.map(({ name, filename, bytes }) => [
        name,
        filename !== null,
        bytes.toString('latin1'),
      ]);
      expect(read).toEqual(put);
    });
    fc.assert(property, RUNS);
  });

  it('that is none, or a broken one, is refused and throws nothing', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          `--${B}`,
          '\r\n',
          '--',
          '\n',
          NAMED,
          'Content-Disposition:',
          ';',
          '"',
          '\\',
          '=',
          ':',
          ' ',
          '\0',
        )
        .map((text) => Buffer.from(text)),
    );
    const type = fc.oneof(
      fc.constant(TYPE),
      fc.string().map((text) => `multipart/form-data${text}`),
      fc.string().map((text) => `${TYPE}${text}`),
    );
    const property = fc.property(fc.array(piece, { maxLength: 40 }), type, (pieces, contentType) => {
      const body = new Uint8Array(Buffer.concat(pieces));
      const form = parseMultipart(body, contentType);
      // Each field is a part of the body, behind a boundary line and before another.
      for (const { bytes, name } of form.ok ? form.value : []) {
        expect(bytes.buffer).toBe(body.buffer);
        expect(name).not.toBe('');
      }
    });
    fc.assert(property, RUNS);
  });

  it.each([
    ['near-boundaries', `\r\n--${'-'.repeat(69)}`, '-'.repeat(70)],
    ['boundary lines with blanks', `\r\n--${B}${' '.repeat(1_000)}x`, B],
    ['line ends', '\r\n', B],
    ['header after header', `X: 1\r\n`, B],
  ])('is read once: eight megabytes of %s', (_, piece, boundary) => {
    const filling = Buffer.from(piece.repeat(8_000_000 / piece.length));
    const head = Buffer.from(`--${boundary}\r\n${NAMED}`);
    const body = new Uint8Array(Buffer.concat([head, filling, Buffer.from(`\r\n--${boundary}--`)]));
    const form = parseMultipart(body, `multipart/form-data; boundary=${boundary}`);
    expect(form.ok && form.value[0]?.bytes.length).toBe(filling.length);
  });
});
