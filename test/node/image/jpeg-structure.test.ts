import { describe, expect, it } from 'vitest';
import { MAX_JPEG_SCANS, MAX_JPEG_SEGMENTS } from '../../../src/image/image-limits.ts';
import {
  cleaned,
  decode,
  detailOf,
  EOI,
  frameHeader,
  HUFFMAN,
  join,
  QUANTIZATION,
  RESTART_INTERVAL,
  SCAN_DATA,
  SCAN_HEADER,
  SOI,
  segment,
  TABLES,
  tinyJpeg,
  verdict,
} from './picture-parts.ts';

const SCAN = join(SCAN_HEADER, SCAN_DATA);
const FRAME = frameHeader();
const THREE = frameHeader({ components: 3 });
const PROGRESSIVE = frameHeader({ marker: 0xc2, components: 3 });
/** A code for a value of 11 bits, and no restart markers. */
const LARGE_VALUES = join(segment(0xc4, [0, 1], Buffer.alloc(15), [11]), segment(0xdd, [0, 0]));
/** DC first, then AC. */
const BY_AND_BY = join(
  ...[[0, 0, 0] as const, [1, 63, 0] as const].map((range) =>
    join(segment(0xda, [1, 1, 0, ...range]), SCAN_DATA),
  ),
);
/** A scan for each of three components, with that between them. */
const scansOf = (between: Uint8Array) =>
  join(...[1, 2, 3].map((id) => join(between, segment(0xda, [1, id, 0, 0, 63, 0]), SCAN_DATA)));
/** So many scans of a progressive JPEG, of one coefficient each, all of them new. */
const manyScans = (count: number) =>
  join(
    ...Array.from({ length: count }, (_, nth) => {
      const coefficient = Math.floor(nth / 3);
      return join(segment(0xda, [1, 1 + (nth % 3), 0, coefficient, coefficient, 0]), SCAN_DATA);
    }),
  );
const lineCount = (lines: number) => segment(0xdc, [lines >> 8, lines & 0xff]);
const repeat = (bytes: Uint8Array, times: number) => join(...Array.from({ length: times }, () => bytes));

