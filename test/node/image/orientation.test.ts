import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  afterHeader,
  afterSoi,
  chunk,
  cleaned,
  decode,
  exifBlock,
  exifSegment,
  IEND,
  join,
  jpegSegments,
  pngChunks,
  SECRET,
  samplePicture,
  segment,
  tinyJpeg,
  tinyPng,
} from './picture-parts.ts';

let jpeg: Buffer;
let png: Buffer;
beforeAll(async () => {
  jpeg = await samplePicture().jpeg().toBuffer();
  png = await samplePicture().png().toBuffer();
});

const minimalBlock = (orientation: number) =>
  join('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', [orientation], '\0\0\0\0\0\0');

const ways = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((value) =>
  [true, false].flatMap((littleEndian) => [3, 4].map((type) => ({ value, littleEndian, type }))),
);

describe.each(ways)('orientation $value, little-endian $littleEndian, type $type', (tag) => {
  it('survives in a JPEG as the only Exif tag', async () => {
    const image = cleaned(afterSoi(jpeg, exifSegment(tag)));
    expect(image.orientation).toBe(tag.value);
    expect(Buffer.from(image.bytes).includes(SECRET)).toBe(false);
    const kept = jpegSegments(image.bytes).filter(({ marker }) => marker === 0xe1);
    const expected = tag.value === 1 ? [] : [segment(0xe1, 'Exif\0\0', minimalBlock(tag.value))];
    expect(kept.map(({ bytes }) => bytes)).toEqual(expected);
    expect((await sharp(image.bytes).metadata()).orientation ?? 1).toBe(tag.value);
    expect(await decode(image.bytes)).toEqual(await decode(jpeg));
  });

  it('survives in a PNG as the only Exif tag', async () => {
    const image = cleaned(afterHeader(png, chunk('eXIf', exifBlock(tag))));
    expect(image.orientation).toBe(tag.value);
    const kept = pngChunks(image.bytes).filter(({ type }) => type === 'eXIf');
    expect(kept.map(({ bytes }) => bytes)).toEqual(
      tag.value === 1 ? [] : [chunk('eXIf', minimalBlock(tag.value))],
    );
    expect((await sharp(image.bytes).metadata()).orientation ?? 1).toBe(tag.value);
    expect(await decode(image.bytes)).toEqual(await decode(png));
  });
});

it('shows the same way up as the original, once a viewer has applied it', async () => {
  for (const value of [3, 6, 8]) {
    const original = afterSoi(jpeg, exifSegment({ value }));
    const upright = (bytes: Uint8Array) =>
      sharp(bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const [before, after] = [await upright(original), await upright(cleaned(original).bytes)];
    expect(after.info).toEqual(before.info);
    expect(after.data.equals(before.data)).toBe(true);
  }
});

describe('an orientation that cannot be read is 1', () => {
  const tiff = (directoryOffset: number, ...directory: (string | number[])[]) =>
    join('MM\0*', [0, 0, directoryOffset >> 8, directoryOffset & 0xff], ...directory);
  const entry = '\x01\x12\0\x03\0\0\0\x01\0\x06\0\0';
  const blocks: [string, Buffer][] = [
    ['0', exifBlock({ value: 0 })],
    ['9', exifBlock({ value: 9 })],
    ['65535', exifBlock({ value: 65535 })],
    ['a LONG of 2^32 - 1', exifBlock({ type: 4, value: 0xffffffff })],
    ['a LONG whose low half would do', exifBlock({ type: 4, value: 0x00010006 })],
    ['of another type', exifBlock({ type: 7, value: 6 })],
    ['a LONG of count 2, stored elsewhere', exifBlock({ type: 4, count: 2, value: 6 })],
    ['of count 0', exifBlock({ count: 0, value: 6 })],
    ['nothing', join()],
    ['half a header', join('MM\0')],
    ['a header alone', tiff(8)],
    ['another byte order', join('XX\0*\0\0\0\x08\0\x01', entry)],
    ['another magic number', join('MM\0+\0\0\0\x08\0\x01', entry)],
    ['a directory past the end', tiff(0xffff, '\0\x01', entry)],
    ['a directory at 4 GB', join('MM\0*\xff\xff\xff\xff\0\x01', entry)],
    ['a directory at the header itself', tiff(0, '\0\x01', entry)],
    ['an entry cut off', tiff(8, '\0\x01', entry.slice(0, 11))],
    ['no entries', tiff(8, '\0\0', entry)],
    ['only in the second directory', tiff(8, '\0\0\0\0\0\x0e\0\x01', entry)],
    ['directories in a loop', tiff(8, '\0\0\0\0\0\x08')],
  ];
  it.each(blocks)('%s', (_name, block) => {
    expect(cleaned(tinyJpeg({ head: segment(0xe1, 'Exif\0\0', block) })).bytes).toEqual(
      new Uint8Array(tinyJpeg()),
    );
    expect(cleaned(tinyPng({ before: chunk('eXIf', block) })).bytes).toEqual(new Uint8Array(tinyPng()));
  });

  it('is passed over if another says it (as in Chromium)', () => {
    const wrong = '\x01\x12\0\x03\0\0\0\x01\0\x09\0\0';
    const block = tiff(8, '\0\x02', wrong, entry);
    expect(cleaned(tinyJpeg({ head: segment(0xe1, 'Exif\0\0', block) })).orientation).toBe(6);
  });

  it('reads the tag where the directory announces more entries than fit', () => {
    const block = tiff(8, '\xff\xff', entry);
    expect(cleaned(tinyJpeg({ head: segment(0xe1, 'Exif\0\0', block) })).orientation).toBe(6);
  });
});

it('stands first where more is kept (Exif 2.32 section 4.7.2, PNG section 11.3.4.5)', () => {
  const size = chunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]);
  const types = pngChunks(
    cleaned(tinyPng({ before: join(size, chunk('eXIf', exifBlock({ value: 6 }))) })).bytes,
  );
  expect(types.map(({ type }) => type)).toEqual(['IHDR', 'eXIf', 'pHYs', 'IDAT', 'IEND']);
  const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\0');
  const [first] = jpegSegments(cleaned(tinyJpeg({ head: join(adobe, exifSegment({ value: 6 })) })).bytes);
  expect(first?.bytes.toString('latin1', 4, 8)).toBe('Exif');
});

