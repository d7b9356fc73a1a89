import { crc32 } from 'node:zlib';
import { bytesOf, concatenate, readUint8, readUint32 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';

/** The bytes of length, type and CRC around the data (PNG section 5.3). */
const FRAMING_BYTES = 12;

/** A chunk: `start` is the offset of its length field, `end` that of the first byte after its CRC (PNG section 5.3). */
export type PngChunk = { readonly type: string; readonly start: number; readonly end: number };

/** Reads the chunk at `position`. Its CRC is not checked here: most ancillary chunks are left out anyway. */
export function readPngChunk(bytes: Uint8Array, position: number): PngChunk | ImageProblem {
  if (position + FRAMING_BYTES > bytes.length) return invalid('The PNG ends before its IEND chunk.');
  const end = position + FRAMING_BYTES + readUint32(bytes, position);
  if (end > bytes.length) return invalid('The PNG has a chunk that runs past its end.');
  for (let offset = position + 4; offset < position + 8; offset += 1) {
    if (!isLetter(readUint8(bytes, offset)))
      return invalid('The PNG has a chunk whose type is not four letters.');
  }
  const type = String.fromCharCode(
    readUint8(bytes, position + 4),
    readUint8(bytes, position + 5),
    readUint8(bytes, position + 6),
    readUint8(bytes, position + 7),
  );
  return { type, start: position, end };
}

/** Returns the data of a chunk, without length, type and CRC, as a view and not a copy. */
export function readPngData(bytes: Uint8Array, { start, end }: PngChunk): Uint8Array {
  return bytes.subarray(start + 8, end - 4);
}

/** Returns whether the CRC of a chunk fits its type and data (PNG section 5.5). */
export function hasValidCrc(bytes: Uint8Array, { start, end }: PngChunk): boolean {
  return readUint32(bytes, end - 4) === crc32(bytes.subarray(start + 4, end - 4));
}

/**
 * Returns whether a decoder that does not know the chunk must give up: its first letter is a capital (PNG section 5.4).
 */
export function isCritical({ type }: PngChunk): boolean {
  return type.charCodeAt(0) < 0x61;
}

/** Writes a chunk of the four-letter `type` around `data`, with length and CRC (PNG section 5.3). */
export function writePngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = concatenate([new Uint8Array(4), bytesOf(type), data, new Uint8Array(4)]);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
  return chunk;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
