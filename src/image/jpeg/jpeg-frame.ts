import { readUint8, readUint16 } from '../bytes.ts';
import { findSizeProblem } from '../image-limits.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { type JpegSegment, MARKER } from './jpeg-segments.ts';

/** A colour component: its id in scans, its samples for each unit of the frame, and its quantization table. */
export type JpegComponent = {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
};

/** The fields of the frame header that are used: size in pixels, and the components that scans refer to. */
export type JpegFrame = {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
};

/** Returns whether a marker begins a frame of any coding process: SOF0 to SOF15 (T.81 table B.1). */
export function isFrameMarker(marker: number): boolean {
  if (marker === MARKER.DHT || marker === MARKER.JPG || marker === MARKER.DAC) return false;
  return marker >= MARKER.SOF0 && marker <= MARKER.SOF15;
}

/**
 * Reads the frame header (T.81 B.2.2). Only what all browsers show is accepted: Huffman-coded baseline, extended
 * sequential and progressive DCT (SOF0, SOF1, SOF2) with 8 bits for each sample and 1, 3 or 4 components. Lossless
 * (SOF3), hierarchical (SOF5 to SOF7, SOF13 to SOF15) and arithmetic coding (SOF9 to SOF11) are refused, as are 12-bit
 * samples. A height of 0, which a DNL segment after the first scan would replace (B.2.5), is refused like any size of
 * zero: libjpeg, and with it every browser, does not read it either.
 */
export function readJpegFrame(segment: JpegSegment): JpegFrame | ImageProblem {
  const { marker, payload } = segment;
  if (marker > MARKER.SOF2) {
    const process = `SOF${marker - MARKER.SOF0}`;
    return invalid(`The JPEG is coded in a way that browsers cannot show (${process}).`);
  }
  const count = readUint8(payload, 5);
  if (payload.length !== 6 + 3 * count) {
    return invalid('The JPEG has a frame header of a wrong length.');
  }
  if (readUint8(payload, 0) !== 8) {
    return invalid('The JPEG has samples of other than 8 bits.');
  }
  const height = readUint16(payload, 1);
  const width = readUint16(payload, 3);
  const sizeProblem = findSizeProblem(width, height);
  if (sizeProblem !== null) return sizeProblem;
  if (count !== 1 && count !== 3 && count !== 4) {
    return invalid(`The JPEG has ${count} colour components.`);
  }
  const components: JpegComponent[] = [];
  const ids = new Set<number>();
  for (let offset = 6; offset < payload.length; offset += 3) {
    const sampling = readUint8(payload, offset + 1);
    const [across, down] = [sampling >> 4, sampling & 0x0f];
    if (!isSamplingFactor(across) || !isSamplingFactor(down)) {
      return invalid('The JPEG has a sampling factor outside 1 to 4.');
    }
    const id = readUint8(payload, offset);
    // Decoders do not agree on which of the two a scan means.
    if (ids.has(id)) return invalid('The JPEG has two colour components with the same id.');
    ids.add(id);
    components.push({
      id,
      across,
      down,
      quantization: readUint8(payload, offset + 2),
    });
  }
  return { progressive: marker === MARKER.SOF2, width, height, components };
}

/**
 * Checks a DNL segment (T.81 B.2.5). One that repeats the frame header's height is harmless. One that changes it would
 * give another picture in decoders that obey it.
 * @returns the problem, or null if there is none
 */
export function findLineCountProblem(payload: Uint8Array, frame: JpegFrame | null): ImageProblem | null {
  if (frame !== null && payload.length === 2 && readUint16(payload, 0) === frame.height) return null;
  return invalid('The JPEG changes its height after the fact (DNL).');
}

function isSamplingFactor(value: number): boolean {
  return value >= 1 && value <= 4;
}
