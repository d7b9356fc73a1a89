import { readUint8 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { isFrameMarker, type JpegComponent, type JpegFrame } from './jpeg-frame.ts';
import { MARKER } from './jpeg-segments.ts';

/** Where an Adobe segment says how its colours are transformed (Adobe technical note 5116). */
const TRANSFORM_OFFSET = 11;
/** Not transformed: RGB or CMYK as they are. */
const PLAIN = 0;
/** CMYK as YCCK. */
const YCCK = 2;
/** The letters R, G and B as ids of the components. */
const RGB_IDS: readonly number[] = [0x52, 0x47, 0x42];
/** Where a frame header names its first component, and how far on the next one is (T.81 B.2.2). */
const [FRAME_IDS, FRAME_STEP] = [10, 3];
/** The same in a scan header (T.81 B.2.3). */
const [SCAN_IDS, SCAN_STEP] = [5, 2];

/**
 * Checks that all decoders take the components for the same colours. One component is grey. Three are YCbCr: RGB is
 * told by ids or by an Adobe segment, and no two decoders weigh these and a JFIF header alike. Four are CMYK or YCCK,
 * as an Adobe segment says; with another transform some decoders leave out the fourth.
 * @param jfif the JFIF header
 * @param adobe the Adobe segment
 * @returns the problem, or null if there is none
 */
export function findColourProblem(
  { components }: JpegFrame,
  jfif: Uint8Array | null,
  adobe: Uint8Array | null,
): ImageProblem | null {
  const transform = adobe && readUint8(adobe, TRANSFORM_OFFSET);
  if (components.length === 3) {
    const hasRgbIds = components.every(({ id }, index) => id === RGB_IDS[index]);
    if (!hasRgbIds && (jfif !== null || transform !== PLAIN)) return null;
    return invalid('The JPEG stores red, green and blue, which programs show in different ways.');
  }
  if (components.length < 4 || transform === YCCK) return null;
  if (transform === PLAIN && !looksLikeYcck(components)) return null;
  // Without an Adobe segment libjpeg takes such a picture as it is, and Chromium as its negative, as Adobe writes it.
  return invalid('The JPEG has four colours (CMYK) and does not say how they are meant.');
}

/**
 * Returns whether a clean copy keeps the Adobe segment. Where three components are YCbCr by a JFIF header or by their
 * ids, a segment that says anything else is left out: libjpeg does not go by it, other decoders do.
 */
export function keepsAdobe({ components }: JpegFrame, jfif: Uint8Array | null, adobe: Uint8Array): boolean {
  return components.length !== 3 || (jfif === null && readUint8(adobe, TRANSFORM_OFFSET) === 1);
}

/**
 * Gives three components the ids 1, 2 and 3 in a part of a picture: a segment, or a scan with its data. With other ids
 * and no JFIF header Java takes them for RGB if none is stored coarser; with some ids libjpeg 9 does so even behind one.
 * @param part is changed
 */
export function numberComponents(part: Uint8Array, { components }: JpegFrame): void {
  if (components.length !== 3) return;
  const marker = readUint8(part, 1);
  if (isFrameMarker(marker)) {
    for (const index of components.keys()) part[FRAME_IDS + FRAME_STEP * index] = index + 1;
  } else if (marker === MARKER.SOS) {
    const scanned = readUint8(part, SCAN_IDS - 1);
    for (let at = SCAN_IDS; at < SCAN_IDS + SCAN_STEP * scanned; at += SCAN_STEP)
      part[at] = components.findIndex(({ id }) => id === part[at]) + 1;
  }
}

/** Returns whether Java takes four components for YCCK, whatever an Adobe segment says: it goes by their sampling. */
function looksLikeYcck([first, second, third]: readonly JpegComponent[]): boolean {
  if (first === undefined || second === undefined || third === undefined) return false;
  return (
    Math.min(second.across, third.across) > first.across || Math.min(second.down, third.down) > first.down
  );
}
