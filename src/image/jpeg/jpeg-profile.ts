import { readUint8, readUint32, startsWith } from '../bytes.ts';
import type { JpegSegment } from './jpeg-segments.ts';

const SIGNATURE = 'ICC_PROFILE\0';
/** Signature, number of this piece (from 1), count of all pieces (ICC.1 annex B.4). */
const PREFIX_BYTES = SIGNATURE.length + 2;

/** Returns whether an APP2 segment holds a piece of a colour profile (ICC.1 annex B.4). */
export function isProfilePiece(segment: JpegSegment): boolean {
  return segment.payload.length > PREFIX_BYTES && startsWith(segment.payload, SIGNATURE);
}

/**
 * Sorts the pieces of a colour profile.
 * @returns the pieces in their order, or none if they do not form a profile: some are missing, repeated or disagree on
 *   their count, or the content is not an ICC profile of the size that it states, plus up to 3 bytes (ICC.1 7.2.2,
 *   7.2.9). Decoders ignore such a profile, so removing it changes no colour, and no other data can hide under its
 *   name.
 */
export function orderProfilePieces(pieces: readonly JpegSegment[]): readonly JpegSegment[] {
  const ordered = pieces.toSorted((a, b) => pieceNumber(a) - pieceNumber(b));
  const complete = ordered.every(
    (piece, index) =>
      pieceNumber(piece) === index + 1 && readUint8(piece.payload, SIGNATURE.length + 1) === pieces.length,
  );
  const first = ordered[0]?.payload.subarray(PREFIX_BYTES);
  if (!complete || first === undefined || !startsWith(first, 'acsp', 36)) return [];
  const size = pieces.reduce((sum, piece) => sum + piece.payload.length - PREFIX_BYTES, 0);
  const paddingBytes = size - readUint32(first, 0);
  return paddingBytes >= 0 && paddingBytes < 4 ? ordered : [];
}

function pieceNumber(piece: JpegSegment): number {
  return readUint8(piece.payload, SIGNATURE.length);
}
