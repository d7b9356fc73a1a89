/** Multipart bodies, whole and broken. */
import fc from 'fast-check';
import { oddText } from './arbitrary-json.ts';
import { oddPicture } from './arbitrary-pictures.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A body with the content type that goes with it, or one that does not. */
export type Form = { readonly type: string; readonly body: Bytes };

type Part = { readonly head: string; readonly value: Uint8Array };

const BOUNDARY = 'b-0f3a';

function written(parts: readonly Part[], close: string): Bytes {
  const pieces = parts.flatMap(({ head, value }) => [
    Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
    value,
    Buffer.from('\r\n'),
  ]);
  return new Uint8Array(Buffer.concat([...pieces, Buffer.from(close)]));
}

const field = (name: string, value: string): Part => ({
  head: `Content-Disposition: form-data; name="${name}"`,
  value: Buffer.from(value),
});
const file = (name: string, value: Uint8Array, filename = 'id.jpg', type = 'image/jpeg'): Part => ({
  head: `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}`,
  value,
});

const oddPart: fc.Arbitrary<Part> = fc.oneof(
  oddPicture.map((picture) => file('id_photo', picture)),
  fc
    .tuple(
      oddPicture,
      fc.constantFrom('../../a', '', 'a"b', '\u0000', 'ü'.repeat(300)),
      fc.constantFrom('', 'text/html', ';;'),
    )
    .map(([picture, name, type]) => file('id_photo', picture, name, type)),
  fc
    .tuple(
      fc.constantFrom('id_photo', 'metadata', 'consent', 'user_id', 'role', '__proto__', 'user_id[]', ''),
      oddText,
    )
    .map(([name, value]) => field(name, value)),
  fc
    .constantFrom('{}', '[]', 'null', '7', '{"a":{}}', '{"plan":"gold"}', '{')
    .map((text) => field('metadata', text)),
  fc.constantFrom('user_id', 'metadata').map((name) => file(name, Buffer.from('somebody'))),
  fc.constantFrom<Part>(
    { head: 'Content-Disposition: form-data', value: Buffer.from('nameless') },
    { head: 'X-Odd: 1', value: Buffer.from('headless') },
    field('metadata', 'x'.repeat(70_000)),
  ),
);

const closing = fc.oneof(
  { weight: 6, arbitrary: fc.constant(`--${BOUNDARY}--\r\n`) },
  { weight: 1, arbitrary: fc.constantFrom('', `--${BOUNDARY}`, '--other--\r\n', '\u0000') },
);
const type = fc.oneof(
  { weight: 6, arbitrary: fc.constant(`multipart/form-data; boundary=${BOUNDARY}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary="',
      `MULTIPART/Form-Data; boundary="${BOUNDARY}"`,
      'multipart/form-data; boundary=other',
      `multipart/form-data; boundary=${'x'.repeat(300)}`,
      `multipart/form-datax; boundary=${BOUNDARY}`,
      'multipart/mixed; boundary=x',
      'application/x-www-form-urlencoded',
    ),
  },
);

/** A form for that user, mostly with a field or a file too many. */
export function oddForm(userId: string): fc.Arbitrary<Form> {
  const parts = fc.array(oddPart, { maxLength: 3 });
  return fc.record({
    type,
    body: fc
      .tuple(fc.boolean(), parts, closing)
      .map(([named, more, close]) => written([...(named ? [field('user_id', userId)] : []), ...more], close)),
  });
}
