import { bytesOf, readUint8, readUint16, readUint32, startsWith } from './bytes.ts';
import type { Orientation } from './image-result.ts';

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;
/** Header, count and one entry: what a block needs at least to state an orientation. */
const LEAST_BYTES = 22;
/** The offset of the next directory, which closes a directory; viewers do without. */
const CLOSING = '\0\0\0\0';
/** Bytes of the types that hold one integer: BYTE, SHORT, LONG, SBYTE, SSHORT, SLONG (Exif 2.32 section 4.6.2). */
const INTEGER_BYTES = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [6, 1],
  [8, 2],
  [9, 4],
]);
/** A value takes at most so many bytes in its entry; a larger one is stored elsewhere. */
const VALUE_BYTES = 4;

/**
 * Reads the orientation from an Exif block (Exif 2.32 sections 4.6.2 and 4.6.4). The tag is a SHORT of count 1. Some
 * writers store another integer: sharp turns such a picture and Chromium does not, and here it counts, because the
 * writer meant it. An entry that cannot be read, or is not 1 to 8, is passed over as Chromium does; without any it
 * is 1. Only the first directory is read and no offset in it is followed, so that a loop of offsets has no effect.
 * @param tiff the block from its TIFF header on
 */
export function readOrientation(tiff: Uint8Array): Orientation {
  const littleEndian = startsWith(tiff, 'II*\0');
  if (!littleEndian && !startsWith(tiff, 'MM\0*')) return 1;
  const read16 = (offset: number) =>
    littleEndian ? swap16(readUint16(tiff, offset)) : readUint16(tiff, offset);
  const read32 = (offset: number) =>
    littleEndian ? read16(offset + 2) * 0x10000 + read16(offset) : readUint32(tiff, offset);
  const readValue = (offset: number, size: number) => {
    if (size === 1) return readUint8(tiff, offset);
    return size === 2 ? read16(offset) : read32(offset);
  };

  const directory = read32(4);
  const announcedEntries = read16(directory);
  const fittingEntries = Math.floor((tiff.length - directory - 2) / ENTRY_BYTES);
  for (let i = 0; i < Math.min(announcedEntries, fittingEntries); i += 1) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (read16(entry) !== ORIENTATION_TAG) continue;
    const size = INTEGER_BYTES.get(read16(entry + 2));
    const count = read32(entry + 4);
    if (size === undefined || count < 1 || size * count > VALUE_BYTES) continue;
    const orientation = toOrientation(readValue(entry + 8, size));
    if (orientation !== null) return orientation;
  }
  return 1;
}

/**
 * Writes an Exif block, from its TIFF header on, with only the orientation (Exif 2.32 section 4.6.2).
 * @param roomBytes the length of the block that it replaces, which it does not exceed
 */
export function writeOrientation(orientation: Orientation, roomBytes = Infinity): Uint8Array<ArrayBuffer> {
  const header = 'MM\0*\0\0\0\x08';
  const entry = `\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0`;
  const closing = roomBytes < LEAST_BYTES + CLOSING.length ? '' : CLOSING;
  return bytesOf(`${header}\0\x01${entry}${closing}`);
}

function swap16(value: number): number {
  return (value >> 8) | ((value & 0xff) << 8);
}

function toOrientation(value: number): Orientation | null {
  switch (value) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return value;
    default:
      return null;
  }
}
