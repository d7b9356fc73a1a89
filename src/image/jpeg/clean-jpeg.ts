import { bytesOf, concatenate } from '../bytes.ts';
import { writeOrientation } from '../exif-orientation.ts';
import type { CleanImage, ImageProblem } from '../image-result.ts';
import { type JpegLayout, readJpegLayout } from './jpeg-layout.ts';
import { orderProfilePieces } from './jpeg-profile.ts';
import { MARKER } from './jpeg-segments.ts';

/** The offset of the thumbnail's width and height in a JFIF header (JFIF 1.02, "JFIF APP0 marker"). */
const JFIF_THUMBNAIL_SIZE = 12;

/**
 * Rebuilds a JPEG from the parts that it needs, in the order that the standards require: SOI, JFIF header without
 * thumbnail, Exif with only the orientation unless that is 1 (Exif 2.32 section 4.7.2), colour profile, Adobe segment,
 * then frame, tables and scans as they were (T.81 B.2.1), EOI.
 */
export function cleanJpeg(bytes: Uint8Array): CleanImage | ImageProblem {
  const layout = readJpegLayout(bytes);
  if ('code' in layout) return layout;
  const { frame, orientation } = layout;
  return {
    bytes: writeJpeg(layout),
    contentType: 'image/jpeg',
    width: frame.width,
    height: frame.height,
    orientation,
  };
}

function writeJpeg({
  jfif,
  orientation,
  profilePieces,
  adobe,
  picture,
}: JpegLayout): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [bytesOf('\xff\xd8')];
  if (jfif !== null) {
    parts.push(
      writeSegment(MARKER.APP0, concatenate([jfif.subarray(0, JFIF_THUMBNAIL_SIZE), new Uint8Array(2)])),
    );
  }
  if (orientation !== 1) {
    parts.push(writeSegment(MARKER.APP1, concatenate([bytesOf('Exif\0\0'), writeOrientation(orientation)])));
  }
  for (const piece of orderProfilePieces(profilePieces))
    parts.push(writeSegment(piece.marker, piece.payload));
  if (adobe !== null) parts.push(writeSegment(MARKER.APP14, adobe));
  return concatenate([...parts, ...picture, bytesOf('\xff\xd9')]);
}

/** Writes a marker segment. Its length includes the two length bytes but not the marker (T.81 B.1.1.4). */
function writeSegment(marker: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = payload.length + 2;
  return concatenate([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), payload]);
}
