import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipartOf } from '../../../src/ilive/multipart.ts';

const parsed = ({ pieces, length, contentType }: ReturnType<typeof multipartOf>) => {
  const bytes = Buffer.concat(pieces);
  expect(bytes.length).toBe(length);
  return new Response(bytes, { headers: { 'content-type': contentType } }).formData();
};
const jpeg = { bytes: Uint8Array.of(0xff, 0xd8, 13, 10, 45, 45, 0xff, 0xd9), contentType: 'image/jpeg' };

describe('a form', () => {
  it('is read as it was meant, pictures byte for byte', async () => {
    const png = { bytes: Uint8Array.of(0x89, 0x50, 13, 10), contentType: 'image/png' };
    const form = await parsed(multipartOf({ threshold: '0.65' }, { source_image: jpeg, target_image: png }));
    expect([...form.keys()]).toEqual(['threshold', 'source_image', 'target_image']);
    expect(form.get('threshold')).toBe('0.65');
    for (const [name, file, picture] of [
      ['source_image', 'source_image.jpg', jpeg],
      ['target_image', 'target_image.png', png],
    ] as const) {
      const part = form.get(name) as File;
      expect([part.name, part.type]).toEqual([file, picture.contentType]);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(picture.bytes);
    }
  });

  it('says whatever is in its values, and nothing of it counts as a part of its own', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '--',
        '\r\n--x\r\ncontent-disposition: form-data; name="image"\r\n\r\nother',
        '"; name="image',
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.uint8Array({ maxLength: 300 }), async (value, bytes) => {
        const picture = { bytes: new Uint8Array(bytes), contentType: 'image/jpeg' };
        const form = await parsed(multipartOf({ external_face_id: value }, { image: picture }));
        expect([...form.keys()]).toEqual(['external_face_id', 'image']);
        expect(form.get('external_face_id')).toBe(value);
        expect(new Uint8Array(await (form.get('image') as File).arrayBuffer())).toEqual(picture.bytes);
      }),
    );
  });

  it('has a boundary of its own each time', () => {
    expect(multipartOf({}, { image: jpeg }).contentType).not.toBe(
      multipartOf({}, { image: jpeg }).contentType,
    );
  });
});
