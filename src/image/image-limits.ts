import { type ImageProblem, invalid } from './image-result.ts';

/**
 * The most pixels that the header of a picture may state. A decoder allocates 3 or 4 bytes for each before it reads any
 * of them, so a file of a few kilobytes could make it allocate gigabytes (a decompression bomb). Phones store 12 to 50
 * million; 100 million is 400 MB decoded.
 */
export const MAX_PIXELS = 100_000_000;

/**
 * The most scans that a JPEG may have. Each scan makes a decoder pass over all pixels again, and an empty scan takes a
 * dozen bytes, so that 38 KB can keep it busy for a minute (libjpeg-turbo, "Two Issues with the JPEG Standard",
 * LJT-01-003, which advises decoders to set a limit). Encoders write about 10.
 */
export const MAX_JPEG_SCANS = 100;

/**
 * The most marker segments that a JPEG may have. Metadata too large for one segment is cut in pieces of 64 KB (about
 * 125 in 8 MB), and 100 scans with tables of their own are below 1,000. A file with more was made to cost time.
 */
export const MAX_JPEG_SEGMENTS = 10_000;

/**
 * Up to so many bytes of entropy-coded data, its codes are always read, which takes up to 10 ms. In more data they are
 * where there are restart markers, or something shows that the end marker is missing.
 */
export const ALWAYS_DECODED_BYTES = 524_288;

/**
 * The most coefficients that are looked at in scans which add bits, to find the end of a progressive JPEG. An honest one
 * of 8 MB has up to 40 million. All other scans need no limit: what they cost is bounded by their bits.
 */
export const MAX_REFINED_COEFFICIENTS = 100_000_000;

/**
 * The most that a coefficient may be once it is multiplied by its quantization step. Encoders write at most 1,024 and half
 * a step more. From 4,096 on pixels leave the range in which all decoders cut off at black and white: libjpeg starts
 * again at the other end, at once or from 32,768 on, and shows another picture than others. What several coefficients add up
 * to is not looked at (docs/limits.md).
 */
export const MAX_JPEG_COEFFICIENT = 4_096;

/**
 * The most low bits that a scan may leave to later ones (Al). Encoders leave at most three (mozjpeg). Each bit is a pass over
 * all blocks, however few bytes they take: ten of them over a picture of 64 million pixels took half a second.
 */
export const MAX_JPEG_BITS_LEFT = 3;

/** The most blocks of all components whose coefficients are remembered for progressive scans, in 8 bytes each. */
export const MAX_TRACKED_BLOCKS = 4_800_000;

/**
 * The most chunks that a PNG may have. Encoders that cut the pixel data into many chunks give each 1 KB or more (8,000
 * in 8 MB). A file with more than 50,000 consists of empty chunks and was made to cost time.
 */
export const MAX_PNG_CHUNKS = 50_000;

/**
 * The largest compressed colour profile that is kept in a PNG, in bytes. Profiles of phones, screens and working spaces
 * are 0.5 to 4 KB. A profile above this limit, or inflated above `MAX_PROFILE_BYTES`, is removed, which shifts colours
 * slightly; the file is not refused.
 */
export const MAX_PNG_PROFILE_BYTES = 65_536;

/**
 * The most bytes of inflated pixels that are looked through for transparency: 25 million pixels of 8 bits with alpha,
 * which take about 200 ms. A4 at 300 dpi has 9 million, the screen of a phone 5 million.
 */
export const MAX_ALPHA_PNG_BYTES = 100_000_000;

/**
 * The largest colour profile that is inflated, in bytes. See `MAX_PNG_PROFILE_BYTES`.
 */
export const MAX_PROFILE_BYTES = 1_000_000;

/**
 * Checks the size in pixels that a picture's header states. Both formats forbid a size of zero.
 * @returns the problem, or null if there is none
 */
export function findSizeProblem(width: number, height: number): ImageProblem | null {
  if (width === 0 || height === 0) return invalid('The picture has a width or height of zero.');
  if (width * height > MAX_PIXELS) {
    return invalid(`The picture has more than ${MAX_PIXELS} pixels: ${width} x ${height}.`);
  }
  return null;
}
