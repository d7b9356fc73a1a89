import { bytesOf, readUint16, readUint32, startsWith } from './bytes.ts';
import type { Orientation } from './image-result.ts';

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;
const SHORT = 3;
const LONG = 4;

/**
 * Reads the orientation from an Exif block (Exif 2.32 sections 4.6.2 and 4.6.4). A value that cannot be read, or is not
 * 1 to 8, gives 1, as in viewers. Only the first directory is read and no offset in it is followed, so that a loop of
 * offsets has no effect.
 * @param tiff the block from its TIFF header on
 */
export function readOrientation(tiff: Uint8Array): Orientation {
  const littleEndian = startsWith(tiff, 'II*\0');
  if (!littleEndian && !startsWith(tiff, 'MM\0*')) return 1;
  const read16 = (offset: number) =>
    littleEndian ? swap16(readUint16(tiff, offset)) : readUint16(tiff, offset);
  const read32 = (offset: number) =>
    littleEndian ? read16(offset + 2) * 0x10000 + read16(offset) : readUint32(tiff, offset);

  const directory = read32(4);
  const announcedEntries = read16(directory);
  const fittingEntries = Math.floor((tiff.length - directory - 2) / ENTRY_BYTES);
  for (let i = 0; i < Math.min(announcedEntries, fittingEntries); i += 1) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (read16(entry) !== ORIENTATION_TAG) continue;
    const type = read16(entry + 2);
    if (read32(entry + 4) !== 1) return 1;
    // The tag is a SHORT; some writers store a LONG, which viewers read as well.
    if (type === SHORT) return toOrientation(read16(entry + 8));
    return type === LONG ? toOrientation(read32(entry + 8)) : 1;
  }
  return 1;
}

/** Writes an Exif block of 26 bytes, from its TIFF header on, with only the orientation (Exif 2.32 section 4.6.2). */
export function writeOrientation(orientation: Orientation): Uint8Array<ArrayBuffer> {
  const header = 'MM\0*\0\0\0\x08';
  const entry = `\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0`;
  return bytesOf(`${header}\0\x01${entry}\0\0\0\0`);
}

function swap16(value: number): number {
  return (value >> 8) | ((value & 0xff) << 8);
}

function toOrientation(value: number): Orientation {
  switch (value) {
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return value;
    default:
      return 1;
  }
}
