import { describe, expect, it } from 'vitest';
import { MAX_PNG_CHUNKS } from '../../../src/image/image-limits.ts';
import {
  chunk,
  cleaned,
  decode,
  headerChunk,
  IEND,
  join,
  PNG_SIGNATURE,
  pixelChunk,
  tinyPng,
  verdict,
} from './picture-parts.ts';

const PALETTE = chunk('PLTE', [0, 0, 0, 255, 255, 255]);
const PIXELS = pixelChunk();
const repeat = (bytes: Uint8Array, times: number) => join(...Array.from({ length: times }, () => bytes));

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x01;
  return copy;
}

describe('the structure of a PNG', () => {
  it('accepts a small one', async () => {
    expect(cleaned(tinyPng()).bytes).toEqual(new Uint8Array(tinyPng()));
    expect(await decode(tinyPng())).toMatchObject({ width: 8, height: 4 });
  });

  it('refuses it cut off anywhere', () => {
    const png = tinyPng();
    for (let length = 8; length < png.length; length += 1) {
      expect(verdict(png.subarray(0, length)), `${length} bytes`).toBe('invalid_image');
    }
  });

  it('refuses any change of a bit in a critical chunk that is kept, as its checksum tells', () => {
    const png = join(PNG_SIGNATURE, headerChunk({ colourType: 3 }), PALETTE, PIXELS, IEND);
    expect(verdict(png)).toBe('ok');
    for (let at = 8; at < png.length - 4; at += 1) {
      expect(verdict(damaged(png, at)), `byte ${at}`).not.toBe('ok');
    }
  });

  it('writes a right checksum for IEND, whatever came', () => {
    expect(cleaned(damaged(tinyPng(), tinyPng().length - 1)).bytes).toEqual(new Uint8Array(tinyPng()));
  });

  const allowed: Record<number, readonly number[]> = {
    // Not 16: programs show it in different ways.
    0: [1, 2, 4, 8],
    2: [8, 16],
    3: [1, 2, 4, 8],
    4: [8],
    6: [8, 16],
  };
  const combinations = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((colourType) =>
    [0, 1, 2, 3, 4, 8, 16, 32].map((depth) => ({ colourType, depth })),
  );
  it.each(combinations)('judges colour type $colourType with bit depth $depth by the table', ({
    colourType,
    depth,
  }) => {
    const before = colourType === 3 ? PALETTE : [];
    const expected = allowed[colourType]?.includes(depth) ? 'ok' : 'invalid_image';
    expect(verdict(tinyPng({ header: headerChunk({ colourType, depth }), before }))).toBe(expected);
  });

  const accepted: [string, Buffer][] = [
    [
      'pixel data in several chunks',
      tinyPng({ pixels: join(PIXELS.subarray(0, 0), chunk('IDAT'), PIXELS, chunk('IDAT')) }),
    ],
    ['100 million pixels', tinyPng({ header: headerChunk({ width: 10_000, height: 10_000 }) })],
    ['interlacing', tinyPng({ header: headerChunk({ methods: [0, 0, 1] }) })],
    [
      'a palette suggested for truecolour',
      tinyPng({ header: headerChunk({ colourType: 2 }), before: PALETTE }),
    ],
    [
      '256 palette entries',
      tinyPng({ header: headerChunk({ colourType: 3 }), before: chunk('PLTE', Buffer.alloc(768)) }),
    ],
    [`${MAX_PNG_CHUNKS} chunks`, tinyPng({ before: repeat(chunk('tEXt'), MAX_PNG_CHUNKS - 3) })],
  ];
  it.each(accepted)('accepts %s', (_name, png) => expect(verdict(png)).toBe('ok'));

  const invalid: [string, Buffer][] = [
    [
      'a first chunk that is not IHDR',
      join(PNG_SIGNATURE, chunk('CgBI', [0, 0, 0, 0]), headerChunk(), PIXELS, IEND),
    ],
    [
      'no IHDR, but its content',
      join(PNG_SIGNATURE, chunk('IHdR', headerChunk().subarray(8, 21)), PIXELS, IEND),
    ],
    ['two headers', tinyPng({ before: headerChunk() })],
    ['a header of 12 bytes', tinyPng({ header: chunk('IHDR', [0, 0, 0, 8, 0, 0, 0, 4, 8, 0, 0, 0]) })],
    ['no pixel data', tinyPng({ pixels: [] })],
    ['empty pixel data', tinyPng({ pixels: chunk('IDAT') })],
    ['pixel data in two places', tinyPng({ pixels: join(PIXELS, chunk('tEXt'), PIXELS) })],
    ['no IEND', tinyPng({ after: [] })],
    ['an IEND with content', tinyPng({ after: chunk('IEND', [0]) })],
    ['a chunk past the end', tinyPng({ after: join([0x7f, 0xff, 0xff, 0xff], 'tEXt', IEND) })],
    ['a chunk length of 4 GB', tinyPng({ after: join([0xff, 0xff, 0xff, 0xff], 'tEXt', IEND) })],
    ['a chunk type that is not letters', tinyPng({ before: chunk('t\0Xt') })],
    ['a width of zero', tinyPng({ header: headerChunk({ width: 0 }) })],
    ['a height of zero', tinyPng({ header: headerChunk({ height: 0 }) })],
    ['a width beyond 31 bits', tinyPng({ header: headerChunk({ width: 0x80000000, height: 1 }) })],
    ['more than 100 million pixels', tinyPng({ header: headerChunk({ width: 10_000, height: 10_001 }) })],
    ['one pixel more than 100 million', tinyPng({ header: headerChunk({ width: 100_000_001, height: 1 }) })],
    ['an unknown compression', tinyPng({ header: headerChunk({ methods: [1, 0, 0] }) })],
    ['an unknown filter', tinyPng({ header: headerChunk({ methods: [0, 1, 0] }) })],
    ['an unknown interlacing', tinyPng({ header: headerChunk({ methods: [0, 0, 2] }) })],
    ['colour type 3 without a palette', tinyPng({ header: headerChunk({ colourType: 3 }) })],
    [
      'a palette after the pixels',
      tinyPng({ header: headerChunk({ colourType: 2 }), after: join(PALETTE, IEND) }),
    ],
    ['two palettes', tinyPng({ header: headerChunk({ colourType: 3 }), before: join(PALETTE, PALETTE) })],
    ['a palette for grey', tinyPng({ before: PALETTE })],
    ['an empty palette', tinyPng({ header: headerChunk({ colourType: 3 }), before: chunk('PLTE') })],
    [
      'a palette of 4 bytes',
      tinyPng({ header: headerChunk({ colourType: 3 }), before: chunk('PLTE', [0, 0, 0, 0]) }),
    ],
    [
      '257 palette entries',
      tinyPng({ header: headerChunk({ colourType: 3 }), before: chunk('PLTE', Buffer.alloc(771)) }),
    ],
    [`${MAX_PNG_CHUNKS + 1} chunks`, tinyPng({ before: repeat(chunk('tEXt'), MAX_PNG_CHUNKS - 2) })],
  ];
  it.each(invalid)('refuses %s as invalid', (_name, png) => expect(verdict(png)).toBe('invalid_image'));

  it('refuses a critical chunk that is not in the standard', () => {
    expect(verdict(tinyPng({ before: chunk('PRVt') }))).toBe('invalid_image');
  });
});
