/** A JPEG says by markers and ids what its components mean. What is kept says it to all decoders alike. */
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cleaned,
  detailOf,
  EOI,
  exifSegment,
  frameHeader,
  join,
  jpegSegments,
  SOI,
  samplePicture,
  segment,
  tinyJpeg,
  verdict,
} from './picture-parts.ts';

const JFIF = segment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\0\0');
const EXIF = exifSegment({ value: 1 });
const adobe = (transform: number) => segment(0xee, 'Adobe\0\x64\0\0\0\0', [transform]);
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xc2;

/** The segments of a picture without its application segments. */
const bare = (jpeg: Buffer) => jpegSegments(jpeg).filter(({ marker }) => marker < 0xe0);

/** The same picture with other ids for its components, by their place, and with other segments before it. */
function renamed(jpeg: Buffer, ids: readonly number[], ...head: readonly Buffer[]): Buffer {
  const old = idsOf(jpeg);
  const segments = bare(jpeg).map(({ marker, bytes }) => {
    const copy = Buffer.from(bytes);
    if (isFrame(marker)) for (const [i, id] of ids.entries()) copy[10 + 3 * i] = id;
    const scanned = marker === 0xda ? (copy[4] ?? 0) : 0;
    for (let i = 0; i < scanned; i += 1) copy[5 + 2 * i] = ids[old.indexOf(copy[5 + 2 * i] ?? 0)] ?? 0;
    return copy;
  });
  return join(SOI, ...head, ...segments, EOI);
}

/** The ids of the components, as the frame header has them. */
function idsOf(jpeg: Uint8Array): number[] {
  const frame = jpegSegments(jpeg).find(({ marker }) => isFrame(marker))?.bytes ?? Buffer.alloc(10);
  return Array.from({ length: frame[9] ?? 0 }, (_, i) => frame[10 + 3 * i] ?? 0);
}

/** The same picture stored coarser or finer: sampling factors by component. No decoder is asked for its pixels. */
function sampled(jpeg: Buffer, factors: readonly number[]): Buffer {
  const segments = jpegSegments(jpeg).map(({ marker, bytes }) => {
    const copy = Buffer.from(bytes);
    if (isFrame(marker)) for (const [i, factor] of factors.entries()) copy[11 + 3 * i] = factor;
    return copy;
  });
  return join(SOI, ...segments, EOI);
}

const markersOf = (jpeg: Uint8Array) => jpegSegments(jpeg).map(({ marker }) => marker);
/** The pixels that libjpeg shows. A warning about the original is none of ours; the clean copy has to be without. */
const pixels = async (bytes: Uint8Array, failOn: 'warning' | 'error' = 'warning') =>
  (await sharp(bytes, { failOn }).toColourspace('srgb').raw().toBuffer()).toString('base64');

const CODINGS = {
  '4:4:4': { chromaSubsampling: '4:4:4' },
  '4:2:0': { chromaSubsampling: '4:2:0' },
  'progressive, 4:4:4': { chromaSubsampling: '4:4:4', progressive: true },
  'in scans of their own': { chromaSubsampling: '4:4:4', mozjpeg: true },
} as const;
const HEADS: Record<string, readonly Buffer[]> = {
  'without a marker': [],
  'with Exif': [EXIF],
  'with JFIF': [JFIF],
  'with JFIF and Exif': [JFIF, EXIF],
  'with Adobe 1': [adobe(1)],
  'with Adobe 2': [adobe(2)],
  'with Adobe 255': [adobe(255)],
  'with JFIF and Adobe 0': [JFIF, adobe(0)],
  'with JFIF and Adobe 2': [JFIF, adobe(2)],
};
const IDS: readonly (readonly number[])[] = [
  [1, 2, 3],
  [0, 1, 2],
  [4, 5, 6],
  [3, 2, 1],
  [2, 3, 1],
  [1, 0x22, 0x23],
  [0x72, 0x67, 0x62],
  [0x59, 0x43, 0x63],
  [0x42, 0x47, 0x52],
  [255, 254, 0],
];

