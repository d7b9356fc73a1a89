import { readUint8, readUint16 } from '../bytes.ts';
import { MAX_JPEG_COEFFICIENT } from '../image-limits.ts';
import { peek16 } from './coded-data.ts';

/** The quantization steps of a component, and how many low bits its values leave out. */
export type Amplitude = {
  /** By the place of the coefficient in zigzag order, times 2 to the power of the bits left out. */
  readonly steps: Uint32Array;
  /** Values of so many bits are never too large. */
  readonly safeBits: number;
};

/**
 * Reads what the values of a component are multiplied by.
 * @param table a quantization table as `readQuantizationTables` gives it
 * @param bitsLeft the low bits that the scan leaves out (Al)
 */
export function readAmplitude(table: Uint8Array, bitsLeft: number): Amplitude {
  const isWide = readUint8(table, 0) >> 4 !== 0;
  const steps = Uint32Array.from({ length: 64 }, (_, k) => {
    const step = isWide ? readUint16(table, 1 + 2 * k) : readUint8(table, 1 + k);
    return step * 2 ** bitsLeft;
  });
  const largest = Math.max(1, ...steps);
  return { steps, safeBits: Math.max(0, Math.floor(Math.log2(MAX_JPEG_COEFFICIENT / largest))) };
}

/** Returns whether a value of so many bits is too large in any case: it is at least 2 to the power of one less. */
export function isTooLarge({ steps, safeBits }: Amplitude, k: number, bits: number): boolean {
  return bits > safeBits && (steps[k] ?? 0) * 2 ** (bits - 1) > MAX_JPEG_COEFFICIENT;
}

/** Returns whether a value of DC is too large, with all bits that later scans may add. */
export function isDcTooLarge({ steps }: Amplitude, value: number): boolean {
  return Math.abs(value) * (steps[0] ?? 0) > MAX_JPEG_COEFFICIENT;
}

/** Reads the difference of DC of so many bits that begins at `bit` (T.81 F.2.2.1). */
export function readDifference(data: Uint8Array, bit: number, bits: number): number {
  if (bits === 0) return 0;
  const value = peek16(data, bit) >> (16 - bits);
  return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
}
