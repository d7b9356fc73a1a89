import { readOrientation } from '../exif-orientation.ts';
import { PNG_SIGNATURE } from '../image-format.ts';
import { MAX_PNG_CHUNKS } from '../image-limits.ts';
import { type ImageProblem, invalid, type Orientation } from '../image-result.ts';
import { hasValidCrc, isCritical, type PngChunk, readPngChunk, readPngData } from './png-chunks.ts';
import { cleanProfile, isSizeChunk } from './png-colour.ts';
import { findPaletteProblem, type PngHeader, readPngHeader } from './png-header.ts';

/** The parts of a PNG that its clean copy is made of. Everything else is left out of it. */
export type PngLayout = {
  readonly header: PngHeader;
  readonly orientation: Orientation;
  /** The Exif block that the orientation was read from. */
  readonly exif: Uint8Array | null;
  /** Signature and IHDR. */
  readonly opening: Uint8Array;
  /** PLTE, a plain colour profile and the size on paper, whole and in their order. */
  readonly colour: readonly Uint8Array[];
  /** The IDAT chunks, whole. */
  readonly picture: Uint8Array;
};

/** What has been read so far, from IHDR on. */
type Progress = {
  readonly header: PngHeader;
  readonly colour: Map<string, Uint8Array>;
  /** The types of ancillary chunks that were looked at, kept or not. */
  readonly seen: Set<string>;
  exif: Uint8Array | null;
  pictureStart: number;
  pictureEnd: number;
  pictureDataBytes: number;
};

/**
 * Takes a PNG apart up to its IEND, which ends it (PNG section 5.6): bytes after it are not part of the layout. The CRC
 * of every critical chunk that is kept must fit (section 13.1).
 */
export function readPngLayout(bytes: Uint8Array): PngLayout | ImageProblem {
  const opening = readPngChunk(bytes, PNG_SIGNATURE.length);
  if ('code' in opening) return opening;
  if (opening.type !== 'IHDR') return invalid('The PNG does not begin with its header.');
  if (!hasValidCrc(bytes, opening)) return invalid('The PNG has a wrong checksum in IHDR.');
  const header = readPngHeader(readPngData(bytes, opening));
  if ('code' in header) return header;

  const progress: Progress = {
    header,
    colour: new Map(),
    seen: new Set(),
    exif: null,
    pictureStart: 0,
    pictureEnd: 0,
    pictureDataBytes: 0,
  };
  let position = opening.end;
  for (let chunks = 1; chunks < MAX_PNG_CHUNKS; chunks += 1) {
    const chunk = readPngChunk(bytes, position);
    if ('code' in chunk) return chunk;
    if (isCritical(chunk)) {
      const problem = takeCriticalChunk(bytes, chunk, progress);
      if (problem !== null) return problem;
      if (chunk.type === 'IEND') return finish(bytes, opening, progress);
    } else if (progress.pictureEnd === 0) {
      takeAncillaryChunk(bytes, chunk, progress);
    }
    position = chunk.end;
  }
  return invalid(`The PNG has more than ${MAX_PNG_CHUNKS} chunks.`);
}

function finish(bytes: Uint8Array, opening: PngChunk, progress: Progress): PngLayout | ImageProblem {
  const { header, colour, exif, pictureStart, pictureEnd, pictureDataBytes } = progress;
  if (pictureDataBytes === 0) return invalid('The PNG has no pixel data.');
  return {
    header,
    orientation: exif === null ? 1 : readOrientation(exif),
    exif,
    opening: bytes.subarray(0, opening.end),
    colour: [...colour.values()],
    picture: bytes.subarray(pictureStart, pictureEnd),
  };
}

/**
 * Checks a critical chunk, and adds PLTE and IDAT to `progress`. A second IHDR is wrong, and any other critical chunk
 * is unknown to every decoder (PNG section 13.1).
 * @returns the problem, or null if there is none
 */
function takeCriticalChunk(bytes: Uint8Array, chunk: PngChunk, progress: Progress): ImageProblem | null {
  const { type, start, end } = chunk;
  // IEND is written anew.
  if (type !== 'IEND' && !hasValidCrc(bytes, chunk)) {
    return invalid(`The PNG has a wrong checksum in ${type}.`);
  }
  const data = readPngData(bytes, chunk);
  switch (type) {
    case 'PLTE':
      if (progress.pictureEnd !== 0 || progress.colour.has(type))
        return invalid('The PNG has a misplaced palette.');
      progress.colour.set(type, bytes.subarray(start, end));
      return findPaletteProblem(data, progress.header);
    case 'IDAT':
      if (progress.header.colourType === 3 && !progress.colour.has('PLTE')) {
        return invalid('The PNG has no palette before its pixels.');
      }
      if (progress.pictureEnd === 0) progress.pictureStart = start;
      else if (progress.pictureEnd !== start) return invalid('The PNG has pixel data in several places.');
      progress.pictureEnd = end;
      progress.pictureDataBytes += data.length;
      return null;
    case 'IEND':
      return data.length === 0 ? null : invalid('The PNG has an IEND chunk that is not empty.');
    case 'IHDR':
      return invalid('The PNG has two headers.');
    default:
      return invalid('The PNG has a critical chunk that is not in the standard.');
  }
}

/** The ancillary chunks that are looked at: orientation, colour profile, size on paper. */
const NEEDED = new Set(['eXIf', 'iCCP', 'pHYs']);

/**
 * Adds an ancillary chunk to `progress` if it is needed. Needed chunks come before the first IDAT and once each (PNG
 * section 5.6), so later ones are not passed to this function, and of several the first counts, kept or not: each profile
 * is inflated. A chunk whose CRC does not fit is left out.
 */
function takeAncillaryChunk(bytes: Uint8Array, chunk: PngChunk, progress: Progress): void {
  const { type, start, end } = chunk;
  if (!NEEDED.has(type) || progress.seen.has(type) || !hasValidCrc(bytes, chunk)) return;
  progress.seen.add(type);
  const data = readPngData(bytes, chunk);
  if (type === 'eXIf') {
    progress.exif = data;
    return;
  }
  const size = isSizeChunk(type, data) ? bytes.subarray(start, end) : null;
  const kept = type === 'iCCP' ? cleanProfile(data, progress.header) : size;
  if (kept !== null) progress.colour.set(type, kept);
}
