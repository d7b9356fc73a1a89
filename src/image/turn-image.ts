import { bytesOf, concatenate, readUint8, readUint16, startsWith } from './bytes.ts';
import { writeOrientation } from './exif-orientation.ts';
import { PNG_SIGNATURE } from './image-format.ts';
import type { CleanImage, Orientation } from './image-result.ts';
import { MARKER } from './jpeg/jpeg-segments.ts';
import { readPngChunk, writePngChunk } from './png/png-chunks.ts';

/** A turn clockwise, in degrees. */
export type Turn = 90 | 180 | 270;

/** The orientation that shows a picture turned clockwise by 90 degrees, by the orientation that it has. */
const QUARTER: Readonly<Record<Orientation, Orientation>> = {
  1: 6,
  6: 3,
  3: 8,
  8: 1,
  // Mirrored first.
  2: 7,
  7: 4,
  4: 5,
  5: 2,
};

/**
 * Turns a cleaned picture clockwise. Only its orientation tag is written: the pixels stay as they are, and the picture
 * grows by at most 40 bytes. Whether the tag counts is up to the reader; browsers turn a JPEG by it.
 */
export function turnImage(image: CleanImage, turn: Turn): CleanImage {
  let { orientation } = image;
  for (let done = 0; done < turn; done += 90) orientation = QUARTER[orientation];
  return withOrientation(image, orientation);
}

/** Replaces the orientation of a cleaned picture. */
export function withOrientation(image: CleanImage, orientation: Orientation): CleanImage {
  const { bytes, contentType } = image;
  const written =
    contentType === 'image/png' ? withPngTag(bytes, orientation) : withJpegTag(bytes, orientation);
  return { ...image, bytes: written, orientation };
}

/** The Exif segment comes behind the JFIF header, before everything else (Exif 2.32 section 4.5.5). */
function withJpegTag(bytes: Uint8Array, orientation: Orientation): Uint8Array<ArrayBuffer> {
  const start = readUint8(bytes, 3) === MARKER.APP0 ? endOfSegment(bytes, 2) : 2;
  const tagged = readUint8(bytes, start + 1) === MARKER.APP1 && startsWith(bytes, 'Exif\0', start + 4);
  const rest = bytes.subarray(tagged ? endOfSegment(bytes, start) : start);
  const exif = concatenate([bytesOf('Exif\0\0'), writeOrientation(orientation)]);
  const segment = [Uint8Array.of(0xff, MARKER.APP1, 0, exif.length + 2), exif];
  return concatenate([bytes.subarray(0, start), ...(orientation === 1 ? [] : segment), rest]);
}

function endOfSegment(bytes: Uint8Array, start: number): number {
  return start + 2 + readUint16(bytes, start + 2);
}

/** The bytes of the IHDR chunk, which comes first (PNG sections 5.3 and 11.2.1). */
const IHDR_BYTES = 25;

/** The eXIf chunk comes behind IHDR, where `cleanPng` writes it. */
function withPngTag(bytes: Uint8Array, orientation: Orientation): Uint8Array<ArrayBuffer> {
  const start = PNG_SIGNATURE.length + IHDR_BYTES;
  const first = readPngChunk(bytes, start);
  const rest = bytes.subarray('type' in first && first.type === 'eXIf' ? first.end : start);
  const chunk = orientation === 1 ? [] : [writePngChunk('eXIf', writeOrientation(orientation))];
  return concatenate([bytes.subarray(0, start), ...chunk, rest]);
}
