/** Forms reach the service as HTTP clients send them, and what is no form is refused with what is missing. */
import { describe, expect, it, vi } from 'vitest';
import { parseForm } from '../../src/http/form.ts';
import { readBounded } from '../../src/platform/read-bounded.ts';
import { CLIENT_FORMS, clientBody } from '../support/client-forms.ts';
import { fetchPhoto, newUserId, send } from '../support/customer.ts';

const B = 'b-0f';
const TYPE = `multipart/form-data; boundary=${B}`;

type Part = { readonly head: string; readonly value: string | Uint8Array };

function written(parts: readonly Part[], close = `--${B}--\r\n`): Uint8Array<ArrayBuffer> {
  const pieces = parts.flatMap(({ head, value }) => [
    Buffer.from(`--${B}\r\n${head}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return new Uint8Array(Buffer.concat([...pieces, Buffer.from(close)]));
}

const text = (name: string, value: string, more = ''): Part => ({
  head: `Content-Disposition: form-data; name="${name}"${more}`,
  value,
});
const file = (value: string | Uint8Array, rest = '; filename="a.jpg"'): Part => ({
  head: `Content-Disposition: form-data; name="id_photo"${rest}`,
  value,
});
const create = (body: BodyInit, contentType = TYPE, headers = {}) =>
  send('POST', '/v1/applicants', { body, headers: { ...headers, 'content-type': contentType } });

describe('a form creates an applicant with a photo', () => {
  it.each(Object.entries(CLIENT_FORMS))('from %s', async (_, form) => {
    const user = newUserId();
    const answer = await create(clientBody(form, user, await fetchPhoto('audrey.jpg')), form.contentType);
    expect(answer).toMatchObject({ status: 201, body: { user_id: user, status: 'awaiting_liveness' } });
  });

  it.each<[string, (picture: Uint8Array) => Part[]]>([
    ['a charset field in front', (it) => [text('_charset_', 'utf-8'), file(it)]],
    ['a charset field at the end', (it) => [file(it), text('_charset_', 'iso-8859-1')]],
    ['the photo first', (it) => [file(it), text('metadata', '{"plan":"gold"}')]],
    [
      'metadata as a part of JSON',
      (it) => [text('metadata', '{}', '\r\nContent-Type: application/json'), file(it)],
    ],
    ['texts that are files', (it) => [text('metadata', '{}', '; filename="blob"'), file(it)]],
    ['a photo without a file name', (it) => [file(it, '')]],
    ['a photo with an empty file name', (it) => [file(it, '; filename=""')]],
  ])('with %s', async (_, parts) => {
    const user = newUserId();
    const answer = await create(written([text('user_id', user), ...parts(await fetchPhoto('audrey.jpg'))]));
    expect(answer).toMatchObject({ status: 201, body: { status: 'awaiting_liveness' } });
  });

  it('in the charset that its fields name', async () => {
    const latin1 = Buffer.from('{"city":"Köln"}', 'latin1');
    const named = {
      head: text('metadata', '', '\r\nContent-Type: text/plain; charset=ISO-8859-1').head,
      value: latin1,
    };
    const bare = { head: text('metadata', '').head, value: latin1 };
    for (const parts of [[named], [text('_charset_', 'iso-8859-1'), bare]]) {
      const answer = await create(written([text('user_id', newUserId()), ...parts]));
      expect(answer).toMatchObject({ status: 201, body: { metadata: { city: 'Köln' } } });
    }
    expect(await create(written([text('user_id', newUserId()), bare]))).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'metadata' }] },
    });
  });

  it('once for a key, whatever the boundary and the order of the fields', async () => {
    const [user, key] = [newUserId(), { 'idempotency-key': crypto.randomUUID() }];
    const picture = await fetchPhoto('audrey.jpg');
    const first = written([text('user_id', user), file(picture)]);
    const again = new Uint8Array(
      Buffer.from(
        Buffer.from(written([file(picture, ''), text('user_id', user)]))
          .toString('latin1')
          .replaceAll(B, 'other'),
        'latin1',
      ),
    );
    const sent = [
      await create(first, TYPE, key),
      await create(again, 'multipart/form-data; boundary=other', key),
      await create(written([text('user_id', user), file(await fetchPhoto('obama.jpg'))]), TYPE, key),
      await create(written([text('user_id', user)]), TYPE, key),
    ];
    expect(sent.map(({ status, body }) => [status, body.code])).toEqual([
      [201, undefined],
      [201, undefined],
      [422, 'idempotency_key_reused'],
      [422, 'idempotency_key_reused'],
    ]);
  });
});

describe('a form is refused', () => {
  const user = text('user_id', 'nobody');
  const whole = written([user]);
  it.each<[string, Uint8Array<ArrayBuffer>, string, string]>([
    ['without a boundary', whole, 'multipart/form-data', 'Content-Type'],
    ['with another boundary', whole, 'multipart/form-data; boundary=other', ''],
    ['without bytes', new Uint8Array(), TYPE, ''],
    ['without its last boundary', written([user], ''), TYPE, ''],
    [
      'with LF alone',
      new Uint8Array(Buffer.from(Buffer.from(whole).toString().replaceAll('\r', ''))),
      TYPE,
      '',
    ],
    ['without fields', written([]), TYPE, 'user_id'],
    ['without user_id', written([text('metadata', '{}')]), TYPE, 'user_id'],
    ['with user_id twice', written([user, user]), TYPE, 'user_id'],
    ['with two photos', written([user, file('a'), file('b')]), TYPE, 'id_photo'],
    ['with a text as the photo', written([user, file('me', '')]), TYPE, 'id_photo'],
    ['with base64 as the photo', written([user, file('/9j/4AAQSkZJRg==', '')]), TYPE, 'id_photo'],
    [
      'with an encoding',
      written([user, file('AAA=', '; filename="a"\r\nContent-Transfer-Encoding: base64')]),
      TYPE,
      'id_photo',
    ],
    ['with a field that there is not', written([user, text('role', 'x')]), TYPE, 'role'],
    [
      'with a file that there is not',
      written([user, text('photo', '\xff\xd8', '; filename="a.jpg"')]),
      TYPE,
      'photo',
    ],
    ['with a name of the language', written([user, text('__proto__', '{}')]), TYPE, '__proto__'],
    [
      'with a part without a name',
      written([user, { head: 'X-Odd: 1', value: 'x' }]),
      TYPE,
      'Content-Disposition',
    ],
    ['with metadata that is no JSON', written([user, text('metadata', '{')]), TYPE, 'metadata'],
    [
      'with a text that is not UTF-8',
      written([user, { head: text('metadata', '').head, value: Buffer.from([0xff]) }]),
      TYPE,
      'metadata',
    ],
  ])('%s', async (_, body, contentType, path) => {
    const answer = await create(body, contentType);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ path }] } });
    expect(answer.body.errors[0].message).not.toBe('');
    expect((await send('GET', '/v1/applicants/nobody')).status).toBe(404);
  });

  it('with more JSON than a body may have: none of it is parsed', async () => {
    const parse = vi.spyOn(JSON, 'parse');
    const metadata = `[${'{},'.repeat(1_000_000)}{}]`;
    const answer = await create(written([user, text('metadata', metadata)]));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(parse.mock.calls.filter(([given]) => given.length > 65_536)).toEqual([]);
    parse.mockRestore();
  });

  it('with more text than a JSON body may have', async () => {
    const answer = await create(written([user, text('metadata', `{"a":"${'x'.repeat(70_000)}"}`)]));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });
});

describe('a form in two pieces', () => {
  it('is read as in one, wherever it is cut', async () => {
    const body = written([text('user_id', 'u-1'), file(`\xff\r\n--${B}x\r\n--\r\n`)]);
    const wanted = parseForm(body, TYPE);
    for (let cut = 1; cut < body.length; cut += 1) {
      const { readable, writable } = new IdentityTransformStream();
      const writer = writable.getWriter();
      const sent = writer
        .write(body.slice(0, cut))
        .then(() => writer.write(body.slice(cut)))
        .then(() => writer.close());
      const read = await readBounded(readable, new Headers(), 1_000_000);
      await sent;
      expect(read && parseForm(read, TYPE), `cut at ${cut}`).toEqual(wanted);
    }
  });
});
