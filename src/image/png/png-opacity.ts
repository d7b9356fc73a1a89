import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { concatenate } from '../bytes.ts';
import { PNG_SIGNATURE } from '../image-format.ts';
import { MAX_ALPHA_PNG_BYTES } from '../image-limits.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { readPngChunk, readPngData } from './png-chunks.ts';
import { type PngHeader, readPngHeader } from './png-header.ts';
import { type Expected, expectedAlpha, rowsOf } from './png-rows.ts';

/** So much is inflated at a time: 16 KB can become 16 MB. */
const SLICE_BYTES = 16_384;
const OUTPUT_BYTES = 65_536;

/**
 * Finds a pixel that is not fully opaque. What stands behind it is up to the program: a browser shows the page, a decoder
 * may ignore the alpha channel, so that one file shows two pictures. Only pixels with an alpha channel are inflated, and
 * no row is kept: while all is opaque, each filtered alpha byte has a known value.
 * @param bytes a PNG of `cleanPng`
 * @returns the problem, or null if every pixel is opaque
 */
export async function findTransparency(bytes: Uint8Array): Promise<ImageProblem | null> {
  const opening = readPngChunk(bytes, PNG_SIGNATURE.length);
  if ('code' in opening) return opening;
  const header = readPngHeader(readPngData(bytes, opening));
  if ('code' in header) return header;
  if (header.colourType !== 4 && header.colourType !== 6) return null;
  const rows = rowsOf(header);
  if (rows.reduce((sum, { rowBytes, count }) => sum + rowBytes * count, 0) > MAX_ALPHA_PNG_BYTES) {
    return invalid('The picture has a transparency channel and too many pixels to look through it.');
  }
  const check = createAlphaCheck(header, rows);
  try {
    const inflated = Readable.from(pixelData(bytes, opening.end)).pipe(
      createInflate({ chunkSize: OUTPUT_BYTES }),
    );
    for await (const part of inflated) {
      const found = check(part);
      if (found === 'opaque') return null;
      if (found !== 'more') return found;
    }
  } catch {
    return invalid('The PNG has damaged pixel data.');
  }
  return invalid('The PNG ends before its last pixel.');
}

/** Yields the data of the IDAT chunks in slices. Small chunks are joined: what each slice costs does not depend on its size. */
function* pixelData(bytes: Uint8Array, start: number): Generator<Uint8Array> {
  let joined: Uint8Array[] = [];
  let length = 0;
  for (const data of pixelChunks(bytes, start)) {
    joined.push(data);
    length += data.length;
    if (length < SLICE_BYTES) continue;
    const whole = joined.length === 1 ? data : concatenate(joined);
    for (let at = 0; at < length; at += SLICE_BYTES) yield whole.subarray(at, at + SLICE_BYTES);
    [joined, length] = [[], 0];
  }
  if (length > 0) yield concatenate(joined);
}

/** Yields the data of each IDAT chunk. */
function* pixelChunks(bytes: Uint8Array, start: number): Generator<Uint8Array> {
  for (let position = start; ; ) {
    const chunk = readPngChunk(bytes, position);
    if ('code' in chunk || chunk.type === 'IEND') return;
    if (chunk.type === 'IDAT') yield readPngData(bytes, chunk);
    position = chunk.end;
  }
}

/** Takes the inflated data part by part. `opaque` once all rows were seen. */
type AlphaCheck = (part: Uint8Array) => 'more' | 'opaque' | ImageProblem;

function createAlphaCheck({ depth, pixelBytes }: PngHeader, rows: ReturnType<typeof rowsOf>): AlphaCheck {
  /** The bytes of a pixel that are alpha come last. */
  const lanes = depth === 16 ? [pixelBytes - 2, pixelBytes - 1] : [pixelBytes - 1];
  let [pass, row, at] = [0, 0, 0];
  let expected: Expected | null = null;

  return (part) => {
    for (let offset = 0; offset < part.length; ) {
      const size = rows[pass];
      if (size === undefined) return 'opaque';
      if (at === 0) {
        expected = expectedAlpha(part[offset] ?? 0, row === 0);
        if (expected === null) return invalid('The PNG has a row with an unknown filter.');
        [offset, at] = [offset + 1, 1];
      }
      const taken = Math.min(size.rowBytes - at, part.length - offset);
      // The place in the row without its filter byte.
      const from = at - 1;
      for (const lane of lanes) {
        const next = from + ((((lane - from) % pixelBytes) + pixelBytes) % pixelBytes);
        for (let place = next; place < from + taken; place += pixelBytes) {
          const wanted = place < pixelBytes ? expected?.first : expected?.others;
          if (part[offset + place - from] !== wanted) return invalid(TRANSPARENT);
        }
      }
      [offset, at] = [offset + taken, at + taken];
      if (at === size.rowBytes) [at, row] = [0, row + 1];
      if (row === size.count) [pass, row] = [pass + 1, 0];
    }
    return rows[pass] === undefined ? 'opaque' : 'more';
  };
}

const TRANSPARENT = 'The picture is transparent in places, so that it looks different on each background.';