describe('an orientation of another integer type, which sharp follows', () => {
  const blockOf = (type: number, count: number, value: number[]) =>
    join('MM\0*\0\0\0\x08\0\x01\x01\x12', [0, type, 0, 0, 0, count], value, '\0\0\0\0');
  const table: [string, Buffer][] = [
    ['BYTE', blockOf(1, 1, [6, 0, 0, 0])],
    ['LONG', blockOf(4, 1, [0, 0, 0, 6])],
    ['SBYTE', blockOf(6, 1, [6, 0, 0, 0])],
    ['SSHORT', blockOf(8, 1, [0, 6, 0, 0])],
    ['SLONG', blockOf(9, 1, [0, 0, 0, 6])],
    ['two SHORTs', blockOf(3, 2, [0, 6, 0, 6])],
  ];
  it.each(table)('stays as %s', async (_name, block) => {
    const original = afterSoi(jpeg, segment(0xe1, 'Exif\0\0', block));
    const image = cleaned(original);
    const upright = async (bytes: Uint8Array) =>
      (await sharp(bytes).autoOrient().raw().toBuffer()).toString('hex');
    expect(image.orientation).toBe(6);
    expect(await upright(image.bytes)).toBe(await upright(original));
    expect(await upright(image.bytes)).not.toBe(await upright(jpeg));
  });
});

it('takes no more room than it had, though the block had no offset of a next directory', async () => {
  const short = minimalBlock(6).subarray(0, 22);
  const inJpeg = tinyJpeg({ head: segment(0xe1, 'Exif\0\0', short) });
  expect(cleaned(inJpeg).bytes).toEqual(new Uint8Array(inJpeg));
  const inPng = tinyPng({ before: chunk('eXIf', short) });
  expect(cleaned(inPng).bytes).toEqual(new Uint8Array(inPng));
  for (const bytes of [inJpeg, inPng]) expect((await sharp(bytes).metadata()).orientation).toBe(6);
});

describe('which Exif block counts', () => {
  it('is the first of a JPEG, before its first scan', () => {
    const both = join(exifSegment({ value: 8 }), exifSegment({ value: 6 }));
    expect(cleaned(tinyJpeg({ head: both })).orientation).toBe(8);
    expect(cleaned(tinyJpeg({ tail: join(exifSegment({ value: 6 }), '\xff\xd9') })).orientation).toBe(1);
  });

  it('is the first of a PNG, before its pixels and with a right checksum', () => {
    const [eight, six] = [chunk('eXIf', exifBlock({ value: 8 })), chunk('eXIf', exifBlock({ value: 6 }))];
    expect(cleaned(tinyPng({ before: join(eight, six) })).orientation).toBe(8);
    expect(cleaned(tinyPng({ after: join(six, IEND) })).orientation).toBe(1);
    const broken = join(eight.subarray(0, -1), [(eight.at(-1) ?? 0) ^ 1]);
    expect(cleaned(tinyPng({ before: join(broken, six) })).orientation).toBe(6);
  });

  const raw = `\nexif\n      38\n${join('Exif\0\0', minimalBlock(6)).toString('hex')}\n`;
  const xmp = '<x:xmpmeta xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>';
  const ignored: [string, Buffer][] = [
    ['in the XMP of a JPEG', tinyJpeg({ head: segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp) })],
    ['in the XMP of a PNG', tinyPng({ before: chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', xmp) })],
    ['in a text of a PNG', tinyPng({ before: chunk('zTXt', 'Raw profile type exif\0\0', deflateSync(raw)) })],
    ['behind the pixels of a PNG', tinyPng({ after: join(chunk('eXIf', minimalBlock(6)), IEND) })],
    ['in a PNG behind a prefix', tinyPng({ before: chunk('eXIf', 'Exif\0\0', minimalBlock(6)) })],
  ];
  it.each(ignored)('is none %s, which neither Chromium nor sharp reads', async (_name, original) => {
    expect(cleaned(original).orientation).toBe(1);
    expect((await sharp(original).autoOrient().toBuffer({ resolveWithObject: true })).info.width).toBe(
      (await sharp(original).metadata()).width,
    );
  });
});
