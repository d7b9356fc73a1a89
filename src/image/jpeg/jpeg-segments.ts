import { readUint8, readUint16 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';

/** Marker codes: the byte after 0xFF (T.81 table B.1). */
export const MARKER = {
  SOF0: 0xc0,
  SOF2: 0xc2,
  DHT: 0xc4,
  JPG: 0xc8,
  DAC: 0xcc,
  SOF15: 0xcf,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  DRI: 0xdd,
  APP0: 0xe0,
  APP1: 0xe1,
  APP2: 0xe2,
  APP14: 0xee,
  APP15: 0xef,
  COM: 0xfe,
};

/** A marker segment. `start` is the offset of the marker's 0xFF, `end` that of the first byte after the segment. */
export type JpegSegment = {
  readonly marker: number;
  readonly start: number;
  readonly payload: Uint8Array;
  readonly end: number;
};

/**
 * Reads the segment at `position`, without the fill bytes that may come before it (T.81 B.1.1.2 and B.1.1.4). For EOI
 * the payload is empty. Other bytes between segments are refused: decoders disagree on where to continue after them.
 */
export function readJpegSegment(bytes: Uint8Array, position: number): JpegSegment | ImageProblem {
  if (position >= bytes.length) return invalid('The JPEG ends before its end marker.');
  if (bytes[position] !== 0xff) return invalid('The JPEG has stray bytes between its segments.');
  let code = position + 1;
  while (bytes[code] === 0xff) code += 1;
  const marker = readUint8(bytes, code);
  const start = code - 1;
  if (marker === MARKER.EOI) return { marker, start, payload: new Uint8Array(0), end: code + 1 };
  if (marker < MARKER.SOF0 || (marker > 0xcf && marker < MARKER.SOS)) {
    return invalid('The JPEG is cut off or has a marker where none belongs.');
  }
  const length = readUint16(bytes, code + 1);
  const end = code + 1 + length;
  if (length < 2 || end > bytes.length) return invalid('The JPEG has a segment that runs past its end.');
  return { marker, start, payload: bytes.subarray(code + 3, end), end };
}

/**
 * Finds the end of the entropy-coded data that begins at `position`: the first 0xFF that is neither a stuffed data byte
 * nor part of a restart marker (T.81 B.1.1.5 and B.2.1).
 * @returns the offset of that 0xFF, or null if the file ends before it
 */
export function findScanEnd(bytes: Uint8Array, position: number): number | null {
  let offset = position;
  for (;;) {
    // Nearly all bytes of a picture are scanned here, so the fast built-in `indexOf` does it.
    const runStart = bytes.indexOf(0xff, offset);
    if (runStart < 0) return null;
    offset = runStart + 1;
    if (continuesScan(readUint8(bytes, offset))) {
      offset += 1;
      continue;
    }
    while (bytes[offset] === 0xff) offset += 1;
    if (offset >= bytes.length) return null;
    if (!continuesScan(readUint8(bytes, offset))) return runStart;
    offset += 1;
  }
}

/** Returns whether the scan continues after 0xFF and this byte: a stuffed zero or the code of RST0 to RST7. */
function continuesScan(code: number): boolean {
  return code === 0 || (code >= 0xd0 && code <= 0xd7);
}
