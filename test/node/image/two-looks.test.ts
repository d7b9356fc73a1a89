/** Files that show one person to some decoders and another to others: refused, or cleaned until one picture is left. */
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { chunkOf, encodePng, opaquePlan } from '../../support/arbitrary-pngs.ts';
import {
  afterHeader,
  chunk,
  cleaned,
  detailOf,
  EOI,
  frameHeader,
  HUFFMAN,
  IEND,
  join,
  jpegSegments,
  pngChunks,
  QUANTIZATION,
  SCAN_DATA,
  SOI,
  samplePicture,
  segment,
  tinyJpeg,
  verdict,
} from './picture-parts.ts';

/** The pixels as a decoder shows them that follows nothing but the pixels. */
async function pixels(bytes: Uint8Array): Promise<string> {
  return (await sharp(bytes, { failOn: 'warning' }).removeAlpha().raw().toBuffer()).toString('base64');
}

describe('a PNG of any colour type, depth, filter and interlacing', () => {
  const odd = fc.subarray([
    chunkOf('gAMA', [0, 0, 0, 1]),
    chunkOf('cHRM', Buffer.alloc(32, 7)),
    chunkOf('sRGB', [0]),
    chunkOf('cICP', [9, 16, 0, 1]),
    chunkOf('sBIT', [1, 1, 1]),
    chunkOf('bKGD', [0, 0]),
    chunkOf('acTL', [0, 0, 0, 2, 0, 0, 0, 0]),
  ]);
  const transparent = (colourType: number) =>
    chunkOf('tRNS', { 0: [0, 1], 2: [0, 1, 0, 1, 0, 1] }[colourType] ?? [0]);

  it('keeps its pixels, and nothing that tells how else to show them', async () => {
    await fc.assert(
      fc.asyncProperty(opaquePlan(0, 2, 3, 4, 6), odd, async (plan, more) => {
        const hasAlpha = plan.colourType === 4 || plan.colourType === 6;
        const before = [...more, ...(hasAlpha ? [] : [transparent(plan.colourType)])];
        const { bytes } = cleaned(encodePng({ ...plan, before }));
        expect(Buffer.from(bytes).equals(encodePng(plan))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([0, 4])('is refused with grey of 16 bits: colour type %i', (colourType) => {
    const plan = fc.sample(opaquePlan(2), 1)[0]!;
    const png = encodePng({ ...plan, colourType: colourType as 0 | 4, depth: 16 });
    expect(detailOf(png)).toContain('which programs show in different ways');
  });

  it('shows the colours that were transparent', async () => {
    const png = await samplePicture(4).png({ palette: true }).toBuffer();
    expect((await sharp(png).stats()).isOpaque).toBe(false);
    const { bytes } = cleaned(png);
    expect((await sharp(bytes).metadata()).hasAlpha).toBe(false);
    expect(await pixels(bytes)).toBe(await pixels(png));
  });
});

describe('an animated PNG', () => {
  const frame = (sequence: number) => chunk('fcTL', [0, 0, 0, sequence], Buffer.alloc(22, 1));
  it.each([
    ['whose first frame is its picture', true],
    ['whose picture is no frame', false],
  ])('keeps its picture alone: %s', async (_name, isFrame) => {
    const png = await samplePicture().png().toBuffer();
    const other = pngChunks(await samplePicture().negate().png().toBuffer()).find(
      ({ type }) => type === 'IDAT',
    );
    const head = join(chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]), isFrame ? frame(0) : []);
    const frames = join(frame(1), chunk('fdAT', [0, 0, 0, 2], other?.bytes.subarray(8, -4) ?? []));
    const animated = join(afterHeader(png, head).subarray(0, -12), frames, IEND);
    expect(Buffer.from(cleaned(animated).bytes).equals(Buffer.from(cleaned(png).bytes))).toBe(true);
  });
});

/** A scan of one component. */
const scan = (id: number, from = 0, to = 63, bits = 0) =>
  join(segment(0xda, [1, id, 0, from, to, bits]), SCAN_DATA);
const THREE = frameHeader({ components: 3 });
const GREY = frameHeader();
const PROGRESSIVE = frameHeader({ marker: 0xc2 });
const complete = join(scan(1, 0, 0), scan(1, 1, 63));

describe('a JPEG that codes its pixels twice', () => {
  const twice: Record<string, Buffer> = {
    'in two scans': tinyJpeg({ frame: GREY, scans: join(scan(1), scan(1)) }),
    'with tables between them': tinyJpeg({ frame: GREY, scans: join(scan(1), HUFFMAN, scan(1)) }),
    'in one component': tinyJpeg({ frame: THREE, scans: join(scan(1), scan(2), scan(1), scan(3)) }),
    'in a component that is named twice': tinyJpeg({
      frame: THREE,
      scans: join(segment(0xda, [2, 1, 0, 1, 0, 0, 63, 0]), SCAN_DATA, scan(2), scan(3)),
    }),
    'in a progressive one': tinyJpeg({ frame: PROGRESSIVE, scans: join(complete, scan(1, 0, 0)) }),
    'in part': tinyJpeg({ frame: PROGRESSIVE, scans: join(complete, scan(1, 5, 9)) }),
    'before it is complete': tinyJpeg({ frame: PROGRESSIVE, scans: join(scan(1, 0, 0), scan(1, 0, 0)) }),
    'in coefficients that overlap': tinyJpeg({
      frame: PROGRESSIVE,
      scans: join(scan(1, 0, 0), scan(1, 1, 5), scan(1, 5, 63)),
    }),
    'in a bit that was coded': tinyJpeg({ frame: PROGRESSIVE, scans: join(complete, scan(1, 1, 63, 0x10)) }),
    'in a bit of which the one before is missing': tinyJpeg({
      frame: PROGRESSIVE,
      scans: join(scan(1, 0, 0, 0x02), scan(1, 0, 0, 0x10)),
    }),
    'in a bit without any before it': tinyJpeg({ frame: PROGRESSIVE, scans: scan(1, 0, 0, 0x10) }),
  };
  it.each(Object.entries(twice))('is refused: %s', (_name, jpeg) =>
    expect(detailOf(jpeg)).toContain('codes the same pixels twice'));

  it('is told from one that adds bit by bit', () => {
    const bits = [0x03, 0x32, 0x21, 0x10];
    const scans = join(
      ...bits.map((each) => scan(1, 0, 0, each)),
      ...bits.map((each) => scan(1, 1, 63, each)),
    );
    expect(verdict(tinyJpeg({ frame: PROGRESSIVE, scans }))).toBe('ok');
    expect(verdict(tinyJpeg({ frame: THREE, scans: join(scan(1), scan(2), scan(3)) }))).toBe('ok');
  });

  it('is refused as a whole picture, which libjpeg would end at its first scan', async () => {
    const [one, other] = await Promise.all(
      [samplePicture(1), samplePicture(1).negate()].map(async (picture) =>
        jpegSegments(await picture.toColourspace('b-w').jpeg().toBuffer()),
      ),
    );
    const last = other?.filter(({ marker }) => marker === 0xda).map(({ bytes }) => bytes) ?? [];
    const jpeg = join(SOI, ...(one ?? []).map(({ bytes }) => bytes), ...last, EOI);
    expect(detailOf(jpeg)).toContain('codes the same pixels twice');
  });
});

describe('a quantization table', () => {
  const table = (value: number) => segment(0xdb, [0], Buffer.alloc(64, value));
  const scans = (between: Buffer) =>
    tinyJpeg({ frame: THREE, scans: join(scan(1), between, scan(2), scan(3)) });

  it('may be repeated between scans, but not replaced', () => {
    expect(verdict(scans(QUANTIZATION))).toBe('ok');
    expect(detailOf(scans(table(9)))).toContain('replaces a quantization table');
    expect(detailOf(scans(segment(0xdb, [0x10], Buffer.alloc(128, 1))))).toContain(
      'replaces a quantization table',
    );
    expect(detailOf(scans(join(QUANTIZATION, table(9), QUANTIZATION)))).toContain(
      'replaces a quantization table',
    );
  });

  it('may be another one, and may be replaced before the first scan', () => {
    expect(verdict(scans(segment(0xdb, [1], Buffer.alloc(64, 9))))).toBe('ok');
    expect(verdict(tinyJpeg({ head: table(9) }))).toBe('ok');
  });
});
