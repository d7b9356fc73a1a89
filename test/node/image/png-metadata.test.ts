import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MAX_PNG_PROFILE_BYTES } from '../../../src/image/image-limits.ts';
import { profileOf } from '../../support/colour-profiles.ts';
import {
  afterHeader,
  chunk,
  cleaned,
  decode,
  exifBlock,
  headerChunk,
  IEND,
  join,
  pixelChunk,
  pngChunks,
  SECRET,
  samplePicture,
  tinyPng,
} from './picture-parts.ts';

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`;
const ALL_METADATA = join(
  chunk('tEXt', 'Comment\0', SECRET),
  chunk('zTXt', 'Raw profile type iptc\0\0', deflateSync(SECRET), SECRET),
  chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0', SECRET),
  chunk('tIME', [7, 234, 11, 22, 12, 0, 0]),
  chunk('eXIf', exifBlock({ value: 1 })),
  chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]),
  chunk('fcTL', Buffer.alloc(26)),
  chunk('bKGD', [0, 0]),
  chunk('hIST', SECRET),
  chunk('sPLT', SECRET),
  chunk('caBX', SECRET),
  chunk('prVt', SECRET),
);
const AFTER_PIXELS = join(
  chunk('fdAT', [0, 0, 0, 1], SECRET),
  chunk('tEXt', SECRET),
  chunk('eXIf', exifBlock({ value: 6 })),
);

/** Some colours are transparent in a browser and not in every decoder: in the clean picture they never are. */
const withoutTransparentColours = (png: Buffer) =>
  join(
    png.subarray(0, 8),
    ...pngChunks(png)
      .filter(({ type }) => type !== 'tRNS')
      .map(({ bytes }) => bytes),
  );

const profiled = () =>
  samplePicture()
    .withIccProfile('p3')
    .withExif({ IFD0: { Make: SECRET } })
    .withXmp(XMP);
const palette = (colours: number) => samplePicture().png({ palette: true, colours }).toBuffer();
const wide = () => samplePicture().toColourspace('rgb16').png().toBuffer();
const MADE_BY_SHARP: Record<string, () => Promise<Buffer>> = {
  truecolour: () => samplePicture().png().toBuffer(),
  'truecolour with alpha': () => samplePicture(4).png().toBuffer(),
  grey: () => samplePicture(1).toColourspace('b-w').png().toBuffer(),
  interlaced: () => samplePicture().png({ progressive: true }).toBuffer(),
  '16-bit': wide,
  '1-bit palette': () => palette(2),
  '2-bit palette': () => palette(4),
  '4-bit palette': () => palette(16),
  '8-bit palette': () => palette(256),
  'palette with alpha': () => samplePicture(4).png({ palette: true }).toBuffer(),
  profiled: () => profiled().png().toBuffer(),
};
for (const depth of [1, 2, 4]) {
  MADE_BY_SHARP[`${depth}-bit grey`] = async () =>
    tinyPng({ header: headerChunk({ depth }), before: chunk('tRNS', [0, 1]), pixels: pixelChunk(depth) });
}

describe.each(Object.entries(MADE_BY_SHARP))('a %s PNG', (_name, make) => {
  it('loses all metadata and keeps its pixels bit for bit', async () => {
    const png = await make();
    const original = join(afterHeader(png, ALL_METADATA).subarray(0, -12), AFTER_PIXELS, IEND);
    const image = cleaned(original);
    const text = Buffer.from(image.bytes).toString('latin1');
    expect(text.includes(SECRET)).toBe(false);
    const kept = new Set(pngChunks(image.bytes).map(({ type }) => type));
    const allowed = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'iCCP', 'pHYs']);
    expect([...kept].filter((type) => !allowed.has(type))).toEqual([]);
    const before = await sharp(png).metadata();
    const after = await sharp(image.bytes).metadata();
    expect(after).toMatchObject({ format: 'png', depth: before.depth, isProgressive: before.isProgressive });
    expect([after.exif, after.xmp, after.comments, after.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(after.icc).toEqual(before.icc);
    expect(await decode(image.bytes)).toEqual(await decode(withoutTransparentColours(png)));
    const pixels = (bytes: Uint8Array) =>
      pngChunks(bytes).filter(({ type }) => type === 'IDAT' || type === 'PLTE');
    expect(pixels(image.bytes)).toEqual(pixels(png));
    expect(image).toMatchObject({
      contentType: 'image/png',
      width: before.width,
      height: before.height,
      orientation: 1,
    });
  });
});

describe('what stays in a PNG', () => {
  const colour = [
    chunk('gAMA', [0, 0, 0xb1, 0x8f]),
    chunk('cHRM', Buffer.alloc(32, 1)),
    chunk('sRGB', [0]),
    chunk('sBIT', [8]),
    chunk('cICP', [1, 13, 0, 1]),
    chunk('tRNS', [0, 7]),
  ];

  it('drops what shows the same pixels otherwise in some programs', () => {
    const size = chunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]);
    expect(cleaned(tinyPng({ before: join(...colour, size, ...colour) })).bytes).toEqual(
      new Uint8Array(tinyPng({ before: size })),
    );
  });

  it('drops a pHYs of another length', () => {
    expect(cleaned(tinyPng({ before: chunk('pHYs', SECRET) })).bytes).toEqual(new Uint8Array(tinyPng()));
  });

  const transparency: [string, number, number][] = [
    ['of grey', 0, 2],
    ['of truecolour', 2, 6],
    ['of one palette entry', 3, 1],
    ['of 256 palette entries', 3, 256],
  ];
  it.each(transparency)('drops the transparent colours %s: colour type %i', (_name, colourType, length) => {
    const header = headerChunk({ colourType });
    const palette = colourType === 3 ? [chunk('PLTE', Buffer.alloc(768))] : [];
    const png = tinyPng({ header, before: join(...palette, chunk('tRNS', Buffer.alloc(length, 1))) });
    expect(cleaned(png).bytes).toEqual(new Uint8Array(tinyPng({ header, before: join(...palette) })));
  });

  it('drops colour chunks after the pixels, where decoders ignore them', () => {
    expect(cleaned(tinyPng({ after: join(...colour, IEND) })).bytes).toEqual(new Uint8Array(tinyPng()));
  });

  it('drops a chunk with a wrong checksum, as decoders do', () => {
    const size = chunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]);
    size[11] = 0;
    expect(cleaned(tinyPng({ before: size })).bytes).toEqual(new Uint8Array(tinyPng()));
  });

  it('cuts everything after IEND', () => {
    expect(cleaned(join(tinyPng(), 'PK\x03\x04', SECRET)).bytes).toEqual(new Uint8Array(tinyPng()));
  });
});

describe('the colour profile of a PNG', () => {
  const stream = deflateSync(profileOf({ space: 'GRAY' }));
  const iccp = (...data: (Uint8Array | string)[]) => tinyPng({ before: chunk('iCCP', ...data) });
  const withZeros = (length: number) => join(stream, Buffer.alloc(length - stream.length));

  it('keeps it under another name, as its own is free text', () => {
    expect(cleaned(iccp(SECRET, '\0\0', stream)).bytes).toEqual(new Uint8Array(iccp('icc\0\0', stream)));
  });

  it('keeps one as large as allowed, drops one a byte larger', () => {
    expect(cleaned(iccp('a\0\0', withZeros(MAX_PNG_PROFILE_BYTES))).bytes.length).toBeGreaterThan(
      MAX_PNG_PROFILE_BYTES,
    );
    expect(cleaned(iccp('a\0\0', withZeros(MAX_PNG_PROFILE_BYTES + 1))).bytes).toEqual(
      new Uint8Array(tinyPng()),
    );
  });

  const dropped: [string, Buffer][] = [
    ['without a name', iccp('\0\0', stream)],
    ['with a name of 80 bytes', iccp('n'.repeat(80), '\0\0', stream)],
    ['without an end of its name', iccp(SECRET)],
    ['of an unknown compression method', iccp('a\0\x01', stream)],
    ['that is not compressed', iccp('a\0\0', SECRET)],
    ['that is empty', iccp('a\0\0')],
    [
      'that is not the first, though the first is dropped',
      tinyPng({ before: join(chunk('iCCP', 'a\0\0', SECRET), chunk('iCCP', 'a\0\0', stream)) }),
    ],
    [
      'of more than a million bytes',
      iccp('a\0\0', deflateSync(join(profileOf({ space: 'GRAY' }), Buffer.alloc(1_000_000)))),
    ],
    ['of colours, for grey', iccp('a\0\0', deflateSync(profileOf()))],
  ];
  it.each(dropped)('drops one %s', (_name, png) =>
    expect(cleaned(png).bytes).toEqual(new Uint8Array(tinyPng())));
});
