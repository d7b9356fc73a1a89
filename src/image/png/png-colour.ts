import { inflateSync } from 'node:zlib';
import { bytesOf, concatenate, readUint8 } from '../bytes.ts';
import { isPlainProfile } from '../colour-profile.ts';
import { MAX_PNG_PROFILE_BYTES, MAX_PROFILE_BYTES } from '../image-limits.ts';
import { writePngChunk } from './png-chunks.ts';
import type { PngHeader } from './png-header.ts';

const PROFILE_NAME_MAX_BYTES = 79;
/** Replaces the name of every profile, which is free text and often names a screen. */
const PROFILE_NAME = 'icc';

/**
 * Returns whether a chunk states the size on paper. Chunks that tell some programs to show the same pixels in another way
 * are left out, so that all show one picture: gAMA, cHRM, cICP and sRGB (without them a picture is sRGB), and tRNS, which
 * makes pixels of one colour or palette entries transparent (PNG sections 11.3.1, 11.3.2). iCCP is checked by
 * `cleanProfile`. The chunk must have exactly the length that the standard gives it (section 11.3.4.3), so that no other
 * data can hide under its type.
 */
export function isSizeChunk(type: string, data: Uint8Array): boolean {
  return type === 'pHYs' && data.length === 9;
}

/**
 * Rebuilds an iCCP chunk (PNG section 11.3.2.3) with the profile's name replaced.
 * @param data the data of the chunk
 * @returns the whole chunk, or null if the profile is above `MAX_PNG_PROFILE_BYTES`, not plain, or malformed. With 16
 * bits a sample it is always left out: a curve is checked at the values of 8 bits only, and between them it could show
 * another picture.
 */
export function cleanProfile(
  data: Uint8Array,
  { colourType, depth }: PngHeader,
): Uint8Array<ArrayBuffer> | null {
  if (depth === 16) return null;
  const nameEnd = data.indexOf(0);
  const compressionMethod = readUint8(data, nameEnd + 1);
  const stream = data.subarray(nameEnd + 2);
  if (nameEnd < 1 || nameEnd > PROFILE_NAME_MAX_BYTES || compressionMethod !== 0) return null;
  if (stream.length > MAX_PNG_PROFILE_BYTES) return null;
  const profile = inflated(stream);
  if (profile === null || !isPlainProfile(profile, colourType === 0 || colourType === 4 ? 'GRAY' : 'RGB ')) {
    return null;
  }
  // Never longer than the name that it replaces.
  const name = PROFILE_NAME.slice(0, nameEnd);
  return writePngChunk('iCCP', concatenate([bytesOf(`${name}\0\0`), stream]));
}

/** Inflates a profile. @returns null if it is damaged or too large */
function inflated(stream: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(stream, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return null;
  }
}
