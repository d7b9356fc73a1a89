/**
 * Values far beyond black and white. Go cuts them off; libjpeg starts again at the other end once they leave 16 bits, and
 * in its portable form before that. So a value can be black to one and grey to the other.
 */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { detailOf, EOI, frameHeader, join, SOI, samplePicture, segment, verdict } from './picture-parts.ts';

const DAMAGED = 'damaged pixels, which programs show in different ways. Open it and save it as JPEG';

/** Symbols of DC 0 to 11 in four bits each, and three of AC: the end of the block, 16 zeros, and a value. */
const tables = (third: number) =>
  join(
    segment(0xc4, [0x00, 0, 0, 0, 12], Buffer.alloc(12), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    segment(0xc4, [0x10, 1, 1, 1], Buffer.alloc(13), [0x00, 0xf0, third]),
  );
const [END, ZEROS, THIRD] = ['0', '10', '110'];

/** A difference of DC. */
function dc(value: number): string {
  const size = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
  return size.toString(2).padStart(4, '0') + valueBits(value, size);
}
const valueBits = (value: number, size: number) =>
  size === 0 ? '' : (value > 0 ? value : value + 2 ** size - 1).toString(2).padStart(size, '0');

function packed(bits: string): Buffer {
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2));
  return join(bytes.flatMap((byte) => (byte === 255 ? [255, 0] : [byte])));
}

/** A quantization table of ones but for some places, counted in zigzag order. */
function steps(changed: Readonly<Record<number, number>>, isWide = false): Buffer {
  const values = Array.from({ length: 64 }, (_, k) => changed[k] ?? 1);
  return isWide
    ? segment(
        0xdb,
        [0x10],
        values.flatMap((step) => [step >> 8, step & 0xff]),
      )
    : segment(0xdb, [0], values);
}

type Scan = { range?: readonly [first: number, last: number, bits: number]; bits: string };

/** A grey picture in one row of blocks. */
function made(table: Buffer, third: number, blocks: number, scans: readonly Scan[], restart = 0): Buffer {
  const marker = scans.some(({ range }) => range) ? 0xc2 : 0xc0;
  const all = scans.flatMap(({ range = [0, 63, 0], bits }) => [
    segment(0xda, [1, 1, 0, ...range]),
    ...bits.split(',').flatMap((part, nth) => [nth === 0 ? join() : join([0xff, 0xcf + nth]), packed(part)]),
  ]);
  const frame = frameHeader({ marker, width: 8 * blocks });
  return join(SOI, table, tables(third), segment(0xdd, [0, restart]), frame, ...all, EOI);
}

describe('a value of DC', () => {
  it.each([
    [2047, 2, 'ok'],
    [-2047, 2, 'ok'],
    [1365, 3, 'ok'],
    [1366, 3, DAMAGED],
    [-1366, 3, DAMAGED],
    [16, 255, 'ok'],
    [17, 255, DAMAGED],
    [-17, 255, DAMAGED],
    [257, 255, DAMAGED],
  ])('of %i with a step of %i: %s', (value, step, expected) => {
    expect(detailOf(made(steps({ 0: step }), 1, 1, [{ bits: dc(value) + END }]))).toContain(expected);
    const last = made(steps({ 0: step }), 1, 3, [{ bits: dc(0) + END + dc(0) + END + dc(value) + END }]);
    expect(detailOf(last)).toContain(expected);
  });

  it('is the sum of the differences since a restart marker', () => {
    const block = dc(2047) + END;
    expect(verdict(made(steps({}), 1, 2, [{ bits: block.repeat(2) }]))).toBe('ok');
    expect(detailOf(made(steps({}), 1, 3, [{ bits: block.repeat(3) }]))).toContain(DAMAGED);
    expect(verdict(made(steps({}), 1, 3, [{ bits: [block, block, block].join(',') }], 1))).toBe('ok');
    expect(verdict(made(steps({}), 1, 3, [{ bits: block.repeat(2) + dc(-2047) + END }]))).toBe('ok');
  });

  it('has a step of 16 bits too', () => {
    expect(verdict(made(steps({ 0: 4_096 }, true), 1, 1, [{ bits: dc(1) + END }]))).toBe('ok');
    expect(detailOf(made(steps({ 0: 4_097 }, true), 1, 1, [{ bits: dc(-1) + END }]))).toContain(DAMAGED);
    expect(verdict(made(steps({ 1: 4_097 }, true), 1, 1, [{ bits: dc(1) + END }]))).toBe('ok');
  });

  it('is known in a progressive picture with the bits that come later', () => {
    const ac = { range: [1, 63, 0], bits: END } as const;
    const scans = (value: number, left: number): Scan[] => [
      { range: [0, 0, left], bits: dc(value) },
      ...Array.from(
        { length: left },
        (_, i): Scan => ({ range: [0, 0, (left - i) * 16 + left - i - 1], bits: '1' }),
      ),
      ac,
    ];
    expect(verdict(made(steps({}), 1, 1, scans(2047, 0)))).toBe('ok');
    expect(verdict(made(steps({}), 1, 1, scans(1023, 2)))).toBe('ok');
    expect(detailOf(made(steps({}), 1, 1, scans(1024, 2)))).toContain(DAMAGED);
    expect(detailOf(made(steps({}), 1, 1, scans(512, 3)))).toContain(DAMAGED);
    expect(detailOf(made(steps({ 0: 255 }), 1, 1, scans(17, 0)))).toContain(DAMAGED);
  });
});

