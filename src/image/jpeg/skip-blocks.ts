/** Passes over the entropy-coded blocks of a scan without computing their pixels: only their lengths are of interest. */

import { type CodedData, type Passage, peek16, whyNoCode } from './coded-data.ts';
import { findCode, type HuffmanLookup } from './huffman-table.ts';

/** The coefficients of a block in zigzag order (T.81 A.3.6): 0 is DC, 63 the last. */
const LAST = 63;
/** A run of 16 zeros (T.81 F.1.2.2.1), as the high half of a symbol whose low half is 0. */
const LONG_RUN = 15;

/** The tables of a block. */
export type BlockTables = { readonly dc: HuffmanLookup; readonly ac: HuffmanLookup };

/**
 * Passes over the units of a sequential scan, each made of the blocks that `unit` lists (T.81 F.2.2). A value behind the
 * last coefficient is unreadable: libjpeg reads its bits, other decoders take them for the next block. Zeros behind it
 * are the same to all.
 */
export function skipSequential(coded: CodedData, units: number, unit: readonly BlockTables[]): Passage {
  const { data, bits } = coded;
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const { dc, ac } of unit) {
      const difference = findCode(dc, peek16(data, bit));
      if (difference === 0) return whyNoCode(coded, bit);
      bit += (difference >> 8) + (difference & 0x0f);
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
      }
      if (bit > bits) return 'cut';
      if (k > LAST + 1 && size !== 0) return 'unreadable';
    }
  }
  coded.bit = bit;
  return 'done';
}

/** Passes over the units of a progressive scan of DC coefficients for the first time (T.81 G.1.2.1). */
export function skipFirstDc(coded: CodedData, units: number, unit: readonly HuffmanLookup[]): Passage {
  const { data, bits } = coded;
  let { bit } = coded;
  for (let left = units; left > 0; left -= 1) {
    for (const dc of unit) {
      const entry = findCode(dc, peek16(data, bit));
      if (entry === 0) return whyNoCode(coded, bit);
      bit += (entry >> 8) + (entry & 0x0f);
      if (bit > bits) return 'cut';
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
