/**
 * JPEGs whose codes mean different blocks to different decoders. libjpeg reads the value of a code that runs past the
 * last coefficient; Go and Rust leave its bits for the next block. A restart marker brings both back into step.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ALWAYS_DECODED_BYTES } from '../../../src/image/image-limits.ts';
import {
  cleaned,
  decode,
  detailOf,
  EOI,
  frameHeader,
  join,
  jpegSegments,
  QUANTIZATION,
  SOI,
  samplePicture,
  segment,
  verdict,
} from './picture-parts.ts';

const DAMAGED = 'damaged pixels, which programs show in different ways. Open it and save it as JPEG';
const UNKNOWN = 'codes that programs read in different ways. Open it and save it as JPEG';

/** Bits of DC: no difference; 17 more than before, or less. Of AC: the end of the block; 16 zeros; the table's third symbol. */
const [SAME, BRIGHTER, DARKER, END, ZEROS, THIRD] = ['0', '1010001', '1001110', '0', '10', '110'];
const PLAIN = BRIGHTER + END;
const PAIR = BRIGHTER + END + DARKER + END;

/** Three codes in each table: of one, two and three bits. */
function tables(dc: readonly number[], ac: readonly number[]): Buffer {
  const counts = [1, 1, 1, ...Array.from({ length: 13 }, () => 0)];
  return segment(0xc4, [0x00], counts, dc, [0x10], counts, ac);
}
const tablesWith = (third: number) => tables([0, 5, 1], [0x00, 0xf0, third]);

/** Entropy-coded data: ones up to the next byte, and a zero behind each 0xFF. */
function packed(bits: string): Buffer {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return join(
    bytes.flatMap((byte) =>
      byte.padEnd(8, '1') === '11111111' ? [255, 0] : [Number.parseInt(byte.padEnd(8, '1'), 2)],
    ),
  );
}

/** Intervals with restart markers between them, numbered in turn unless told otherwise. */
function withRestarts(intervals: readonly string[], numbers?: readonly number[]): Buffer {
  const marker = (nth: number) => Buffer.from([0xff, 0xd0 + (numbers?.[nth - 1] ?? (nth - 1) & 7)]);
  return Buffer.concat(
    intervals.flatMap((bits, nth) => (nth === 0 ? [] : [marker(nth)]).concat(packed(bits))),
  );
}

type Made = {
  third?: number;
  quantization?: Uint8Array;
  tables?: Buffer;
  frame?: Buffer;
  restart?: number;
  intervals: readonly string[];
  numbers?: readonly number[];
  tail?: Uint8Array;
};

/** A grey picture of one block for each interval. */
function made({
  third = 0xf7,
  frame,
  restart = 1,
  intervals,
  numbers,
  tail = join(EOI),
  ...rest
}: Made): Buffer {
  return join(
    SOI,
    rest.quantization ?? QUANTIZATION,
    rest.tables ?? tablesWith(third),
    segment(0xdd, [restart >> 8, restart & 0xff]),
    frame ?? frameHeader({ width: 8 * intervals.length }),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    withRestarts(intervals, numbers),
    tail,
  );
}

const value = (size: number) => '01'.repeat(8).slice(0, size);
/** A block whose last value stands behind so many zeros of its own code and 48 before. */
const ending = (size: number) => SAME + ZEROS.repeat(3) + THIRD + value(size);

