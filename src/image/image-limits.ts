import { type ImageProblem, invalid } from './image-result.ts';

/**
 * Most pixels a picture may announce: 100 million. A decoder sets aside 3 or 4 bytes for each before it has
 * read any of them, so a file of a few kilobytes could ask for gigabytes (a decompression bomb). Phones store
 * 12 to 50 million; 100 million is 400 MB decoded.
 */
export const MAX_PIXELS = 100_000_000;

/**
 * Most scans a JPEG may have. Every scan makes a decoder pass over all pixels again, and a scan that says
 * nothing costs a dozen bytes, so that 38 KB can keep it busy for a minute (libjpeg-turbo, "Two Issues with
 * the JPEG Standard", LJT-01-003, which advises decoders to set a limit). Encoders write about 10.
 */
export const MAX_JPEG_SCANS = 100;

/**
 * Most marker segments a JPEG may have. Metadata too large for one segment is cut in pieces of 64 KB (about
 * 125 in 8 MB), and 100 scans with tables of their own are below 1,000; beyond that are only files made to
 * cost time.
 */
export const MAX_JPEG_SEGMENTS = 10_000;

/**
 * Most chunks a PNG may have. Encoders that cut the pixel data into many chunks give each 1 KB or more (8,000
 * in 8 MB); beyond 50,000 are only files made of empty chunks, made to cost time.
 */
export const MAX_PNG_CHUNKS = 50_000;

/**
 * Largest compressed colour profile kept in a PNG, in bytes. It can't be looked into without inflating it,
 * and deflate opens up to 1,032 times, so this bounds it at 68 MB for whoever does. Profiles of phones,
 * screens and working spaces are 0.5 to 4 KB; a larger one is removed, which shifts colours slightly, rather
 * than the file refused.
 */
export const MAX_PNG_PROFILE_BYTES = 65_536;

/** What is wrong with a picture's announced size, or null; a size of zero is forbidden by both formats. */
export function findSizeProblem(width: number, height: number): ImageProblem | null {
  if (width === 0 || height === 0) return invalid('The picture has a width or height of zero.');
  if (width * height > MAX_PIXELS) {
    return invalid(`The picture has more than ${MAX_PIXELS} pixels: ${width} x ${height}.`);
  }
  return null;
}
