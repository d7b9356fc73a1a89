import { startsWith } from '../bytes.ts';
import { readOrientation } from '../exif-orientation.ts';
import { type ImageProblem, invalid, type Orientation } from '../image-result.ts';
import { type Coverage, openCoverage } from './coverage.ts';
import { type HuffmanDefinition, readHuffmanTables } from './huffman-table.ts';
import { findColourProblem, keepsAdobe } from './jpeg-colours.ts';
import { findLineCountProblem, isFrameMarker, type JpegFrame, readJpegFrame } from './jpeg-frame.ts';
import { isProfilePiece } from './jpeg-profile.ts';
import { isApplicationMarker, type JpegSegment, MARKER } from './jpeg-segments.ts';
import { findTableProblem, readQuantizationTables, readRestartInterval } from './jpeg-tables.ts';

/** The least length of a JFIF header: identifier, version, density, thumbnail size (JFIF 1.02, "JFIF APP0 marker"). */
const JFIF_BYTES = 14;
/** The length of an Adobe segment: identifier, version, flags and colour transform (Adobe technical note 5116). */
const ADOBE_BYTES = 12;

/** The parts of a JPEG that its clean copy is made of. Everything else is left out of it. */
export type JpegLayout = {
  readonly frame: JpegFrame;
  readonly orientation: Orientation;
  /** The Exif block that the orientation was read from, from its TIFF header on. */
  readonly exif: Uint8Array | null;
  /** A JFIF header, with the thumbnail it may hold. */
  readonly jfif: Uint8Array | null;
  readonly adobe: Uint8Array | null;
  readonly profilePieces: readonly JpegSegment[];
  /** Frame header, tables and scans with their entropy-coded data, in their order, markers included. */
  readonly picture: readonly Uint8Array[];
};

/** What has been read so far, from SOI on. */
export type JpegProgress = {
  frame: JpegFrame | null;
  coverage: Coverage | null;
  scans: number;
  readonly huffman: (HuffmanDefinition | undefined)[];
  /** The tables by their number. */
  readonly quantization: Map<number, Uint8Array>;
  restartInterval: number;
  exif: Uint8Array | null;
  jfif: Uint8Array | null;
  adobe: Uint8Array | null;
  readonly profilePieces: JpegSegment[];
  readonly picture: Uint8Array[];
};

/** Begins with nothing read. */
export function openProgress(): JpegProgress {
  return {
    frame: null,
    coverage: null,
    scans: 0,
    huffman: [],
    quantization: new Map(),
    restartInterval: 0,
    exif: null,
    jfif: null,
    adobe: null,
    profilePieces: [],
    picture: [],
  };
}

/** Returns the parts that have been read, if they make a picture. */
export function toLayout(progress: JpegProgress): JpegLayout | ImageProblem {
  const { frame, scans, exif, jfif, profilePieces, picture } = progress;
  if (frame === null || scans === 0) return invalid('The JPEG ends before its first scan.');
  const problem = findColourProblem(frame, jfif, progress.adobe);
  if (problem !== null) return problem;
  const adobe = progress.adobe && keepsAdobe(frame, jfif, progress.adobe) ? progress.adobe : null;
  const orientation = exif === null ? 1 : readOrientation(exif);
  return { frame, orientation, exif, jfif, adobe, profilePieces, picture };
}

/**
 * Adds a segment that begins no scan to `progress` if it is needed. Markers that stand alone are passed over, as in
 * libjpeg.
 * @returns the problem, or null if there is none
 */
export function takeSegment(
  bytes: Uint8Array,
  segment: JpegSegment,
  progress: JpegProgress,
): ImageProblem | null {
  const { marker, payload, start, end } = segment;
  if (marker === MARKER.TEM || (marker >= MARKER.RST0 && marker <= MARKER.RST7)) return null;
  if (isApplicationMarker(marker)) {
    if (progress.scans === 0) takeApplicationSegment(segment, progress);
    return null;
  }
  progress.picture.push(bytes.subarray(start, end));
  if (isFrameMarker(marker)) return takeFrame(segment, progress);
  if (marker === MARKER.DNL) return findLineCountProblem(payload, progress.frame);
  if (marker === MARKER.DHT || marker === MARKER.DQT || marker === MARKER.DRI) {
    return takeTables(segment, progress);
  }
  // DAC belongs to arithmetic coding, DHP and EXP to hierarchical coding, JPG0 to JPG13 to others such as JPEG-LS.
  return invalid('The JPEG is coded in a way that browsers cannot show.');
}

function takeFrame(segment: JpegSegment, progress: JpegProgress): ImageProblem | null {
  const frame = readJpegFrame(segment);
  if ('code' in frame) return frame;
  if (progress.frame !== null) return invalid('The JPEG has two frame headers.');
  progress.frame = frame;
  progress.coverage = openCoverage(frame);
  return null;
}

function takeTables(segment: JpegSegment, progress: JpegProgress): ImageProblem | null {
  const problem = findTableProblem(segment);
  if (problem !== null) return problem;
  const { marker, payload } = segment;
  if (marker === MARKER.DHT) readHuffmanTables(payload, progress.huffman);
  else if (marker === MARKER.DQT) return takeQuantization(payload, progress);
  else progress.restartInterval = readRestartInterval(payload);
  return null;
}

/**
 * Adds quantization tables. One that is replaced after a scan applies to the pixels before it in some decoders, and in
 * others to those behind it alone.
 */
function takeQuantization(payload: Uint8Array, progress: JpegProgress): ImageProblem | null {
  for (const [number, table] of readQuantizationTables(payload)) {
    const before = progress.quantization.get(number);
    if (progress.scans > 0 && before !== undefined && !isSame(before, table)) {
      return invalid('The JPEG replaces a quantization table between its scans.');
    }
    progress.quantization.set(number, table);
  }
  return null;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * Adds an application segment to `progress` if it is needed. Of several Adobe segments the last counts, as in libjpeg;
 * of several JFIF or Exif segments the first. Segments after the first scan header are ignored by every decoder and are
 * not passed to this function.
 */
function takeApplicationSegment(segment: JpegSegment, progress: JpegProgress): void {
  const { marker, payload } = segment;
  if (marker === MARKER.APP0 && payload.length >= JFIF_BYTES && startsWith(payload, 'JFIF\0')) {
    progress.jfif ??= payload;
  } else if (marker === MARKER.APP1 && startsWith(payload, 'Exif\0')) {
    progress.exif ??= payload.subarray(6);
  } else if (marker === MARKER.APP2 && isProfilePiece(segment)) {
    progress.profilePieces.push(segment);
  } else if (marker === MARKER.APP14 && payload.length >= ADOBE_BYTES && startsWith(payload, 'Adobe')) {
    progress.adobe = payload.subarray(0, ADOBE_BYTES);
  }
}
