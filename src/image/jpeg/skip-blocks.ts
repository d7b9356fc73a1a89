/** Passes over the entropy-coded blocks of a scan without computing their pixels: only their lengths are of interest. */

import { type CodedData, peek16 } from './coded-data.ts';
import { findCode, type HuffmanLookup } from './huffman-table.ts';

/** The coefficients of a block in zigzag order (T.81 A.3.6): 0 is DC, 63 the last. */
const LAST = 63;
/** A run of 16 zeros (T.81 F.1.2.2.1), as the high half of a symbol whose low half is 0. */
const LONG_RUN = 15;

/** The tables of a block. */
export type BlockTables = { readonly dc: HuffmanLookup; readonly ac: HuffmanLookup };

/**
 * Passes over the units of a sequential scan, each made of the blocks that `unit` lists (T.81 F.2.2).
 * @returns whether all are there: false if the data ends before, or is not made of these codes
 */
export function skipSequential(coded: CodedData, units: number, unit: readonly BlockTables[]): boolean {
  const { data, bits } = coded;
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const { dc, ac } of unit) {
      const difference = findCode(dc, peek16(data, bit));
      if (difference === 0) return false;
      bit += (difference >> 8) + (difference & 0x0f);
      let k = 1;
      while (k <= LAST) {
        const entry = findCode(ac, peek16(data, bit));
        if (entry === 0) return false;
        const run = (entry >> 4) & 0x0f;
        const size = entry & 0x0f;
        bit += (entry >> 8) + size;
        if (size === 0 && run !== LONG_RUN) break;
        k += run + 1;
      }
      if (k > LAST + 1 || bit > bits) return false;
    }
  }
  coded.bit = bit;
  return true;
}

/** Passes over the units of a progressive scan of DC coefficients for the first time (T.81 G.1.2.1). */
export function skipFirstDc(coded: CodedData, units: number, unit: readonly HuffmanLookup[]): boolean {
  const { data, bits } = coded;
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const dc of unit) {
      const entry = findCode(dc, peek16(data, bit));
      if (entry === 0) return false;
      bit += (entry >> 8) + (entry & 0x0f);
      if (bit > bits) return false;
    }
  }
  coded.bit = bit;
  return true;
}

/** Passes over a progressive scan that adds one bit to each of so many DC coefficients (T.81 G.1.2.1). */
export function skipMoreDc(coded: CodedData, blocks: number): boolean {
  coded.bit += blocks;
  return coded.bit <= coded.bits;
}