describe('a value behind the last coefficient', () => {
  const sizes = Array.from({ length: 10 }, (_, i) => i + 1);
  it.each(sizes)('is refused in a sequential picture, of %i bits', (size) => {
    for (const where of [0, 1, 3]) {
      const intervals = Array.from({ length: 4 }, (_, i) => (i === where ? ending(size) + PLAIN : PLAIN));
      expect(detailOf(made({ third: 0xf0 + size, intervals }))).toContain(DAMAGED);
    }
  });

  it.each(sizes)('is told from the last value that there can be, of %i bits', async (size) => {
    const jpeg = made({ third: 0xe0 + size, intervals: [PLAIN, ending(size), PLAIN] });
    expect(cleaned(jpeg).bytes).toEqual(new Uint8Array(jpeg));
    expect((await decode(jpeg)).width).toBe(24);
  });

  it('is told from zeros there, which all decoders pass over', async () => {
    const jpeg = made({ intervals: [PLAIN, SAME + ZEROS.repeat(4), PLAIN] });
    expect(cleaned(jpeg).bytes).toEqual(new Uint8Array(jpeg));
    expect((await decode(jpeg)).width).toBe(24);
  });

  it('is refused without restart markers, and where an interval has several blocks', () => {
    const frame = frameHeader({ width: 32 });
    for (const restart of [0, 4, 9])
      expect(detailOf(made({ restart, frame, intervals: [PLAIN + ending(7) + PLAIN + PLAIN] }))).toContain(
        DAMAGED,
      );
    const two = made({ restart: 2, frame, intervals: [PLAIN + PLAIN, PLAIN + ending(7) + PLAIN] });
    expect(detailOf(two)).toContain(DAMAGED);
  });

  it.each([1, 2, 3])('is refused in component %i of three, together and one by one', (which) => {
    const bits = [1, 2, 3].map((id) => (id === which ? ending(7) : PLAIN));
    const head = (restart: number) =>
      join(
        SOI,
        QUANTIZATION,
        tablesWith(0xf7),
        segment(0xdd, [0, restart]),
        frameHeader({ components: 3, width: 8 }),
      );
    const together = join(segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]), packed(bits.join('')));
    const apart = bits.map((each, i) => join(segment(0xda, [1, i + 1, 0, 0, 63, 0]), packed(each)));
    for (const restart of [0, 1]) {
      expect(detailOf(join(head(restart), together, EOI))).toContain(DAMAGED);
      expect(detailOf(join(head(restart), ...apart, EOI))).toContain(DAMAGED);
    }
  });

  it('is refused in a picture of any size that has restart markers', () => {
    const many = Array.from({ length: 600 }, () => PAIR.repeat(500));
    const damaged = PAIR.repeat(499) + PLAIN + ending(7);
    const large = { restart: 1_000, frame: frameHeader({ width: 8_000, height: 8 * 600 }) };
    const honest = made({ ...large, intervals: many });
    expect(honest.length).toBeGreaterThan(ALWAYS_DECODED_BYTES);
    expect(verdict(honest)).toBe('ok');
    for (const where of [0, 300, 599])
      expect(detailOf(made({ ...large, intervals: many.with(where, damaged) }))).toContain(DAMAGED);
  });

  describe('of a progressive scan', () => {
    const progressive = (
      first: number,
      last: number,
      third: number,
      bits: string,
      rest: Uint8Array = join(),
    ) =>
      join(
        ...[SOI, QUANTIZATION, tablesWith(third), frameHeader({ marker: 0xc2, width: 8 })],
        ...[segment(0xda, [1, 1, 0, 0, 0, 0]), packed(BRIGHTER)],
        ...[segment(0xda, [1, 1, 0, first, last, 0]), packed(bits), rest, EOI],
      );

    it.each([
      [1, 63, 3, 15],
      [1, 20, 1, 4],
      [5, 5, 0, 1],
      [6, 63, 3, 10],
    ])('of coefficients %i to %i is refused', (first, last, zeros, run) => {
      for (const size of [1, 7, 10]) {
        const bits = ZEROS.repeat(zeros) + THIRD + value(size) + END;
        expect(detailOf(progressive(first, last, run * 16 + size, bits))).toContain(DAMAGED);
        const most = progressive(first, last, (run - 1) * 16 + size, bits);
        expect(verdict(most)).toBe('ok');
      }
    });

    it('is refused before a scan that is cut off', () => {
      const more = join(segment(0xda, [1, 1, 0, 21, 63, 0]), packed(ZEROS));
      expect(verdict(progressive(1, 20, 0x31, ZEROS + THIRD + value(1) + END, more))).toBe('ok');
      expect(detailOf(progressive(1, 20, 0x41, ZEROS + THIRD + value(1) + END, more))).toContain(DAMAGED);
    });
  });
});