describe('the structure of a JPEG', () => {
  it('accepts the smallest one, restart markers included', async () => {
    expect(cleaned(tinyJpeg()).bytes).toEqual(new Uint8Array(tinyJpeg()));
    expect(await decode(tinyJpeg())).toMatchObject({ width: 16, height: 8 });
  });

  it('refuses it cut off before its last block is there', () => {
    const jpeg = tinyJpeg();
    for (let length = 3; length < jpeg.length - EOI.length; length += 1) {
      expect(verdict(jpeg.subarray(0, length)), `${length} bytes`).toBe('invalid_image');
    }
  });

  const accepted: [string, Buffer][] = [
    [
      'fill bytes before a marker (T.81 B.1.1.2)',
      join(SOI, '\xff\xff\xff', TABLES, '\xff', FRAME, SCAN, '\xff\xff', EOI),
    ],
    [
      'stuffed zeros in the scan (T.81 B.1.1.5)',
      tinyJpeg({ frame: join(LARGE_VALUES, FRAME), scans: join(SCAN_HEADER, '\x7f\xf3\xff\0\xbf') }),
    ],
    [
      'fill bytes before a restart marker',
      tinyJpeg({ scans: join(SCAN_HEADER, '\x3f\xff\xff\xff\xd0\x3f') }),
    ],
    ['a DNL that repeats the height (T.81 B.2.5)', tinyJpeg({ scans: join(SCAN, lineCount(8)) })],
    ['a quantization table of 16 bits', tinyJpeg({ head: segment(0xdb, [0x10], Buffer.alloc(128, 1)) })],
    ['tables between scans', tinyJpeg({ frame: THREE, scans: scansOf(join(HUFFMAN, QUANTIZATION)) })],
    ['extended sequential DCT', tinyJpeg({ frame: frameHeader({ marker: 0xc1 }) })],
    ['progressive DCT', tinyJpeg({ frame: frameHeader({ marker: 0xc2 }), scans: BY_AND_BY })],
    ['100 million pixels', tinyJpeg({ frame: frameHeader({ width: 10_000, height: 10_000 }) })],
    ['a DNL behind the last block', tinyJpeg({ scans: join(SCAN, lineCount(9)) })],
    ['a second picture begun behind the last block', tinyJpeg({ scans: join(SCAN, SOI) })],
    ['stray bytes between segments', tinyJpeg({ head: join(segment(0xfe), '\0') })],
    ['a segment shorter than it is', tinyJpeg({ head: '\xff\xe1\0\x04abcdefgh' })],
    ['a segment with a zero for its 0xFF', tinyJpeg({ head: join(segment(0xfe), '\0\xe1\0\x08abcdef') })],
    ['0xFF with a zero between segments', tinyJpeg({ head: '\xff\0\xff\0' })],
    ['a restart marker outside a scan', tinyJpeg({ head: '\xff\xd0' })],
    ['a segment length below 2', tinyJpeg({ head: '\xff\xfe\0\x01' })],
    ['a segment past the end, behind the last block', tinyJpeg({ tail: '\xff\xfe\xff\xff' })],
    [`${MAX_JPEG_SCANS} scans`, tinyJpeg({ frame: PROGRESSIVE, scans: manyScans(MAX_JPEG_SCANS) })],
    [`${MAX_JPEG_SEGMENTS} segments`, tinyJpeg({ head: repeat(segment(0xfe), MAX_JPEG_SEGMENTS - 5) })],
  ];
  it.each(accepted)('accepts %s', (_name, jpeg) => expect(verdict(jpeg)).toBe('ok'));

  it('drops the fill bytes', () => {
    const filled = join(SOI, '\xff\xff\xff', TABLES, '\xff', FRAME, SCAN, '\xff\xff', EOI);
    expect(cleaned(filled).bytes).toEqual(new Uint8Array(tinyJpeg()));
  });

  const invalid: [string, Buffer][] = [
    ['no frame header', join(SOI, TABLES, SCAN, EOI)],
    ['a scan before the frame header', tinyJpeg({ frame: join(SCAN, FRAME) })],
    ['no scan', join(SOI, TABLES, FRAME, EOI)],
    ['a scan without data', tinyJpeg({ scans: SCAN_HEADER })],
    ['nothing but an end', join(SOI, EOI)],
    ['a width of zero', tinyJpeg({ frame: frameHeader({ width: 0 }) })],
    [
      'a height of zero, even with a DNL',
      tinyJpeg({ frame: frameHeader({ height: 0 }), scans: join(SCAN, lineCount(8)) }),
    ],
    [
      'a DNL that changes the height of a picture that is cut off',
      tinyJpeg({ scans: join(SCAN_HEADER, '\x3f', lineCount(9)) }),
    ],
    ['a scan without a quantization table', join(SOI, HUFFMAN, RESTART_INTERVAL, FRAME, SCAN, EOI)],
    ['more than 100 million pixels', tinyJpeg({ frame: frameHeader({ width: 10_000, height: 10_001 }) })],
    ['two frame headers', tinyJpeg({ frame: join(FRAME, FRAME) })],
    ['a second picture begun inside', tinyJpeg({ scans: join(SCAN_HEADER, '\x3f', SOI) })],
    ['a second beginning', tinyJpeg({ head: segment(0xd8) })],
    ['a reserved marker', tinyJpeg({ head: segment(0x02) })],
    ['a segment past the end', join(SOI, TABLES, FRAME, '\xff\xfe\xff\xff', SCAN, EOI)],
    [
      'a frame header too long',
      tinyJpeg({ frame: segment(0xc0, [8, 0, 8, 0, 16, 1, 1, 0x11, 0, 2, 0x11, 0]) }),
    ],
    ['a frame header without components', tinyJpeg({ frame: segment(0xc0, [8, 0, 8]) })],
    ['a sampling factor of 0', tinyJpeg({ frame: segment(0xc0, [8, 0, 8, 0, 16, 1, 1, 0x01, 0]) })],
    ['a sampling factor of 5', tinyJpeg({ frame: segment(0xc0, [8, 0, 8, 0, 16, 1, 1, 0x15, 0]) })],
    [
      'a scan of an unknown component',
      tinyJpeg({ scans: join(segment(0xda, [1, 2, 0, 0, 63, 0]), SCAN_DATA) }),
    ],
    ['a scan header too long', tinyJpeg({ scans: join(segment(0xda, [1, 1, 0, 0, 63, 0, 0]), SCAN_DATA) })],
    ['a scan of no component', tinyJpeg({ scans: join(segment(0xda, [0, 0, 63, 0]), SCAN_DATA) })],
    ['an empty quantization table', tinyJpeg({ head: segment(0xdb) })],
    ['a quantization table cut short', tinyJpeg({ head: segment(0xdb, [0], Buffer.alloc(63)) })],
    ['a quantization table with more behind it', tinyJpeg({ head: segment(0xdb, [0], Buffer.alloc(65)) })],
    ['a Huffman table cut short', tinyJpeg({ head: segment(0xc4, [0, 1], Buffer.alloc(15)) })],
    [
      'a Huffman table of 257 symbols',
      tinyJpeg({ head: segment(0xc4, [0, 255, 2], Buffer.alloc(14 + 257)) }),
    ],
    ['a restart interval of a wrong length', tinyJpeg({ head: segment(0xdd, [0]) })],
    [`${MAX_JPEG_SCANS + 1} scans`, tinyJpeg({ frame: PROGRESSIVE, scans: manyScans(MAX_JPEG_SCANS + 1) })],
    [`${MAX_JPEG_SEGMENTS + 1} segments`, tinyJpeg({ head: repeat(segment(0xfe), MAX_JPEG_SEGMENTS + 1) })],
  ];
  it.each(invalid)('refuses %s as invalid', (_name, jpeg) => expect(verdict(jpeg)).toBe('invalid_image'));

  const otherFrames = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
  const notShown: [string, Buffer][] = [
    ...otherFrames.map((marker): [string, Buffer] => [
      `SOF${marker - 0xc0}, lossless, hierarchical or arithmetic`,
      tinyJpeg({ frame: frameHeader({ marker }) }),
    ]),
    ['12 bits a sample', tinyJpeg({ frame: frameHeader({ marker: 0xc1, precision: 12 }) })],
    ['2 components', tinyJpeg({ frame: frameHeader({ components: 2 }) })],
    ['5 components', tinyJpeg({ frame: frameHeader({ components: 5 }) })],
    ['arithmetic conditioning (DAC)', tinyJpeg({ head: segment(0xcc, [0, 0]) })],
    ['a hierarchy (DHP)', tinyJpeg({ head: segment(0xde, [8]) })],
    ['JPEG-LS', tinyJpeg({ frame: frameHeader({ marker: 0xf7 }) })],
  ];
  it.each(notShown)('refuses %s and says what to do', (_name, jpeg) => {
    expect(verdict(jpeg)).toBe('invalid_image');
    expect(detailOf(jpeg)).toContain('Open it and save it as JPEG');
  });
});
