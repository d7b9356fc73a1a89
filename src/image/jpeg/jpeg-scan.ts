import { readUint8 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import type { JpegFrame } from './jpeg-frame.ts';

/** A scan header: which components it codes, with which Huffman tables, and in a progressive JPEG which bits. */
export type JpegScan = {
  readonly components: readonly {
    /** The place of the component in the frame header. */
    readonly index: number;
    readonly dcTable: number;
    readonly acTable: number;
  }[];
  /** The first and the last coefficient (Ss, Se). */
  readonly first: number;
  readonly last: number;
  /** Whether coefficients gain a bit that earlier scans have left out (Ah is not 0). */
  readonly refines: boolean;
  /** The number of low bits that are still left out (Al). */
  readonly bitsLeft: number;
};

/** Reads a scan header (T.81 B.2.3). The coefficients of a sequential JPEG are always all, as in libjpeg. */
export function readJpegScan(payload: Uint8Array, frame: JpegFrame | null): JpegScan | ImageProblem {
  if (frame === null) return invalid('The JPEG has a scan before its frame header.');
  const count = readUint8(payload, 0);
  if (count === 0 || count > frame.components.length || payload.length !== 4 + 2 * count) {
    return invalid('The JPEG has a scan header of a wrong length.');
  }
  const components: JpegScan['components'][number][] = [];
  for (let i = 0; i < count; i += 1) {
    const id = readUint8(payload, 1 + 2 * i);
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) return invalid('The JPEG has a scan of a component that is not in its frame.');
    const tables = readUint8(payload, 2 + 2 * i);
    components.push({ index, dcTable: (tables >> 4) & 3, acTable: tables & 3 });
  }
  if (!frame.progressive) return { components, first: 0, last: 63, refines: false, bitsLeft: 0 };
  const approximation = readUint8(payload, 3 + 2 * count);
  return {
    components,
    first: readUint8(payload, 1 + 2 * count),
    last: readUint8(payload, 2 + 2 * count),
    refines: approximation >> 4 !== 0,
    bitsLeft: approximation & 0x0f,
  };
}
