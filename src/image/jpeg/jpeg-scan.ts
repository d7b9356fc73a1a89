import { readUint8 } from '../bytes.ts';
import { MAX_JPEG_BITS_LEFT } from '../image-limits.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { type HuffmanDefinition, hasOnlyKnownSymbols } from './huffman-table.ts';
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

const TOO_MANY_BITS_LEFT = invalid('The JPEG is coded bit by bit, as no program writes it.');
const UNKNOWN_SYMBOLS = invalid('The JPEG has codes that programs read in different ways.');

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
  if ((approximation & 0x0f) > MAX_JPEG_BITS_LEFT) return TOO_MANY_BITS_LEFT;
  return {
    components,
    first: readUint8(payload, 1 + 2 * count),
    last: readUint8(payload, 2 + 2 * count),
    refines: approximation >> 4 !== 0,
    bitsLeft: approximation & 0x0f,
  };
}

/**
 * Checks the Huffman tables that a scan uses. Where one is missing, some decoders take the usual one; where one has
 * symbols that JPEG does not have, decoders go on at different bits behind them.
 * @param huffman the tables so far, as `readHuffmanTables` orders them
 * @returns the problem, or null if there is none
 */
export function findHuffmanProblem(
  { components, first, refines }: JpegScan,
  progressive: boolean,
  huffman: readonly (HuffmanDefinition | undefined)[],
): ImageProblem | null {
  const usesDc = first === 0 && !refines;
  const usesAc = first > 0 || !progressive;
  for (const { dcTable, acTable } of components) {
    const [dc, ac] = [huffman[dcTable], huffman[4 + acTable]];
    if ((usesDc && dc === undefined) || (usesAc && ac === undefined))
      return invalid('The JPEG has no Huffman table for its pixels.');
    if (usesDc && dc !== undefined && !hasOnlyKnownSymbols(dc, 'dc')) return UNKNOWN_SYMBOLS;
    if (usesAc && ac !== undefined && !hasOnlyKnownSymbols(ac, progressive ? 'progressive ac' : 'ac'))
      return UNKNOWN_SYMBOLS;
  }
  return null;
}