describe.each(Object.entries(CODINGS))('three components, %s', (_name, coding) => {
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await samplePicture().jpeg(coding).toBuffer();
  });

  it.each(
    Object.entries(HEADS),
  )('are stored as YCbCr to every decoder %s, whatever their ids', async (_head, head) => {
    for (const ids of IDS) {
      const original = renamed(jpeg, ids, ...head);
      const { bytes } = cleaned(original);
      expect(idsOf(bytes)).toEqual([1, 2, 3]);
      const told = bytes.includes(0xee) ? jpegSegments(bytes).filter(({ marker }) => marker === 0xee) : [];
      for (const { bytes: stored } of told) expect(stored).toEqual(adobe(1));
      expect(markersOf(bytes).includes(0xe0)).toBe(head.includes(JFIF));
      expect(await pixels(bytes)).toBe(await pixels(original, 'error'));
      expect(Buffer.from(cleaned(bytes).bytes).equals(bytes)).toBe(true);
    }
  });

  it('are stored as they came with ids of 1, 2 and 3', () => {
    const segments = bare(renamed(jpeg, [1, 2, 3])).map(({ bytes }) => bytes);
    expect(
      bare(Buffer.from(cleaned(renamed(jpeg, [1, 2, 3], JFIF)).bytes)).map(({ bytes }) => bytes),
    ).toEqual(segments);
  });

  it.each(Object.entries(HEADS))('are refused with the letters R, G and B for ids %s', (_head, head) => {
    expect(detailOf(renamed(jpeg, [0x52, 0x47, 0x42], ...head))).toBe(
      'The JPEG stores red, green and blue, which programs show in different ways. ' +
        'Open it and save it as JPEG, then send that.',
    );
  });

  it.each([[], [EXIF]])('are refused if an Adobe segment says RGB and no JFIF header is there', (...head) => {
    for (const ids of IDS) {
      expect(detailOf(renamed(jpeg, ids, ...head, adobe(0)))).toContain('stores red, green and blue');
      expect(detailOf(renamed(jpeg, ids, ...head, adobe(1), adobe(0)))).toContain(
        'stores red, green and blue',
      );
    }
  });

  it('are refused with an id that comes twice', () => {
    for (const ids of [
      [1, 1, 2],
      [1, 2, 1],
      [2, 1, 1],
      [1, 1, 1],
    ])
      expect(detailOf(renamed(jpeg, ids, JFIF))).toContain('two colour components with the same id');
  });
});

describe('one component', () => {
  it.each(Object.entries(HEADS))('is grey %s, whatever its id', async (_head, head) => {
    const jpeg = await samplePicture(1).toColourspace('b-w').jpeg().toBuffer();
    for (const id of [0, 1, 0x52, 255]) {
      const original = renamed(jpeg, [id], ...head);
      expect(idsOf(cleaned(original).bytes)).toEqual([id]);
      expect(await pixels(cleaned(original).bytes)).toBe(await pixels(original, 'error'));
    }
  });
});

describe('four components', () => {
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await samplePicture().toColourspace('cmyk').jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
    expect(idsOf(jpeg)).toHaveLength(4);
  });
  const IDS4 = [
    [1, 2, 3, 4],
    [0x43, 0x4d, 0x59, 0x4b],
  ];

  it.each([0, 2])('are taken with an Adobe transform of %i: CMYK and YCCK', async (transform) => {
    for (const ids of IDS4) {
      const original = renamed(jpeg, ids, adobe(transform));
      const { bytes } = cleaned(original);
      expect(jpegSegments(bytes).find(({ marker }) => marker === 0xee)?.bytes).toEqual(adobe(transform));
      expect(await pixels(bytes)).toBe(await pixels(original, 'error'));
    }
  });

  it.each([
    1, 3, 255,
  ])('are refused with a transform of %i: some decoders leave out the fourth', (transform) => {
    for (const ids of IDS4)
      expect(detailOf(renamed(jpeg, ids, adobe(transform)))).toContain('does not say how they are meant');
  });

  it('are refused without an Adobe segment: one decoder shows the negative of the other', () => {
    for (const head of [[], [JFIF], [EXIF]])
      expect(detailOf(renamed(jpeg, [1, 2, 3, 4], ...head))).toContain('does not say how they are meant');
  });

  it('are refused as CMYK if their sampling is that of nothing but YCCK to Java', () => {
    const cmyk = renamed(jpeg, [1, 2, 3, 4], adobe(0));
    const ycck = renamed(jpeg, [1, 2, 3, 4], adobe(2));
    for (const finer of [
      [0x11, 0x21, 0x21, 0x11],
      [0x11, 0x12, 0x12, 0x12],
      [0x22, 0x32, 0x42, 0x11],
    ]) {
      expect(detailOf(sampled(cmyk, finer))).toContain('does not say how they are meant');
      expect(detailOf(sampled(ycck, finer))).not.toContain('does not say how they are meant');
    }
    for (const usual of [
      [0x22, 0x11, 0x11, 0x22],
      [0x11, 0x21, 0x11, 0x11],
      [0x11, 0x21, 0x12, 0x11],
    ])
      expect(detailOf(sampled(cmyk, usual))).not.toContain('does not say how they are meant');
  });
});

describe('a made-up picture without any marker', () => {
  it('is taken by its ids, and never grows', () => {
    const three = tinyJpeg({
      frame: frameHeader({ components: 3 }),
      scans: join(
        ...[1, 2, 3].map((id) => join(segment(0xda, [1, id, 0, 0, 63, 0]), [0x3f, 0xff, 0xd0, 0x3f])),
      ),
    });
    expect(verdict(three)).toBe('ok');
    expect(cleaned(renamed(three, [7, 8, 9])).bytes).toEqual(new Uint8Array(three));
  });
});
