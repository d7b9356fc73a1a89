import { bytesOf, concatenate, readUint8 } from '../bytes.ts';
import type { ColourSpace } from '../colour-profile.ts';
import { writeOrientation } from '../exif-orientation.ts';
import type { CleanImage, ImageProblem } from '../image-result.ts';
import { numberComponents } from './jpeg-colours.ts';
import { readJpegLayout } from './jpeg-layout.ts';
import type { JpegLayout } from './jpeg-parts.ts';
import { joinProfilePieces } from './jpeg-profile.ts';
import { MARKER } from './jpeg-segments.ts';

/** The offset of the thumbnail's width and height in a JFIF header (JFIF 1.02, "JFIF APP0 marker"). */
const JFIF_THUMBNAIL_SIZE = 12;
/** What a colour profile can describe, by the number of components. Those for CMYK are tables, never plain. */
const COLOUR_SPACES: Readonly<Record<number, ColourSpace>> = { 1: 'GRAY', 3: 'RGB ' };
/** The most bytes that a marker segment can hold. */
const MAX_PAYLOAD_BYTES = 65_533;

/**
 * Rebuilds a JPEG from the parts that it needs, in the order that the standards require: SOI, JFIF header without
 * thumbnail, Exif with only the orientation unless that is 1 (Exif 2.32 section 4.7.2), colour profile, Adobe segment,
 * then frame, tables and scans as they were (T.81 B.2.1) but for the ids of three components, EOI.
 */
export function cleanJpeg(bytes: Uint8Array): CleanImage | ImageProblem {
  const layout = readJpegLayout(bytes);
  if ('code' in layout) return layout;
  const { frame, orientation, picture } = layout;
  const clean = writeJpeg(layout, picture);
  return {
    // An EOI that was missing makes the picture 2 bytes longer; joining tables saves 4 each.
    bytes: clean.length <= bytes.length ? clean : writeJpeg(layout, joinTables(picture)),
    contentType: 'image/jpeg',
    width: frame.width,
    height: frame.height,
    orientation,
  };
}

function writeJpeg(layout: JpegLayout, picture: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const { frame, jfif, orientation, exif, profilePieces, adobe } = layout;
  const space = COLOUR_SPACES[frame.components.length];
  const parts: Uint8Array[] = [bytesOf('\xff\xd8')];
  if (jfif !== null) {
    parts.push(
      writeSegment(MARKER.APP0, concatenate([jfif.subarray(0, JFIF_THUMBNAIL_SIZE), new Uint8Array(2)])),
    );
  }
  if (orientation !== 1) {
    const block = writeOrientation(orientation, exif?.length);
    parts.push(writeSegment(MARKER.APP1, concatenate([bytesOf('Exif\0\0'), block])));
  }
  for (const payload of joinProfilePieces(profilePieces, space))
    parts.push(writeSegment(MARKER.APP2, payload));
  if (adobe !== null) parts.push(writeSegment(MARKER.APP14, adobe));
  let offset = parts.reduce((sum, part) => sum + part.length, 0);
  const clean = concatenate([...parts, ...picture, bytesOf('\xff\xd9')]);
  for (const { length } of picture) {
    numberComponents(clean.subarray(offset, offset + length), frame);
    offset += length;
  }
  return clean;
}

/** Joins table segments of the same kind that follow each other (T.81 B.2.4.1, B.2.4.2). */
function joinTables(picture: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  for (const part of picture) {
    const before = joined.at(-1);
    const marker = readUint8(part, 1);
    const isTable = marker === MARKER.DHT || marker === MARKER.DQT;
    if (isTable && before?.[1] === marker && before.length + part.length - 8 <= MAX_PAYLOAD_BYTES) {
      const payload = concatenate([before.subarray(4), part.subarray(4)]);
      joined[joined.length - 1] = writeSegment(marker, payload);
    } else {
      joined.push(part);
    }
  }
  return joined;
}

/** Writes a marker segment. Its length includes the two length bytes but not the marker (T.81 B.1.1.4). */
function writeSegment(marker: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = payload.length + 2;
  return concatenate([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), payload]);
}
