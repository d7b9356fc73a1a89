/** Passes over the entropy-coded blocks of a scan without computing their pixels: only their lengths are of interest. */

import { type Amplitude, isDcTooLarge, isTooLarge, readDifference } from './amplitude.ts';
import { type CodedData, type Passage, peek16, whyNoCode, whyStopped } from './coded-data.ts';
import { findCode, type HuffmanLookup } from './huffman-table.ts';

/** The coefficients of a block in zigzag order (T.81 A.3.6): 0 is DC, 63 the last. */
const LAST = 63;
/** A run of 16 zeros (T.81 F.1.2.2.1), as the high half of a symbol whose low half is 0. */
const LONG_RUN = 15;

/** What the DC of a block is read by. Its value is coded as the difference to the block before of its component. */
export type DcTables = {
  readonly component: number;
  readonly dc: HuffmanLookup;
  readonly amplitude: Amplitude;
};

/** The tables of a block. */
export type BlockTables = DcTables & { readonly ac: HuffmanLookup };

/**
 * Passes over the units of a sequential scan, each made of the blocks that `unit` lists (T.81 F.2.2). A value behind the
 * last coefficient is unreadable: libjpeg reads its bits, other decoders take them for the next block. Zeros behind it
 * are the same to all. A value that is too large is unreadable too: decoders cut it off in different ways.
 */
export function skipSequential(coded: CodedData, units: number, unit: readonly BlockTables[]): Passage {
  const { data, bits } = coded;
  const values = [0, 0, 0, 0];
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const { component, dc, ac, amplitude } of unit) {
      const difference = findCode(dc, peek16(data, bit));
      if (difference === 0) return whyNoCode(coded, bit);
      bit += difference >> 8;
      const value = (values[component] ?? 0) + readDifference(data, bit, difference & 0x0f);
      values[component] = value;
      bit += difference & 0x0f;
      if (isDcTooLarge(amplitude, value)) return whyStopped(coded, bit);
      let k = 1;
      let size = 0;
      while (k <= LAST) {
        const entry = findCode(ac, peek16(data, bit));
        if (entry === 0) return whyNoCode(coded, bit);
        const run = (entry >> 4) & 0x0f;
        size = entry & 0x0f;
        bit += (entry >> 8) + size;
        if (size === 0 && run !== LONG_RUN) break;
        k += run + 1;
        if (size > amplitude.safeBits && isTooLarge(amplitude, k - 1, size)) return whyStopped(coded, bit);
      }
      if (bit > bits) return 'cut';
      if (k > LAST + 1 && size !== 0) return 'unreadable';
    }
  }
  coded.bit = bit;
  return 'done';
}

/** Passes over the units of a progressive scan of DC coefficients for the first time (T.81 G.1.2.1). */
export function skipFirstDc(coded: CodedData, units: number, unit: readonly DcTables[]): Passage {
  const { data, bits } = coded;
  const values = [0, 0, 0, 0];
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const { component, dc, amplitude } of unit) {
      const entry = findCode(dc, peek16(data, bit));
      if (entry === 0) return whyNoCode(coded, bit);
      bit += entry >> 8;
      const value = (values[component] ?? 0) + readDifference(data, bit, entry & 0x0f);
      values[component] = value;
      bit += entry & 0x0f;
      if (bit > bits) return 'cut';
      // A later scan adds less than one.
      if (isDcTooLarge(amplitude, Math.abs(value) + 1)) return 'unreadable';
    }
  }
  coded.bit = bit;
  return 'done';
}

/** Passes over a progressive scan that adds one bit to each of so many DC coefficients (T.81 G.1.2.1). */
export function skipMoreDc(coded: CodedData, blocks: number): Passage {
  coded.bit += blocks;
  return coded.bit <= coded.bits ? 'done' : 'cut';
}
