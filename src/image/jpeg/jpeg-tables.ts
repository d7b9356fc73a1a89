import { readUint8, readUint16 } from '../bytes.ts';
import { type ImageProblem, invalid } from '../image-result.ts';
import { type JpegSegment, MARKER } from './jpeg-segments.ts';

/**
 * Checks a segment with tables (DQT, DHT) or with the restart interval (DRI): T.81 B.2.4.1, B.2.4.2, B.2.4.4. The
 * tables must fill the segment exactly, so that no other data is kept with them.
 * @returns the problem, or null if there is none
 */
export function findTableProblem({ marker, payload }: JpegSegment): ImageProblem | null {
  if (marker === MARKER.DRI)
    return payload.length === 2 ? null : invalid('The JPEG has a damaged DRI segment.');
  let offset = 0;
  while (offset < payload.length) {
    const next = marker === MARKER.DQT ? skipQuantization(payload, offset) : skipHuffman(payload, offset);
    if (next === null) break;
    offset = next;
  }
  if (offset === payload.length && offset > 0) return null;
  return invalid('The JPEG has a damaged table.');
}

/** Reads the tables in a valid DQT segment: their number, and precision and values as they stand there. */
export function readQuantizationTables(payload: Uint8Array): readonly (readonly [number, Uint8Array])[] {
  const tables: (readonly [number, Uint8Array])[] = [];
  let offset = 0;
  while (offset < payload.length) {
    const end: number = skipQuantization(payload, offset) ?? payload.length;
    tables.push([readUint8(payload, offset) & 0x0f, payload.subarray(offset, end)]);
    offset = end;
  }
  return tables;
}

/** Reads how many units stand between two restart markers; 0 if there are none (T.81 B.2.4.4). */
export function readRestartInterval(payload: Uint8Array): number {
  return readUint16(payload, 0);
}

function skipQuantization(payload: Uint8Array, offset: number): number | null {
  const precision = readUint8(payload, offset) >> 4;
  const destination = readUint8(payload, offset) & 0x0f;
  return precision > 1 || destination > 3 ? null : offset + 1 + 64 * (precision + 1);
}

function skipHuffman(payload: Uint8Array, offset: number): number | null {
  const tableClass = readUint8(payload, offset) >> 4;
  const destination = readUint8(payload, offset) & 0x0f;
  if (tableClass > 1 || destination > 3) return null;
  let symbols = 0;
  for (let i = 1; i <= 16; i += 1) symbols += readUint8(payload, offset + i);
  return symbols > 256 ? null : offset + 17 + symbols;
}
