import { ALWAYS_DECODED_BYTES, MAX_JPEG_SCANS, MAX_JPEG_SEGMENTS } from '../image-limits.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { openSearch, type SearchState } from './choose-skip.ts';
import { findCodedEnd } from './find-coded-end.ts';
import { looksForeign } from './foreign-bytes.ts';
import { type JpegLayout, type JpegProgress, openProgress, takeSegment, toLayout } from './jpeg-parts.ts';
import { findHuffmanProblem, type JpegScan, readJpegScan } from './jpeg-scan.ts';
import {
  findScanEnd,
  isApplicationMarker,
  type JpegSegment,
  MARKER,
  readJpegSegment,
} from './jpeg-segments.ts';

/** More stray bytes than these are a file of another kind, in which markers stand by chance. */
const MOST_STRAY_BYTES = 64;

/** The markers of what a scan needs. */
const SCAN_PARTS: ReadonlySet<number> = new Set([MARKER.SOS, MARKER.DHT, MARKER.DQT, MARKER.DRI]);

/**
 * How sure it is that no foreign bytes stand before the end that markers show: `unchecked` if nothing speaks for any,
 * `foreign` if something does.
 */
type Doubt = 'none' | 'unchecked' | 'foreign';

/** A layout or why there is none, by markers alone. A problem in doubt may be one of foreign bytes only. */
type Reading = { readonly outcome: JpegLayout | ImageProblem; readonly doubt: Doubt };

/**
 * Takes a JPEG apart up to its end: the first EOI (T.81 B.2.1), or the last coded block where that comes before. A
 * second picture, video or archive behind the end is not part of the layout.
 *
 * Some cameras write no EOI, and foreign bytes follow the last block at once, in which an EOI may stand by chance. So
 * where anything is odd, and in small pictures always, the codes are read one by one until all pixels are there.
 */
export function readJpegLayout(bytes: Uint8Array): JpegLayout | ImageProblem {
  const { outcome, doubt } = readByMarkers(bytes);
  if (doubt === 'none') return outcome;
  const decoded = readByCodes(bytes);
  if (decoded !== 'cut' && decoded !== 'unreadable') return decoded;
  if ('code' in outcome) return outcome;
  if (doubt === 'foreign') return invalid('The end of the JPEG cannot be told from what follows it.');
  return decoded === 'cut'
    ? outcome
    : invalid('The JPEG has damaged pixels, which programs show in different ways.');
}

/** Reads segments and takes all bytes between a scan header and the next marker for coded data. */
function readByMarkers(bytes: Uint8Array): Reading {
  const progress = openProgress();
  let doubt: Doubt = 'none';
  let codedBytes = 0;
  const stop = (outcome: JpegLayout | ImageProblem): Reading => {
    const isProblem = 'code' in outcome;
    // Without a scan there is nothing to decode.
    if (isProblem) return { outcome, doubt: progress.scans > 0 ? 'foreign' : 'none' };
    return { outcome, doubt: doubt === 'none' && codedBytes <= ALWAYS_DECODED_BYTES ? 'unchecked' : doubt };
  };
  let position = 2;
  for (let segments = 0; segments <= MAX_JPEG_SEGMENTS; segments += 1) {
    const segment = readJpegSegment(bytes, position);
    if ('code' in segment) return stop(segment);
    if (progress.scans > 0 && hasStrayBytes(bytes, position, segment)) {
      return stop(invalid('The JPEG has stray bytes behind its pixels.'));
    }
    if (segment.marker === MARKER.EOI) return stop(toLayout(progress));
    position = segment.end;
    if (segment.marker !== MARKER.SOS) {
      const problem = takeSegment(bytes, segment, progress);
      if (problem !== null) return stop(problem);
      if (doubt === 'none' && isComplete(progress) && segment.marker !== MARKER.DNL) doubt = 'unchecked';
      continue;
    }
    const scan = takeScanHeader(segment, progress);
    if ('code' in scan) return stop(scan);
    const scanEnd = findScanEnd(bytes, position);
    if (scanEnd === null) return stop(invalid('The JPEG ends before its end marker.'));
    const { end, hasRestarts } = scanEnd;
    if (end === position) return stop(invalid('The JPEG has a scan without data.'));
    progress.picture.push(bytes.subarray(segment.start, end));
    codedBytes += end - position;
    if (looksForeign(bytes, position, end)) doubt = 'foreign';
    else if (doubt === 'none' && (hasRestarts || progress.restartInterval > 0)) doubt = 'unchecked';
    position = end;
  }
  return stop(invalid(`The JPEG has more than ${MAX_JPEG_SEGMENTS} segments.`));
}

