import { startsWith } from '../bytes.ts';
import { readOrientation } from '../exif-orientation.ts';
import { MAX_JPEG_SCANS, MAX_JPEG_SEGMENTS } from '../image-limits.ts';
import { type ImageProblem, invalid, type Orientation, unsupported } from '../image-result.ts';
import {
  findLineCountProblem,
  findScanProblem,
  isFrameMarker,
  type JpegFrame,
  readJpegFrame,
} from './jpeg-frame.ts';
import { isProfilePiece } from './jpeg-profile.ts';
import { findScanEnd, type JpegSegment, MARKER, readJpegSegment } from './jpeg-segments.ts';
import { findTableProblem } from './jpeg-tables.ts';

/** The least length of a JFIF header: identifier, version, density, thumbnail size (JFIF 1.02, "JFIF APP0 marker"). */
const JFIF_BYTES = 14;
/** The length of an Adobe segment: identifier, version, flags and colour transform (Adobe technical note 5116). */
const ADOBE_BYTES = 12;

/** The parts of a JPEG that its clean copy is made of. Everything else is left out of it. */
export type JpegLayout = {
  readonly frame: JpegFrame;
  readonly orientation: Orientation;
  /** A JFIF header, with the thumbnail it may hold. */
  readonly jfif: Uint8Array | null;
  readonly adobe: Uint8Array | null;
  readonly profilePieces: readonly JpegSegment[];
  /** Frame header, tables and scans with their entropy-coded data, in their order, markers included. */
  readonly picture: readonly Uint8Array[];
};

/** What has been read so far, from SOI on. */
type Progress = {
  frame: JpegFrame | null;
  scans: number;
  exif: Uint8Array | null;
  jfif: Uint8Array | null;
  adobe: Uint8Array | null;
  profilePieces: JpegSegment[];
  picture: Uint8Array[];
};

/**
 * Takes a JPEG apart up to its first EOI, which ends it (T.81 B.2.1): a second picture, video or archive behind it is
 * not part of the layout.
 */
export function readJpegLayout(bytes: Uint8Array): JpegLayout | ImageProblem {
  const progress: Progress = {
    frame: null,
    scans: 0,
    exif: null,
    jfif: null,
    adobe: null,
    profilePieces: [],
    picture: [],
  };
  let position = 2;
  for (let segments = 0; segments <= MAX_JPEG_SEGMENTS; segments += 1) {
    const segment = readJpegSegment(bytes, position);
    if ('code' in segment) return segment;
    if (segment.marker === MARKER.EOI) return finish(progress);
    const next = takeSegment(bytes, segment, progress);
    if (typeof next !== 'number') return next;
    position = next;
  }
  return invalid(`The JPEG has more than ${MAX_JPEG_SEGMENTS} segments.`);
}

function finish({
  frame,
  scans,
  exif,
  jfif,
  adobe,
  profilePieces,
  picture,
}: Progress): JpegLayout | ImageProblem {
  if (frame === null || scans === 0) return invalid('The JPEG ends before its first scan.');
  const orientation = exif === null ? 1 : readOrientation(exif);
  return { frame, orientation, jfif, adobe, profilePieces, picture };
}

/** Adds a segment to `progress` if it is needed, and returns the position of the next one. */
function takeSegment(bytes: Uint8Array, segment: JpegSegment, progress: Progress): number | ImageProblem {
  const { marker, payload, start, end } = segment;
  if (marker === MARKER.SOS) return takeScan(bytes, segment, progress);
  if (marker === MARKER.COM || (marker >= MARKER.APP0 && marker <= MARKER.APP15)) {
    if (progress.scans === 0) takeApplicationSegment(segment, progress);
    return end;
  }
  let problem: ImageProblem | null;
  if (isFrameMarker(marker)) {
    const frame = readJpegFrame(segment);
    if ('code' in frame) return frame;
    problem = progress.frame === null ? null : invalid('The JPEG has two frame headers.');
    progress.frame = frame;
  } else if (marker === MARKER.DHT || marker === MARKER.DQT || marker === MARKER.DRI) {
    problem = findTableProblem(segment);
  } else if (marker === MARKER.DNL) {
    problem = findLineCountProblem(payload, progress.frame);
  } else {
    // DAC belongs to arithmetic coding, DHP and EXP to hierarchical coding, JPG0 to JPG13 to others such as JPEG-LS.
    problem = unsupported("The JPEG is coded in a way browsers can't show.");
  }
  progress.picture.push(bytes.subarray(start, end));
  return problem ?? end;
}

function takeScan(
  bytes: Uint8Array,
  { payload, start, end }: JpegSegment,
  progress: Progress,
): number | ImageProblem {
  progress.scans += 1;
  if (progress.scans > MAX_JPEG_SCANS) return invalid(`The JPEG has more than ${MAX_JPEG_SCANS} scans.`);
  const problem = findScanProblem(payload, progress.frame);
  if (problem !== null) return problem;
  const scanEnd = findScanEnd(bytes, end);
  if (scanEnd === null) return invalid('The JPEG ends before its end marker.');
  if (scanEnd === end) return invalid('The JPEG has a scan without data.');
  progress.picture.push(bytes.subarray(start, scanEnd));
  return scanEnd;
}

/**
 * Adds an application segment to `progress` if it is needed. Of several Adobe segments the last counts, as in libjpeg;
 * of several JFIF or Exif segments the first. Segments after the first scan header are ignored by every decoder and are
 * not passed to this function.
 */
function takeApplicationSegment(segment: JpegSegment, progress: Progress): void {
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
