import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/image/clean-image.ts';
import {
  afterHeader,
  afterSoi,
  chunk,
  cleaned,
  EOI,
  exifBlock,
  exifSegment,
  frameHeader,
  headerChunk,
  IEND,
  join,
  PNG_SIGNATURE,
  SCAN_DATA,
  SCAN_HEADER,
  SECRET,
  SOI,
  samplePicture,
  segment,
  TABLES,
  tinyJpeg,
  tinyPng,
} from './picture-parts.ts';

let pictures: Buffer[];
beforeAll(async () => {
  const meta = { IFD0: { Make: SECRET }, IFD3: { GPSLatitudeRef: 'N' } };
  pictures = [
    afterSoi(tinyJpeg(), exifSegment({ value: 6 }), segment(0xfe, SECRET)),
    afterHeader(tinyPng(), chunk('eXIf', exifBlock({ value: 6 })), chunk('tEXt', SECRET)),
    await samplePicture()
      .resize(9, 7)
      .withExif(meta)
      .withIccProfile('p3')
      .jpeg({ progressive: true })
      .toBuffer(),
    await samplePicture().resize(9, 7).withExif(meta).withIccProfile('p3').png({ palette: true }).toBuffer(),
  ];
});

const picture = () => fc.nat({ max: 3 }).map((index) => Buffer.from(pictures[index] ?? []));
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    kind: fc.constantFrom('set', 'insert', 'remove', 'cut'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 6 },
);

type Damage = { at: number; kind: string; bytes: Uint8Array };
function apply(original: Buffer, { at, kind, bytes }: Damage): Buffer {
  const offset = Math.floor(at * original.length);
  const [head, tail] = [original.subarray(0, offset), original.subarray(offset)];
  if (kind === 'cut') return Buffer.from(head);
  if (kind === 'insert') return join(head, bytes, tail);
  return join(head, kind === 'set' ? bytes : [], tail.subarray(bytes.length));
}

/** Whatever comes in: an answer, and if it is a picture, one that is clean already. */
function expectSoundAnswer(bytes: Uint8Array): void {
  const result = cleanImage(bytes);
  if (!result.ok) {
    expect(result.problem.detail.length).toBeGreaterThan(0);
    return;
  }
  const { image } = result;
  expect(image.bytes.length).toBeLessThanOrEqual(bytes.length);
  expect(image.width * image.height).toBeGreaterThan(0);
  expect(cleanImage(image.bytes)).toEqual(result);
}

describe('any bytes', () => {
  it('get an answer, whatever they are', () => {
    const starts = fc.constantFrom(
      [],
      SOI,
      [...SOI, 0xff],
      [...join(PNG_SIGNATURE)],
      [...join(PNG_SIGNATURE, headerChunk())],
    );
    const anything = fc
      .tuple(starts, fc.uint8Array({ maxLength: 400 }))
      .map(([start, rest]) => join(start, rest));
    fc.assert(fc.property(anything, expectSoundAnswer), { numRuns: 5_000 });
  });

  it('get an answer when they are a damaged picture', () => {
    const damaged = fc.tuple(picture(), damage).map(([original, steps]) => steps.reduce(apply, original));
    fc.assert(fc.property(damaged, expectSoundAnswer), { numRuns: 10_000 });
  });

  it('get an answer when they are made of segments in any order', () => {
    const payload = fc.uint8Array({ maxLength: 40 });
    const anySegment = fc
      .tuple(fc.integer({ min: 0xbf, max: 0xff }), payload)
      .map(([marker, data]) => segment(marker, data));
    const known = fc.constantFrom<Uint8Array>(
      TABLES,
      frameHeader(),
      join(SCAN_HEADER, SCAN_DATA),
      exifSegment({ value: 3 }),
    );
    const jpeg = fc
      .array(fc.oneof(known, anySegment), { maxLength: 8 })
      .map((parts) => join(SOI, ...parts, EOI));
    fc.assert(fc.property(jpeg, expectSoundAnswer), { numRuns: 5_000 });
  });

  it('get an answer when they are made of chunks in any order', () => {
    const types = fc.constantFrom(
      'IHDR',
      'PLTE',
      'IDAT',
      'IEND',
      'tRNS',
      'iCCP',
      'eXIf',
      'sBIT',
      'gAMA',
      'tEXt',
      'fdAT',
    );
    const anyChunk = fc
      .tuple(types, fc.uint8Array({ maxLength: 20 }))
      .map(([type, data]) => chunk(type, data));
    const header = fc.constantFrom(0, 2, 3, 4, 6).map((colourType) => headerChunk({ colourType }));
    const png = fc
      .tuple(header, fc.array(anyChunk, { maxLength: 8 }))
      .map(([first, rest]) => join(PNG_SIGNATURE, first, ...rest, IEND));
    fc.assert(fc.property(png, expectSoundAnswer), { numRuns: 5_000 });
  });
});

describe('a real picture', () => {
  it('is refused cut off at any position before its last pixel', () => {
    for (const original of pictures) {
      const end = original.length - (original[0] === 0xff ? EOI.length : 0);
      for (let length = 0; length < end; length += 1) {
        const result = cleanImage(original.subarray(0, length));
        expect(result.ok, `${length} of ${original.length} bytes`).toBe(false);
      }
    }
  });

  it('is the same cleaned once or twice', () => {
    for (const original of pictures) {
      const { bytes } = cleaned(original);
      expect(cleaned(bytes).bytes).toEqual(bytes);
    }
  });

  it('loses secrets wherever they stand between its segments', async () => {
    const widths = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        widths,
        widths,
        fc.boolean(),
        fc.boolean(),
        async (width, height, progressive, isPng) => {
          const resized = samplePicture().resize(width, height, { fit: 'fill' });
          const exif = resized.withExif({ IFD0: { Make: SECRET } });
          const original = await (isPng ? exif.png({ progressive }) : exif.jpeg({ progressive })).toBuffer();
          const image = cleaned(original);
          expect(image).toMatchObject({ width, height });
          expect(Buffer.from(image.bytes).includes(SECRET)).toBe(false);
          const raw = (bytes: Uint8Array) => sharp(bytes, { failOn: 'warning' }).raw().toBuffer();
          expect((await raw(image.bytes)).equals(await raw(original))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