describe('a value of AC', () => {
  it.each([
    [1, 10, 8, 'ok'],
    [1, 10, 9, DAMAGED],
    [33, 10, 9, DAMAGED],
    [63, 8, 32, 'ok'],
    [63, 8, 33, DAMAGED],
    [63, 6, 129, DAMAGED],
  ])('at place %i, of %i bits, with a step of %i: %s', (k, size, step, expected) => {
    const bits =
      dc(0) + ZEROS.repeat((k - 1) >> 4) + THIRD + valueBits(2 ** (size - 1), size) + (k === 63 ? '' : END);
    const third = ((k - 1) & 15) * 16 + size;
    expect(detailOf(made(steps({ [k]: step }), third, 1, [{ bits }]))).toContain(expected);
    const others = Object.fromEntries(
      Array.from({ length: 64 }, (_, place) => [place, place === k ? 1 : 255]),
    );
    expect(verdict(made(steps(others), third, 1, [{ bits }]))).toBe('ok');
  });

  it('is known in a progressive picture, in both kinds of scans', () => {
    const first = (left: number): Scan[] => [
      { range: [0, 0, 0], bits: dc(0) },
      { range: [1, 63, left], bits: THIRD + valueBits(512, 10) + END },
    ];
    expect(verdict(made(steps({ 1: 2 }), 0x0a, 1, first(2)))).toBe('ok');
    expect(detailOf(made(steps({ 1: 3 }), 0x0a, 1, first(2)))).toContain(DAMAGED);
    const later = (left: number): Scan[] => [
      { range: [0, 0, 0], bits: dc(0) },
      { range: [1, 63, left + 1], bits: END },
      { range: [1, 63, (left + 1) * 16 + left], bits: `${THIRD}1${END}` },
    ];
    expect(verdict(made(steps({ 1: 1_024 }, true), 0x01, 1, later(2)))).toBe('ok');
    expect(detailOf(made(steps({ 1: 1_025 }, true), 0x01, 1, later(2)))).toContain(DAMAGED);
  });
});

describe('what encoders write', () => {
  const black = (x: number, y: number) => ((x >> 3) + (y >> 3)) % 2 === 0;
  const patterns: Record<string, (x: number, y: number) => boolean> = {
    'squares of eight': black,
    'squares of one': (x, y) => (x + y) % 2 === 0,
    stripes: (x) => x % 2 === 0,
    'stripes between the blocks': (x) => (x + 4) % 16 < 8,
    noise: (x, y) => Math.imul(x * 64 + y, 0x9e3779b1) < 0,
  };
  it.each(Object.entries(patterns))('is never too large, at any quality: %s', async (_name, isBlack) => {
    const raw = Buffer.from(Array.from({ length: 64 * 64 }, (_, i) => (isBlack(i % 64, i >> 6) ? 0 : 255)));
    const picture = () => sharp(raw, { raw: { width: 64, height: 64, channels: 1 } });
    for (const quality of [1, 2, 5, 20, 50, 75, 95, 100]) {
      for (const coding of [{}, { progressive: true }, { mozjpeg: true }, { chromaSubsampling: '4:4:4' }])
        expect(
          verdict(
            await picture()
              .jpeg({ quality, ...coding })
              .toBuffer(),
          ),
        ).toBe('ok');
      expect(verdict(await picture().tint('#f00').jpeg({ quality }).toBuffer())).toBe('ok');
    }
  });

  it('is never too large in colours either', async () => {
    for (const quality of [1, 30, 100])
      for (const progressive of [false, true])
        expect(
          verdict(await samplePicture().linear(9, -1_000).jpeg({ quality, progressive }).toBuffer()),
        ).toBe('ok');
  });
});
