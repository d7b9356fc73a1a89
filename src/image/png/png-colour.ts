import { bytesOf, concatenate, readUint8 } from '../bytes.ts';
import { MAX_PNG_PROFILE_BYTES } from '../image-limits.ts';
import { writePngChunk } from './png-chunks.ts';
import type { PngHeader } from './png-header.ts';

const PROFILE_NAME_MAX_BYTES = 79;
/** Replaces the name of every profile, which is free text and often names a screen. */
const PROFILE_NAME = 'icc';

/**
 * Returns whether colours, transparency or the size on paper depend on a chunk. It must have exactly the length that
 * the standard gives it (PNG sections 11.3.1, 11.3.2, 11.3.4.3), so that no other data can hide under its type. iCCP
 * has no fixed length and is checked by `cleanProfile`.
 */
export function isColourChunk(type: string, data: Uint8Array, { colourType }: PngHeader): boolean {
  switch (type) {
    case 'gAMA':
    case 'cICP':
      return data.length === 4;
    case 'cHRM':
      return data.length === 32;
    case 'sRGB':
      return data.length === 1;
    case 'pHYs':
      return data.length === 9;
    case 'sBIT':
      return data.length === { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 }[colourType];
    case 'tRNS':
      if (colourType === 3) return data.length >= 1 && data.length <= 256;
      return data.length === { 0: 2, 2: 6, 4: null, 6: null }[colourType];
    default:
      return false;
  }
}

/**
 * Rebuilds an iCCP chunk (PNG section 11.3.2.3) with the profile's name replaced. The profile itself is not inflated.
 * @param data the data of the chunk
 * @returns the whole chunk, or null if the profile is above `MAX_PNG_PROFILE_BYTES` or the data is malformed
 */
export function cleanProfile(data: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const nameEnd = data.indexOf(0);
  const compressionMethod = readUint8(data, nameEnd + 1);
  const stream = data.subarray(nameEnd + 2);
  if (nameEnd < 1 || nameEnd > PROFILE_NAME_MAX_BYTES || compressionMethod !== 0) return null;
  if (stream.length > MAX_PNG_PROFILE_BYTES || !isZlibStream(stream)) return null;
  // Never longer than the name that it replaces.
  const name = PROFILE_NAME.slice(0, nameEnd);
  return writePngChunk('iCCP', concatenate([bytesOf(`${name}\0\0`), stream]));
}

/** Returns whether the bytes begin like a deflate stream in the zlib format (RFC 1950 section 2.2: CMF, FLG). */
function isZlibStream(stream: Uint8Array): boolean {
  const method = readUint8(stream, 0) & 0x0f;
  return stream.length > 6 && method === 8 && (readUint8(stream, 0) * 256 + readUint8(stream, 1)) % 31 === 0;
}
