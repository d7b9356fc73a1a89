import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/image/clean-image.ts';
import {
  chunk,
  frameHeader,
  headerChunk,
  join,
  PNG_SIGNATURE,
  SCAN_HEADER,
  SOI,
  segment,
  tinyJpeg,
} from './picture-parts.ts';

/**
 * CPU time of this thread, which a busy machine does not stretch much. Far above what is measured (5 to 40 ms each), so
 * that only time growing faster than length fails: 8 MB would take minutes.
 */
const GENEROUS_MS = 2_000;

describe('8 MB made to cost time', () => {
  const fill = (...unit: (Uint8Array | number[] | string)[]) => Buffer.alloc(7_999_000, join(...unit));
  const bomb = chunk('iCCP', 'a\0\0', deflateSync(Buffer.alloc(999_000)));
  const cases: [string, () => Buffer][] = [
    ['stuffed zeros', () => tinyJpeg({ scans: join(SCAN_HEADER, fill('\xff\0')) })],
    ['restart markers', () => tinyJpeg({ scans: join(SCAN_HEADER, fill('\xff\xd0')) })],
    [
      'blocks of a byte with restart markers in turn',
      () => {
        const turn = Array.from({ length: 8 }, (_, nth) => join('\x3f\xff', [0xd0 + nth]));
        const frame = frameHeader({ width: 10_000, height: 10_000 });
        return tinyJpeg({ frame, scans: join(SCAN_HEADER, fill(...turn)) });
      },
    ],
    ['fill bytes in a scan', () => tinyJpeg({ scans: join(SCAN_HEADER, '\x3f', fill('\xff'), '\xd0\x3f') })],
    ['fill bytes before a marker', () => join(SOI, fill('\xff'), tinyJpeg().subarray(2))],
    ['empty comments', () => join(SOI, fill(segment(0xfe)))],
    ['profiles that are large once inflated', () => join(PNG_SIGNATURE, headerChunk(), fill(bomb))],
    ['empty chunks', () => join(PNG_SIGNATURE, headerChunk(), fill(chunk('tEXt')))],
    [
      'Exif with as many entries as fit',
      () =>
        tinyJpeg({ head: segment(0xe1, 'Exif\0\0MM\0*\0\0\0\x08\xff\xff', fill('\0').subarray(0, 65_000)) }),
    ],
  ];
  it.each(cases)('%s', (_name, make) => {
    const bytes = make();
    const before = process.threadCpuUsage();
    cleanImage(bytes);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(GENEROUS_MS);
  });
});
