import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readJpegLayout } from '../../../src/image/jpeg/jpeg-layout.ts';
import { jpegPlan, segmentsOf } from '../../support/arbitrary-jpegs.ts';
import { FULL, REPLAY } from '../../support/scale.ts';
import {
  cleaned,
  decode,
  detailOf,
  EOI,
  frameHeader,
  join,
  jpegSegments,
  SECRET,
  SOI,
  samplePicture,
  segment,
  TABLES,
  tinyJpeg,
} from './picture-parts.ts';

const VIDEO = join('\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x50moovudta\xa9xyz+48.8584+002.2945/', SECRET);
/** What cameras and phones leave behind the last block. */
const TAILS: Record<string, Buffer> = {
  nothing: join(),
  'half an end marker': join('\xff'),
  zeros: join(Buffer.alloc(64)),
  'a video': VIDEO,
  'a video with an end marker at its end': join(VIDEO, EOI),
  'a video around an end marker': join('\0\0', VIDEO, EOI, VIDEO, 'SEFH', Buffer.alloc(20), 'SEFT'),
  'a video around a marker that is none': join(VIDEO, '\x01\xff\x4a\0', VIDEO, EOI),
  'a video around a segment': join(VIDEO, segment(0xe1, SECRET), VIDEO, EOI),
  'a video around a table': join(VIDEO, '\xff\xc4\0\x09', VIDEO, EOI),
  'a video around a restart marker': join(VIDEO, '\xff\xd5', VIDEO, EOI),
  text: join(SECRET.repeat(9), EOI),
  'one byte': join('\x01', EOI),
  'stuffed zeros': join('\xff\0\xff\0', SECRET, EOI),
  'another picture': join(tinyJpeg()),
};

const CODINGS: Record<string, () => Promise<Buffer>> = {
  baseline: () => samplePicture().jpeg().toBuffer(),
  'baseline of best quality': () => samplePicture().jpeg({ quality: 100 }).toBuffer(),
  'with tables of its own': () => samplePicture().jpeg({ optimizeCoding: true, quality: 30 }).toBuffer(),
  progressive: () => samplePicture().jpeg({ progressive: true }).toBuffer(),
  'progressive of best quality': () => samplePicture().jpeg({ progressive: true, quality: 100 }).toBuffer(),
  'progressive, 4:4:4': () =>
    samplePicture().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'progressive of other scans': () => samplePicture().jpeg({ mozjpeg: true }).toBuffer(),
  '4:4:4': () => samplePicture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  grey: () => samplePicture(1).toColourspace('b-w').jpeg().toBuffer(),
  CMYK: () => samplePicture().toColourspace('cmyk').jpeg().toBuffer(),
  'with restart markers': async () => tinyJpeg(),
};

describe.each(Object.entries(CODINGS))('the end of a JPEG, %s', (_name, make) => {
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = join(await make());
  });

  it.each(Object.entries(TAILS))('is found before %s', async (_tail, tail) => {
    const { bytes } = cleaned(join(SOI, segment(0xfe, SECRET), jpeg.subarray(2, -2), tail));
    expect(Buffer.from(bytes)).toEqual(Buffer.from(cleaned(jpeg).bytes));
    expect(await decode(bytes)).toEqual(await decode(jpeg));
  });

  it('is not put before the last block: a picture that is cut off is refused', () => {
    for (const missing of [1, 2, 5, 20]) {
      const cut = jpeg.subarray(0, Math.max(jpeg.length - 2 - missing, 30));
      expect(detailOf(cut)).toContain('save it as JPEG');
    }
  });
});

describe('the end of a JPEG of more than half a megabyte', () => {
  let jpeg: Buffer;
  beforeAll(async () => {
    const noise = samplePicture().resize(900, 900).modulate({ brightness: 1 });
    jpeg = await noise.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    expect(jpeg.length).toBeGreaterThan(600_000);
  });

  it.each(
    Object.entries(TAILS).filter(([name]) => !['one byte', 'stuffed zeros'].includes(name)),
  )('is found before %s', (_tail, tail) => {
    const { bytes } = cleaned(join(SOI, segment(0xfe, SECRET), jpeg.subarray(2, -2), tail));
    expect(Buffer.from(bytes).equals(Buffer.from(cleaned(jpeg).bytes))).toBe(true);
  });
});

describe('a scan that comes twice, though no coefficient is missing', () => {
  it.each([
    ['at once', join()],
    ['behind metadata', segment(0xe1, SECRET)],
    ['behind a stray byte', join('\0')],
    ['behind stray bytes', join('a stuffed \xff\0 zero')],
    ['behind stray bytes and metadata', join('\x01\x02', segment(0xfe, SECRET), '\x03')],
    ['behind 64 stray bytes', Buffer.alloc(64, 1)],
  ])('is refused %s: in some decoders the first counts, in others the last', async (_name, between) => {
    const segments = jpegSegments(await samplePicture().jpeg({ progressive: true }).toBuffer());
    const last = segments.at(-1)?.bytes ?? join();
    const original = join(SOI, ...segments.map(({ bytes }) => bytes), between, last, EOI);
    expect(detailOf(original)).toMatch(/codes the same pixels twice|stray bytes behind its pixels/);
  });
});

describe('what reading the codes costs', () => {
  it('is bounded where a progressive JPEG was made to cost time', () => {
    // Each block of a scan that adds bits takes four bits and 63 steps.
    const long = segment(0xc4, [0x10, 1], Buffer.alloc(15), [0xf0]);
    const first = join(segment(0xda, [1, 1, 0, 0, 0, 0]), Buffer.alloc(195_313));
    const more = join(segment(0xda, [1, 1, 0, 1, 63, 0x10]), Buffer.alloc(781_250));
    const frame = frameHeader({ marker: 0xc2, width: 10_000, height: 10_000 });
    const scans = join(first, ...Array.from({ length: 9 }, () => more), '\0');
    const made = join(SOI, TABLES, segment(0xdd, [0, 0]), long, frame, scans);
    expect(readJpegLayout(made)).toMatchObject({ code: 'invalid_image' });
  });
});

describe('a JPEG drawn at random', () => {
  const tails = fc.oneof(
    fc.constantFrom(...Object.values(TAILS)),
    fc.uint8Array({ maxLength: 60 }).map((tail) => join(tail)),
  );
  it('is the same whatever follows its last block', async () => {
    await fc.assert(
      fc.asyncProperty(jpegPlan, tails, async (plan, tail) => {
        const bare = join(...segmentsOf(plan));
        const whole = join(bare, EOI);
        const withTail = join(bare.subarray(0, 2), segment(0xfe, SECRET), bare.subarray(2), tail);
        const { bytes } = cleaned(withTail);
        expect(Buffer.from(bytes)).toEqual(whole);
        expect((await decode(bytes)).width).toBe(plan.width);
      }),
      { numRuns: FULL ? 5_000 : 300, ...REPLAY },
    );
  });
});
