/** PNGs of every colour type, depth, filter and interlacing, encoded here and not by the code under test. */
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';

/** What a PNG is made of. `samples` are taken in turn, for each pixel as many as its colour type has. */
export type PngPlan = {
  readonly width: number;
  readonly height: number;
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly depth: number;
  readonly interlaced: boolean;
  /** The filter of each row, taken in turn. */
  readonly filters: readonly number[];
  readonly samples: readonly number[];
  /** Alpha of the pixels that are not opaque, by their number. */
  readonly alpha: ReadonlyMap<number, number>;
  /** Chunks before the pixels. */
  readonly before: readonly Buffer[];
};

const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const PASSES = ['0 0 8 8', '4 0 8 8', '0 4 4 8', '2 0 4 4', '0 2 2 4', '1 0 2 2', '0 1 1 2'];

/** A PNG chunk. */
export function chunkOf(type: string, data: Uint8Array | readonly number[] = []): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Encodes the picture. */
export function encodePng(plan: PngPlan): Buffer {
  const { width, height, depth, colourType, interlaced, before } = plan;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const palette = Uint8Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, (_, at) => at * 41);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunkOf('IHDR', header),
    ...(colourType === 3 ? [chunkOf('PLTE', palette)] : []),
    ...before,
    chunkOf('IDAT', deflateSync(rawOf(plan))),
    chunkOf('IEND'),
  ]);
}

/** The filtered rows of all passes. */
export function rawOf(plan: PngPlan): Buffer {
  const { width, height, interlaced, filters } = plan;
  const rows: Buffer[] = [];
  for (const pass of interlaced ? PASSES : ['0 0 1 1']) {
    const [left = 0, top = 0, across = 1, down = 1] = pass.split(' ').map(Number);
    let above: Buffer | null = null;
    for (let y = top; y < height && left < width; y += down) {
      const pixels: number[] = [];
      for (let x = left; x < width; x += across) pixels.push(...pixelOf(plan, y * width + x));
      const row = packed(pixels, plan.depth);
      rows.push(filtered(row, above, filters[rows.length % filters.length] ?? 0, bytesOfPixel(plan)));
      above = row;
    }
  }
  return Buffer.concat(rows);
}

function bytesOfPixel({ colourType, depth }: PngPlan): number {
  return Math.max(1, (SAMPLES[colourType] * depth) / 8);
}

function pixelOf({ colourType, depth, samples, alpha }: PngPlan, nth: number): number[] {
  const most = 2 ** depth - 1;
  const count = SAMPLES[colourType];
  const pixel = Array.from(
    { length: count },
    (_, at) => (samples[(nth * count + at) % samples.length] ?? 0) & most,
  );
  if (colourType === 4 || colourType === 6) pixel[count - 1] = alpha.get(nth) ?? most;
  return pixel;
}

function packed(samples: readonly number[], depth: number): Buffer {
  if (depth === 16) return Buffer.from(samples.flatMap((sample) => [sample >> 8, sample & 0xff]));
  const row = Buffer.alloc(Math.ceil((samples.length * depth) / 8));
  for (const [nth, sample] of samples.entries()) {
    const bit = nth * depth;
    row[bit >> 3] = (row[bit >> 3] ?? 0) | (sample << (8 - depth - (bit & 7)));
  }
  return row;
}

/** PNG section 9.2. */
function filtered(row: Buffer, above: Buffer | null, filter: number, pixelBytes: number): Buffer {
  const data = Array.from(row, (byte, at) => {
    const a = row[at - pixelBytes] ?? 0;
    const b = above?.[at] ?? 0;
    const c = above?.[at - pixelBytes] ?? 0;
    return byte - ([0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0);
  });
  return Buffer.from([filter, ...data]);
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [a, b, c].map((value) => Math.abs(a + b - c - value)) as [number, number, number];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

const DEPTHS = { 0: [1, 2, 4, 8], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8], 6: [8, 16] } as const;

/** Plans of every kind that is taken, or of the given colour types; all opaque. */
export function opaquePlan(...colourTypes: readonly PngPlan['colourType'][]): fc.Arbitrary<PngPlan> {
  const side = fc.integer({ min: 1, max: 20 });
  return fc.constantFrom(...colourTypes).chain((colourType) =>
    fc.record({
      width: side,
      height: side,
      colourType: fc.constant(colourType),
      depth: fc.constantFrom(...DEPTHS[colourType]),
      interlaced: fc.boolean(),
      filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 }),
      samples: fc.array(fc.nat(65_535), { minLength: 1, maxLength: 40 }),
      alpha: fc.constant(new Map<number, number>()),
      before: fc.constant([]),
    }),
  );
}
