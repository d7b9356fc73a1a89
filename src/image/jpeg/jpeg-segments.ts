import { readUint8, readUint16 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';

/** Marker codes: the byte after 0xFF (T.81 table B.1). */
export const MARKER = {
  TEM: 0x01,
  SOF0: 0xc0,
  SOF2: 0xc2,
  DHT: 0xc4,
  JPG: 0xc8,
  DAC: 0xcc,
  SOF15: 0xcf,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
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
 * Reads the next segment from `position` on, as libjpeg does and with it browsers: bytes that belong to no segment are
 * passed over up to the next marker, as are fill bytes (T.81 B.1.1.2), and a length below 2 counts as 2. EOI and the
 * markers that stand alone (T.81 B.1.1.3) have an empty payload.
 */
export function readJpegSegment(bytes: Uint8Array, position: number): JpegSegment | ImageProblem {
  let code = position;
  let marker = 0;
  // 0xFF with a zero behind it is no marker (T.81 B.1.1.5).
  while (marker === 0) {
    const found = bytes.indexOf(0xff, code);
    if (found < 0) return invalid('The JPEG ends before its end marker.');
    code = found + 1;
    while (bytes[code] === 0xff) code += 1;
    if (code >= bytes.length) return invalid('The JPEG ends before its end marker.');
    marker = readUint8(bytes, code);
  }
  const start = code - 1;
  if (marker === MARKER.EOI || marker === MARKER.TEM || isRestart(marker)) {
    return { marker, start, payload: new Uint8Array(0), end: code + 1 };
  }
  if (marker < MARKER.SOF0 || marker === MARKER.SOI) {
    return invalid('The JPEG is cut off or has a marker where none belongs.');
  }
  const length = Math.max(readUint16(bytes, code + 1), 2);
  const end = code + 1 + length;
  if (end > bytes.length) return invalid('The JPEG has a segment that runs past its end.');
  return { marker, start, payload: bytes.subarray(code + 3, end), end };
}

/** Where a scan ends, by its markers. */
export type ScanEnd = {
  /** The offset of the first 0xFF that is neither a stuffed data byte nor part of a restart marker. */
  readonly end: number;
  readonly hasRestarts: boolean;
};

/**
 * Finds the end of the entropy-coded data that begins at `position` (T.81 B.1.1.5 and B.2.1).
 * @returns null if the file ends before it
 */
export function findScanEnd(bytes: Uint8Array, position: number): ScanEnd | null {
  let offset = position;
  let hasRestarts = false;
  for (;;) {
    const runStart = findFill(bytes, offset);
    offset = runStart + 1;
    while (bytes[offset] === 0xff) offset += 1;
    if (offset >= bytes.length) return null;
    const code = readUint8(bytes, offset);
    offset += 1;
    if (code === 0) continue;
    if (!isRestart(code)) return { end: runStart, hasRestarts };
    hasRestarts = true;
  }
}

/** How far a loop looks before the built-in search, which costs more to call than to run. */
export const NEAR_BYTES = 16;

/**
 * Finds the first 0xFF from `offset` on. Nearly all bytes of a picture are passed over here.
 * @returns its offset, or the length of the file if there is none
 */
export function findFill(bytes: Uint8Array, offset: number): number {
  const near = Math.min(offset + NEAR_BYTES, bytes.length);
  for (let at = offset; at < near; at += 1) {
    if (bytes[at] === 0xff) return at;
  }
  const found = bytes.indexOf(0xff, near);
  return found < 0 ? bytes.length : found;
}

/** Returns whether a marker begins metadata: APP0 to APP15, or a comment. */
export function isApplicationMarker(marker: number): boolean {
  return marker === MARKER.COM || (marker >= MARKER.APP0 && marker <= MARKER.APP15);
}

function isRestart(marker: number): boolean {
  return marker >= MARKER.RST0 && marker <= MARKER.RST7;
}