describe('what would hide such a value from the search', () => {
  const past = [PLAIN, ending(7), PLAIN];

  it.each<[string, Made]>([
    ['a code that there is none of', { intervals: [`0${'1'.repeat(40)}`, ...past] }],
    ['an interval that is too short', { intervals: [SAME, ...past] }],
    ['restart markers out of turn', { intervals: [PLAIN, PLAIN, ...past], numbers: [0, 2, 2, 3] }],
    ['restart markers that come too early', { restart: 2, intervals: past }],
    ['restart markers without an interval', { restart: 0, intervals: past }],
    [
      'an interval without its restart marker',
      { frame: frameHeader({ width: 24 }), intervals: [past.join('')] },
    ],
    ['no table', { tables: segment(0xc4, [0x00], [1], Buffer.alloc(15), [5]), intervals: past }],
  ])('is refused: %s', (_name, parts) => {
    expect(detailOf(made(parts))).toMatch(/damaged pixels|no Huffman table/);
  });

  it('is refused: a first scan that is cut off', () => {
    const head = join(SOI, QUANTIZATION, tablesWith(0xf7), frameHeader({ components: 3, width: 8 }));
    const scan = (id: number, bits: string) => join(segment(0xda, [1, id, 0, 0, 63, 0]), packed(bits));
    expect(detailOf(join(head, scan(1, SAME), scan(2, ending(7)), scan(3, PLAIN), EOI))).toContain(DAMAGED);
    expect(verdict(join(head, scan(1, PLAIN), scan(2, PLAIN), scan(3, SAME), EOI))).toBe('ok');
  });

  it('is refused: more restart markers than segments are read', () => {
    const head = join(
      SOI,
      QUANTIZATION,
      tablesWith(0xf7),
      segment(0xdd, [0, 1]),
      frameHeader({ components: 3, width: 8 }),
    );
    const scan = (id: number, intervals: string[]) =>
      join(segment(0xda, [1, id, 0, 0, 63, 0]), withRestarts(intervals));
    const long = [PLAIN, ...Array.from({ length: 10_100 }, () => SAME)];
    expect(detailOf(join(head, scan(1, long), scan(2, [ending(7)]), scan(3, [PLAIN]), EOI))).toContain(
      DAMAGED,
    );
  });

  it('is refused: scans that cost too much to read', () => {
    const side = 10_000;
    const frame = frameHeader({ marker: 0xc2, width: side, height: side });
    const blocks = Math.ceil(side / 8) ** 2;
    // Each code ends 16,384 blocks and more, of which each counts as one coefficient that is looked at.
    const endOf = segment(0xc4, [0x10, 1], Buffer.alloc(15), [0xe0]);
    const codes = Math.floor(blocks / 32_767);
    const left = blocks - codes * 32_767;
    const [most, rest] = ['1'.repeat(14), (left - 16_384).toString(2).padStart(14, '0')];
    const runs = `${`0${most}`.repeat(codes)}0${rest}`;
    expect(left).toBeGreaterThan(16_384);
    const band = (k: number, high: number) => join(segment(0xda, [1, 1, 0, k, k, high]), packed(runs));
    const scans = Array.from({ length: 33 }, (_, i) =>
      join(band(i + 1, 0x02), band(i + 1, 0x21), band(i + 1, 0x10)),
    );
    // Five blocks in each byte.
    const dc = join(segment(0xda, [1, 1, 0, 0, 0, 0]), Buffer.alloc(blocks / 5, '\x0c\x0d'));
    const head = join(SOI, QUANTIZATION, tablesWith(0xf7), endOf, frame, dc);
    expect(verdict(join(head, ...scans.slice(0, 10), EOI))).toBe('ok');
    expect(detailOf(join(head, ...scans, EOI))).toContain(DAMAGED);
  });
});

describe('a picture that is cut off', () => {
  it.each([
    ['baseline', {}],
    ['progressive', { progressive: true }],
  ])('is taken as before, %s, if an end marker stands there', async (_name, coding) => {
    const jpeg = await samplePicture().jpeg(coding).toBuffer();
    const last = jpegSegments(jpeg).at(-1)?.bytes.length ?? 0;
    for (let missing = 1; missing < last - 40; missing += 1) {
      const cut = jpeg.subarray(0, jpeg.length - 2 - missing);
      expect(verdict(join(cut, EOI)), `${missing} bytes`).toBe('ok');
    }
  });

  it('is taken as before at each restart marker', () => {
    const intervals = Array.from({ length: 9 }, () => PLAIN);
    const frame = frameHeader({ width: 80 });
    for (let kept = 1; kept <= 9; kept += 1)
      expect(verdict(made({ frame, intervals: intervals.slice(0, kept) })), `${kept}`).toBe('ok');
    expect(verdict(made({ frame, intervals, tail: join([0xff, 0xd0], EOI) }))).toBe('ok');
  });
});

