import { concatenate, readUint8, readUint32, startsWith } from '../bytes.ts';
import { type ColourSpace, isPlainProfile } from '../colour-profile.ts';
import type { JpegSegment } from './jpeg-segments.ts';

const SIGNATURE = 'ICC_PROFILE\0';
/** Signature, number of this piece (from 1), count of all pieces (ICC.1 annex B.4). */
const PREFIX_BYTES = SIGNATURE.length + 2;

/** Returns whether an APP2 segment holds a piece of a colour profile (ICC.1 annex B.4). */
export function isProfilePiece(segment: JpegSegment): boolean {
  return segment.payload.length > PREFIX_BYTES && startsWith(segment.payload, SIGNATURE);
}

/**
 * Joins the pieces of a colour profile and cuts it again, without what follows its end.
 * @returns the payloads of the APP2 segments that it needs, or none if the pieces do not form a profile as Chromium
 *   reads them: pieces are taken in the order of the file until each number from 1 to the count has come, and one that
 *   is repeated before or states another count spoils all. The content must be an ICC profile of at least the size that
 *   it states (ICC.1 7.2.2, 7.2.9). Decoders ignore any other, so removing it changes no colour. One that is not plain
 *   is removed too: not every decoder goes by it, so that it could show another picture to some.
 * @param space what it must describe; undefined if no profile is kept for such a picture
 */
export function joinProfilePieces(
  pieces: readonly JpegSegment[],
  space: ColourSpace | undefined,
): readonly Uint8Array[] {
  const ordered = orderPieces(pieces);
  const [first] = ordered;
  if (first === undefined || !startsWith(first, 'acsp', PREFIX_BYTES + 36)) return [];
  let left = readUint32(first, PREFIX_BYTES);
  const kept: Uint8Array[] = [];
  for (const piece of ordered) {
    const part = piece.subarray(0, PREFIX_BYTES + left);
    left -= part.length - PREFIX_BYTES;
    kept.push(part);
  }
  const profile = concatenate(kept.map((part) => part.subarray(PREFIX_BYTES)));
  if (left !== 0 || space === undefined || !isPlainProfile(profile, space)) return [];
  return withCount(kept.filter((part) => part.length > PREFIX_BYTES));
}

function orderPieces(pieces: readonly JpegSegment[]): readonly Uint8Array[] {
  const [first] = pieces;
  const count = first === undefined ? 0 : readUint8(first.payload, SIGNATURE.length + 1);
  const found = new Map<number, Uint8Array>();
  for (const { payload } of pieces) {
    if (found.size === count) break;
    const number = readUint8(payload, SIGNATURE.length);
    const isWrong = number < 1 || number > count || found.has(number);
    if (isWrong || readUint8(payload, SIGNATURE.length + 1) !== count) return [];
    found.set(number, payload);
  }
  if (found.size < count) return [];
  return [...found].toSorted(([a], [b]) => a - b).map(([, payload]) => payload);
}

/** States the count of all pieces in each of them. */
function withCount(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  return pieces.map((piece) => {
    const stated = Uint8Array.from(piece);
    stated[SIGNATURE.length + 1] = pieces.length;
    return stated;
  });
}
