import { readUint8, readUint32 } from '../bytes.ts';
import { findSizeProblem } from '../image-limits.ts';
import { type ImageProblem, invalid } from '../image-result.ts';

/**
 * Size in pixels, bits of a sample, and colour type: 3 has a palette, 0 and 4 are grey, 2 and 6 truecolour, 4 and 6 with
 * alpha (PNG section 11.2.1).
 */
export type PngHeader = {
  readonly width: number;
  readonly height: number;
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly depth: number;
  readonly interlaced: boolean;
  /** The bytes of a pixel; 1 if it has fewer bits. */
  readonly pixelBytes: number;
};

/**
 * Bit depths allowed for each colour type (PNG section 11.2.1), without grey of 16 bits: some programs show its upper
 * byte, others everything above 255 as white, which are two pictures.
 */
const ALLOWED_DEPTHS: Readonly<Record<PngHeader['colourType'], readonly number[]>> = {
  0: [1, 2, 4, 8],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8],
  6: [8, 16],
};

/**
 * Reads the data of an IHDR chunk (PNG section 11.2.1). The standard's limit of 2^31 - 1 on width and height is far
 * above our own on pixels, so it needs no check.
 */
export function readPngHeader(data: Uint8Array): PngHeader | ImageProblem {
  if (data.length !== 13) return invalid('The PNG has a header of a wrong length.');
  const width = readUint32(data, 0);
  const height = readUint32(data, 4);
  const sizeProblem = findSizeProblem(width, height);
  if (sizeProblem !== null) return sizeProblem;
  const [depth, colourType] = [readUint8(data, 8), readUint8(data, 9)];
  if (depth === 16 && (colourType === 0 || colourType === 4)) {
    return invalid('The PNG has grey pixels of 16 bits, which programs show in different ways.');
  }
  if (!isColourType(colourType) || !ALLOWED_DEPTHS[colourType].includes(depth)) {
    return invalid('The PNG has a bit depth and colour type that do not go together.');
  }
  const compression = readUint8(data, 10);
  const filter = readUint8(data, 11);
  const interlace = readUint8(data, 12);
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    return invalid('The PNG has an unknown compression, filter or interlace method.');
  }
  const pixelBytes = Math.max(1, (SAMPLES[colourType] * depth) / 8);
  return { width, height, colourType, depth, interlaced: interlace === 1, pixelBytes };
}

/** Samples of a pixel for each colour type. */
const SAMPLES: Readonly<Record<PngHeader['colourType'], number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function isColourType(value: number): value is PngHeader['colourType'] {
  return value === 0 || value === 2 || value === 3 || value === 4 || value === 6;
}

/** Checks the data of a PLTE chunk (PNG section 11.2.2). @returns the problem, or null if there is none */
export function findPaletteProblem(data: Uint8Array, { colourType }: PngHeader): ImageProblem | null {
  const entries = data.length / 3;
  if (!Number.isInteger(entries) || entries < 1 || entries > 256) {
    return invalid('The PNG has a palette of a wrong length.');
  }
  if (colourType === 0 || colourType === 4) return invalid('The PNG has a palette for a grey picture.');
  return null;
}