describe('symbols that a JPEG does not have', () => {
  const frames = { baseline: 0xc0, extended: 0xc1 };

  it.each(Object.entries(frames))('are refused in a table of AC, %s', (_name, marker) => {
    const frame = frameHeader({ marker, width: 8 });
    for (let run = 1; run < 15; run += 1)
      expect(detailOf(made({ frame, third: run * 16, intervals: [PLAIN] })), `${run}`).toContain(UNKNOWN);
    for (let size = 11; size < 16; size += 1)
      for (const run of [0, 7, 15])
        expect(detailOf(made({ frame, third: run * 16 + size, intervals: [PLAIN] }))).toContain(UNKNOWN);
  });

  it('are refused in a table of DC', () => {
    for (const symbol of [12, 15, 16, 0x80, 0xff])
      expect(detailOf(made({ tables: tables([0, 5, symbol], [0, 0xf0, 1]), intervals: [PLAIN] }))).toContain(
        UNKNOWN,
      );
    expect(verdict(made({ tables: tables([0, 5, 11], [0, 0xf0, 0xfa]), intervals: [PLAIN] }))).toBe('ok');
  });

  it('are refused where no code of the picture uses them, before the frame or behind it, and in a large picture', () => {
    const frame = frameHeader({ width: 8 });
    const behind = join(frame, tablesWith(0x70));
    expect(detailOf(made({ frame: behind, intervals: [PLAIN] }))).toContain(UNKNOWN);
    const all = {
      restart: 0,
      frame: frameHeader({ width: 8 * 1_000, height: 8 * 540 }),
      intervals: [PAIR.repeat(270_000)],
    };
    expect(made(all).length).toBeGreaterThan(ALWAYS_DECODED_BYTES);
    expect(verdict(made(all))).toBe('ok');
    expect(detailOf(made({ ...all, third: 0x70 }))).toContain(UNKNOWN);
  });

  it('do not matter in a table that no scan uses, or that is replaced before one does', () => {
    const unused = segment(0xc4, [0x11], [1], Buffer.alloc(15), [0x70], [0x01], [1], Buffer.alloc(15), [15]);
    const frame = frameHeader({ width: 8 });
    expect(verdict(made({ frame: join(unused, frame), intervals: [PLAIN] }))).toBe('ok');
    expect(verdict(made({ tables: join(tablesWith(0x70), tablesWith(0xf7)), intervals: [PLAIN] }))).toBe(
      'ok',
    );
  });

  it('end several blocks in a progressive picture', async () => {
    const jpeg = join(
      ...[SOI, QUANTIZATION, tablesWith(0x10), frameHeader({ marker: 0xc2, width: 24 })],
      ...[segment(0xda, [1, 1, 0, 0, 0, 0]), packed(BRIGHTER.repeat(3))],
      ...[segment(0xda, [1, 1, 0, 1, 63, 0]), packed(`${THIRD}1`), EOI],
    );
    expect(cleaned(jpeg).bytes).toEqual(new Uint8Array(jpeg));
    expect((await decode(jpeg)).width).toBe(24);
  });

  describe('are none of those that encoders write', () => {
    let pictures: Buffer[];
    beforeAll(async () => {
      const codings = [
        ...[
          {},
          { optimizeCoding: true },
          { quality: 1 },
          { quality: 100 },
          { progressive: true },
          { mozjpeg: true },
        ],
        ...[
          { quality: 100, chromaSubsampling: '4:4:4' },
          { quality: 100, mozjpeg: true, optimizeScans: false },
        ],
      ];
      pictures = await Promise.all(
        codings.flatMap((coding) =>
          [samplePicture(), samplePicture(1).toColourspace('b-w'), samplePicture().toColourspace('cmyk')].map(
            (picture) => picture.jpeg(coding).toBuffer(),
          ),
        ),
      );
    });

    it('by libjpeg and mozjpeg, with the tables of Annex K and their own', () => {
      for (const jpeg of pictures) expect(verdict(jpeg)).toBe('ok');
    });
  });
});

describe('the bits that a scan of a progressive JPEG leaves to later ones', () => {
  it.each([
    4, 5, 10, 13,
  ])('are refused if they are %i, since each is a pass over all blocks', async (bits) => {
    const segments = jpegSegments(await samplePicture().jpeg({ progressive: true }).toBuffer());
    const scans = segments.filter(({ bytes }) => bytes[1] === 0xda);
    for (const scan of scans) {
      const changed = segments.map(({ bytes }) => {
        if (bytes !== scan.bytes) return bytes;
        const copy = join(bytes);
        const last = 1 + copy.readUInt16BE(2);
        copy[last] = ((copy[last] ?? 0) & 0xf0) | bits;
        return copy;
      });
      expect(detailOf(join(SOI, ...changed, EOI))).toContain('bit by bit');
    }
  });
});
