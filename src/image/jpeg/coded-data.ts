import { readUint8 } from '../bytes.ts';
import { MAX_REFINED_COEFFICIENTS } from '../image-limits.ts';
import { findFill, NEAR_BYTES } from './jpeg-segments.ts';

/** Zero bytes behind the data, more than a block can take (64 codes of 16 bits, each with up to 15 bits more). */
const ROOM_BYTES = 256;

/** Entropy-coded data up to a marker, without the zeros stuffed after 0xFF (T.81 B.1.1.5), and what is read of it. */
export type CodedData = {
  readonly data: Uint8Array;
  /** The number of bits in `data`. Zeros follow. */
  bits: number;
  /** The number of bits that are read. */
  bit: number;
  /** Where the data begins in the file. */
  start: number;
  /** The offset of the marker's 0xFF, or the length of the file. */
  end: number;
  /** How many more coefficients may be looked at in scans that add bits. */
  refinementsLeft: number;
};

/**
 * How it ended to pass over blocks. `done`: all are there. `cut`: the data ends before. `unreadable`: what stands there
 * is made of no such codes, and decoders go on at different bits behind it, or it costs too much to read.
 */
export type Passage = 'done' | 'cut' | 'unreadable';

/** Tells why no code goes on from the one that ends at `bit`: none is left, or none is valid. */
export function whyStopped({ bits }: CodedData, bit: number): Passage {
  return bit > bits ? 'cut' : 'unreadable';
}

/** Tells why the bits from `bit` on begin with no code, which has up to 16. */
export function whyNoCode(coded: CodedData, bit: number): Passage {
  return whyStopped(coded, bit + 16);
}

/** Makes room for the data of a scan that is at most so many bytes long. */
export function openCodedData(mostBytes: number): CodedData {
  const data = new Uint8Array(mostBytes + ROOM_BYTES);
  return { data, bits: 0, bit: 0, start: 0, end: 0, refinementsLeft: MAX_REFINED_COEFFICIENTS };
}

/** Reads the data that begins at `start` into `coded`, up to the next marker of any kind. */
export function readCodedData(bytes: Uint8Array, start: number, coded: CodedData): void {
  let length = 0;
  let offset = start;
  for (;;) {
    const runStart = findFill(bytes, offset);
    // A call for each pair of bytes would cost more than the copy.
    if (runStart - offset < NEAR_BYTES) {
      for (let i = offset; i < runStart; i += 1) coded.data[length + i - offset] = readUint8(bytes, i);
    } else {
      coded.data.set(bytes.subarray(offset, runStart), length);
    }
    length += runStart - offset;
    const runEnd = endOfRun(bytes, runStart);
    if (runEnd >= bytes.length || bytes[runEnd] !== 0) {
      coded.data.fill(0, length, length + ROOM_BYTES);
      coded.start = start;
      coded.end = runStart;
      coded.bits = length * 8;
      coded.bit = 0;
      return;
    }
    coded.data[length] = 0xff;
    length += 1;
    offset = runEnd + 1;
  }
}

/** Returns the offset in the file of the first byte of which no bit is read. */
export function readUpTo(bytes: Uint8Array, { start, bit }: CodedData): number {
  let left = Math.ceil(bit / 8);
  let offset = start;
  for (;;) {
    const found = findFill(bytes, offset);
    if (found - offset >= left) return offset + left;
    left -= found - offset + 1;
    offset = endOfRun(bytes, found) + 1;
  }
}

/** Returns the next 16 bits from the bit at `bit` on. */
export function peek16(data: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const three = (readUint8(data, at) << 16) | (readUint8(data, at + 1) << 8) | readUint8(data, at + 2);
  return (three >>> (8 - (bit & 7))) & 0xffff;
}

function endOfRun(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (bytes[offset] === 0xff) offset += 1;
  return offset;
}
