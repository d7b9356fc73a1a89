import { bytesOf, concatenate, readUint8 } from '../bytes.ts';
import { MAX_PNG_PROFILE_BYTES } from '../image-limits.ts';
import { writePngChunk } from './png-chunks.ts';
import type { PngHeader } from './png-header.ts';

const PROFILE_NAME_MAX_BYTES = 79;
/** Stands in for the name of every profile: it is free text, often the name of a screen. */
const PROFILE_NAME = 'icc';

/**
 * Whether a chunk is one that colours, transparency or the size on paper depend on, of exactly the length its
 * clause gives it (PNG sections 11.3.1, 11.3.2, 11.3.4.3), so that nothing else can travel under its name.
 * iCCP has no fixed length and is judged by `cleanProfile`.
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
 * The iCCP chunk (PNG section 11.3.2.3) with its name replaced, or null if it is larger than a profile needs
 * to be or doesn't hold a zlib stream. The profile itself isn't inflated.
 */
export function cleanProfile(data: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const nameEnd = data.indexOf(0);
  const compressionMethod = readUint8(data, nameEnd + 1);
  const stream = data.subarray(nameEnd + 2);
  if (nameEnd < 1 || nameEnd > PROFILE_NAME_MAX_BYTES || compressionMethod !== 0) return null;
  if (stream.length > MAX_PNG_PROFILE_BYTES || !isZlibStream(stream)) return null;
  return writePngChunk('iCCP', concatenate([bytesOf(`${PROFILE_NAME}\0\0`), stream]));
}

/** Whether bytes begin as a deflate stream in zlib framing does (RFC 1950 section 2.2: CMF, FLG). */
function isZlibStream(stream: Uint8Array): boolean {
  const method = readUint8(stream, 0) & 0x0f;
  return stream.length > 6 && method === 8 && (readUint8(stream, 0) * 256 + readUint8(stream, 1)) % 31 === 0;
}
