import { readUint8, readUint32, startsWith } from '../bytes.ts';
import type { JpegSegment } from './jpeg-segments.ts';

const SIGNATURE = 'ICC_PROFILE\0';
/** Signature, number of this piece from 1 on, number of pieces (ICC.1 annex B.4). */
const PREFIX_BYTES = SIGNATURE.length + 2;

/** Whether an APP2 segment holds a piece of a colour profile (ICC.1 annex B.4). */
export function isProfilePiece(segment: JpegSegment): boolean {
  return segment.payload.length > PREFIX_BYTES && startsWith(segment.payload, SIGNATURE);
}

/**
 * The pieces of a colour profile in their order, or none if they don't make up one: some missing, repeated or
 * disagreeing on their number, or their content no ICC profile of about the size it announces (ICC.1 7.2.2,
 * 7.2.9). Decoders ignore such a profile, so removing it changes no colour, and nothing else can hide under
 * its name.
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
