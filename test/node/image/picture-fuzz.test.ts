/** Pictures put together and damaged piece by piece: what is accepted shows what the original shows. */
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/image/clean-image.ts';
import { jpegPlan, segmentsOf } from '../../support/arbitrary-jpegs.ts';
import { FULL, REPLAY } from '../../support/scale.ts';
import {
  chunk,
  EOI,
  exifSegment,
  join,
  jpegSegments,
  pngChunks,
  SECRET,
  SOI,
  samplePicture,
  segment,
} from './picture-parts.ts';

const RUNS = { numRuns: FULL ? 20_000 : 400, ...REPLAY };
const TIMEOUT_MS = FULL ? 600_000 : 60_000;

type Damage = { kind: string; at: number; to: number; bytes: Uint8Array };
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('drop', 'repeat', 'move', 'insert', 'set', 'shorten', 'lengthen', 'cut'),
  at: fc.nat(),
  to: fc.nat(),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      join('\0'),
      join('\xff\0'),
      join('\xff\xd0'),
      join('\xff\xd9'),
      join('\xff\xff'),
      segment(0xfe, SECRET),
      segment(0xdd, [0, 3]),
      exifSegment({ value: 6 }),
      join('\0\xe1\0\x08abcdef'),
    ),
  ),
});

/** Changes the list of pieces, or one piece in it. */
function apply(pieces: readonly Buffer[], { kind, at, to, bytes }: Damage): Buffer[] {
  const place = at % pieces.length;
  const piece = pieces[place] ?? join();
  const offset = to % Math.max(piece.length, 1);
  const replaced = (by: Buffer) => pieces.with(place, by);
  switch (kind) {
    case 'drop':
      return pieces.toSpliced(place, 1, join());
    case 'repeat':
      return pieces.toSpliced(place, 0, piece);
    case 'move':
      return pieces.toSpliced(place, 1).toSpliced(to % pieces.length, 0, piece);
    case 'insert':
      return pieces.toSpliced(place, 0, join(bytes));
    case 'set':
      return replaced(join(piece.subarray(0, offset), bytes, piece.subarray(offset + bytes.length)));
    case 'shorten':
      return replaced(withLength(piece, -1 - (to % 4)));
    case 'lengthen':
      return replaced(withLength(piece, 1 + (to % 4)));
    default:
      return [...pieces.slice(0, place), join(piece.subarray(0, offset))];
  }
}

/** States another length in a marker segment, whose bytes stay. */
function withLength(piece: Buffer, change: number): Buffer {
  if (piece.length < 4) return piece;
  const copy = join(piece);
  copy.writeUInt16BE((copy.readUInt16BE(2) + change) & 0xffff, 2);
  return copy;
}

/** Sets the checksum of a chunk right, so that its content is looked at. */
function withChecksum(piece: Buffer): Buffer {
  if (piece.length < 12) return piece;
  const copy = join(piece);
  copy.writeUInt32BE(crc32(copy.subarray(4, -4)), copy.length - 4);
  return copy;
}

/**
 * What sharp makes of a picture, as forgiving as a browser; null if it shows nothing. Transparent colours are shown,
 * as in the clean picture.
 */
async function shown(bytes: Uint8Array): Promise<string | null> {
  const decoded = sharp(bytes, { failOn: 'none' }).removeAlpha().raw().toBuffer();
  return decoded.then((pixels) => pixels.toString('base64')).catch(() => null);
}

/** Nothing is left that one decoder goes by and another does not. */
async function expectOneLook(bytes: Uint8Array): Promise<void> {
  if (bytes[0] === 0xff) return;
  const allowed = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'eXIf', 'iCCP', 'pHYs'];
  for (const { type } of pngChunks(bytes)) expect(allowed).toContain(type);
}

async function expectSamePicture(bytes: Buffer): Promise<void> {
  const result = cleanImage(bytes);
  if (!result.ok) {
    expect(result.problem.detail).toMatch(/send|Send|empty/);
    return;
  }
  const { image } = result;
  expect(image.bytes.length).toBeLessThanOrEqual(bytes.length);
  expect(cleanImage(image.bytes)).toEqual(result);
  await expectOneLook(image.bytes);
  const before = await shown(bytes);
  if (before !== null) expect(await shown(image.bytes)).toBe(before);
}

describe('a JPEG put together at random and damaged', () => {
  const heads = fc.subarray([
    segment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\0\0'),
    exifSegment({ value: 3 }),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', SECRET),
    segment(0xed, 'Photoshop 3.0\0', SECRET),
    segment(0xee, 'Adobe\0\x64\0\0\0\0\x01'),
    segment(0xfe, SECRET),
  ]);

  it(
    'is refused or shows the same pixels, sequential',
    async () => {
      await fc.assert(
        fc.asyncProperty(jpegPlan, heads, fc.array(damage, { maxLength: 3 }), async (plan, head, steps) => {
          const [soi = join(), ...rest] = segmentsOf(plan);
          const pieces = steps.reduce(apply, [...head, ...rest, join(EOI)]);
          await expectSamePicture(join(soi, ...pieces));
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  let progressive: Buffer[];
  beforeAll(async () => {
    const jpeg = await samplePicture().jpeg({ progressive: true }).toBuffer();
    progressive = jpegSegments(jpeg).map(({ bytes }) => bytes);
  });

  it(
    'is refused or shows the same pixels, progressive',
    async () => {
      await fc.assert(
        fc.asyncProperty(heads, fc.array(damage, { minLength: 1, maxLength: 3 }), async (head, steps) => {
          const pieces = steps.reduce(apply, [...head, ...progressive, join(EOI)]);
          await expectSamePicture(join(SOI, ...pieces));
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );
});

describe('a PNG put together at random and damaged', () => {
  let png: Buffer;
  let pieces: Buffer[];
  beforeAll(async () => {
    png = join(await samplePicture().resize(20, 15).png({ palette: true }).toBuffer());
    pieces = pngChunks(png).map(({ bytes }) => bytes);
  });
  const extra = fc.constantFrom(
    chunk('tEXt', `Comment\0${SECRET}`),
    chunk('gAMA', [0, 0, 0xb1, 0x8f]),
    chunk('sRGB', [0]),
    chunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
    chunk('IDAT'),
    chunk('tRNS', [0, 128]),
    chunk('acTL', [0, 0, 0, 1, 0, 0, 0, 0]),
  );

  it(
    'is refused or shows the same pixels',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(extra, { maxLength: 3 }),
          fc.nat(20),
          fc.array(damage, { maxLength: 2 }),
          async (more, at, steps) => {
            const together = steps
              .reduce(apply, pieces.toSpliced(at % pieces.length, 0, ...more))
              .map(withChecksum);
            await expectSamePicture(join(png.subarray(0, 8), ...together));
          },
        ),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );
});