/**
 * Reads segments and decodes each scan to its end. Where all coefficients are there and no further scan follows at once,
 * the picture is complete; libjpeg passes over bytes behind a scan that is not the last.
 * @returns `cut` where the last scan is cut off; `unreadable` where anything else is wrong
 */
function readByCodes(bytes: Uint8Array): JpegLayout | 'cut' | 'unreadable' {
  const progress = openProgress();
  let search: SearchState | null = null;
  let position = 2;
  for (let segments = 0; segments <= MAX_JPEG_SEGMENTS; segments += 1) {
    const segment = readJpegSegment(bytes, position);
    if ('code' in segment) return 'unreadable';
    position = segment.end;
    if (segment.marker === MARKER.EOI) return layoutOrUnreadable(progress);
    if (segment.marker !== MARKER.SOS) {
      if (takeSegment(bytes, segment, progress) !== null) return 'unreadable';
      continue;
    }
    const scan = takeScanHeader(segment, progress);
    const { frame, huffman, quantization, restartInterval } = progress;
    if ('code' in scan || frame === null) return 'unreadable';
    search ??= openSearch(bytes.length - position);
    const end = findCodedEnd(
      bytes,
      position,
      { frame, scan, huffman, quantization, restartInterval },
      search,
    );
    if (end === 'cut' || end === 'unreadable') return end;
    progress.picture.push(bytes.subarray(segment.start, end));
    position = end;
    if (isComplete(progress) && !goesOn(bytes, position)) return layoutOrUnreadable(progress);
  }
  return 'unreadable';
}

/**
 * Returns whether more tables or scans follow at once, or behind metadata that does. libjpeg reads them even if no
 * coefficient is missing, and passes over stray bytes on the way.
 */
function goesOn(bytes: Uint8Array, position: number): boolean {
  let offset = position;
  for (let segments = 0; segments <= MAX_JPEG_SEGMENTS; segments += 1) {
    const segment = readJpegSegment(bytes, offset);
    if ('code' in segment || segment.start - offset > MOST_STRAY_BYTES) return false;
    if (!isApplicationMarker(segment.marker)) return SCAN_PARTS.has(segment.marker);
    offset = segment.end;
  }
  return false;
}

function layoutOrUnreadable(progress: JpegProgress): JpegLayout | 'unreadable' {
  const layout = toLayout(progress);
  return 'code' in layout ? 'unreadable' : layout;
}

function takeScanHeader({ payload }: JpegSegment, progress: JpegProgress): JpegScan | ImageProblem {
  const { frame, coverage, quantization, huffman } = progress;
  progress.scans += 1;
  if (progress.scans > MAX_JPEG_SCANS) return invalid(`The JPEG has more than ${MAX_JPEG_SCANS} scans.`);
  const scan = readJpegScan(payload, frame);
  if ('code' in scan) return scan;
  if (scan.components.some(({ index }) => !quantization.has(frame?.components[index]?.quantization ?? -1))) {
    return invalid('The JPEG has no quantization table for its pixels.');
  }
  const problem = findHuffmanProblem(scan, frame?.progressive ?? false, huffman);
  if (problem !== null) return problem;
  if (coverage?.add(scan) === false) return invalid('The JPEG codes the same pixels twice.');
  return scan;
}

function isComplete({ coverage }: JpegProgress): boolean {
  return coverage?.isComplete() ?? false;
}

/** Returns whether anything but fill bytes stands between `position` and the segment. */
function hasStrayBytes(bytes: Uint8Array, position: number, { start }: JpegSegment): boolean {
  for (let offset = position; offset < start; offset += 1) {
    if (bytes[offset] !== 0xff) return true;
  }
  return false;
}
