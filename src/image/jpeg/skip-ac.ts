/** Passes over progressive scans of AC coefficients. How long they are depends on which coefficients are not zero yet. */

import { type Amplitude, isTooLarge } from './amplitude.ts';
import { type CodedData, type Passage, peek16, whyNoCode, whyStopped } from './coded-data.ts';
import { findCode, type HuffmanLookup } from './huffman-table.ts';

const LONG_RUN = 15;

/** Which coefficients of each block are not zero: two numbers of 32 bits a block, the lower coefficients first. */
export type NonZero = Uint32Array;

/** The blocks of one component that a restart interval covers, and the coefficients that the scan codes. */
export type AcRange = {
  readonly firstBlock: number;
  readonly blocks: number;
  readonly first: number;
  readonly last: number;
  readonly amplitude: Amplitude;
};

/**
 * Passes over AC coefficients that are coded for the first time (T.81 G.1.2.2), and notes which are not zero. A value
 * behind the last coefficient is unreadable, as in `skipSequential`, and so is one that is too large.
 */
export function skipFirstAc(coded: CodedData, range: AcRange, ac: HuffmanLookup, nonZero: NonZero): Passage {
  const { data, bits } = coded;
  const endBlock = range.firstBlock + range.blocks;
  let { bit } = coded;
  let block = range.firstBlock;
  while (block < endBlock) {
    let k = range.first;
    let blocksDone = 1;
    while (k <= range.last) {
      const entry = findCode(ac, peek16(data, bit));
      if (entry === 0) return whyNoCode(coded, bit);
      const run = (entry >> 4) & 0x0f;
      const size = entry & 0x0f;
      bit += entry >> 8;
      if (size === 0 && run !== LONG_RUN) {
        blocksDone = (1 << run) + (peek16(data, bit) >> (16 - run));
        bit += run;
        break;
      }
      bit += size;
      k += run;
      if (size !== 0 && (k > range.last || isTooLarge(range.amplitude, k, size)))
        return whyStopped(coded, bit);
      if (size !== 0) mark(nonZero, block, k);
      k += 1;
    }
    if (bit > bits) return 'cut';
    block += blocksDone;
  }
  coded.bit = bit;
  // A run of empty blocks never goes on behind a restart marker or the end of the scan.
  return block === endBlock ? 'done' : 'unreadable';
}

/** Passes over a scan that adds one bit to AC coefficients (T.81 G.1.2.3). */
export function skipMoreAc(coded: CodedData, range: AcRange, ac: HuffmanLookup, nonZero: NonZero): Passage {
  const { data, bits } = coded;
  const { first, last } = range;
  const [lowOnes, highOnes] = [onesUpTo(last), onesUpTo(last - 32)];
  const endBlock = range.firstBlock + range.blocks;
  let { bit } = coded;
  let emptyBlocks = 0;
  for (let block = range.firstBlock; block < endBlock; block += 1) {
    let low = nonZero[block * 2] ?? 0;
    let high = nonZero[block * 2 + 1] ?? 0;
    let k = first;
    while (emptyBlocks === 0 && k <= last) {
      const entry = findCode(ac, peek16(data, bit));
      if (entry === 0) return whyNoCode(coded, bit);
      const run = (entry >> 4) & 0x0f;
      const size = entry & 0x0f;
      bit += entry >> 8;
      if (size === 0 && run !== LONG_RUN) {
        emptyBlocks = (1 << run) + (peek16(data, bit) >> (16 - run));
        bit += run;
        break;
      }
      if (size > 1) return whyStopped(coded, bit + 1);
      bit += size;
      // The run counts only coefficients that are zero; each of the others on the way has one bit of its own.
      const next = findZero(low & lowOnes, high & highOnes, k, run);
      bit += next - k - run;
      k = Math.min(next, last + 1);
      if (size !== 0 && (k > last || isTooLarge(range.amplitude, k, 1))) return whyStopped(coded, bit);
      if (size !== 0 && k < 32) low |= 1 << k;
      else if (size !== 0) high |= 1 << (k & 31);
      k += 1;
    }
    if (emptyBlocks > 0) {
      if ((low | high) !== 0) bit += countOnes(low, k, last) + countOnes(high, k - 32, last - 32);
      emptyBlocks -= 1;
    }
    nonZero[block * 2] = low;
    nonZero[block * 2 + 1] = high;
    coded.refinementsLeft -= k - first + 1;
    if (bit > bits) return 'cut';
    if (coded.refinementsLeft < 0) return 'unreadable';
  }
  coded.bit = bit;
  return emptyBlocks === 0 ? 'done' : 'unreadable';
}

function mark(nonZero: NonZero, block: number, k: number): void {
  const at = block * 2 + (k >> 5);
  nonZero[at] = (nonZero[at] ?? 0) | (1 << (k & 31));
}

/** Finds the coefficient from `k` on that is zero and has `run` such before it. Those from 64 on count as zero. */
function findZero(low: number, high: number, k: number, run: number): number {
  let left = run;
  let word = k & 32;
  let zeros = ~(word === 0 ? low : high) & (-1 << (k & 31));
  for (;;) {
    while (zeros !== 0) {
      const lowest = zeros & -zeros;
      if (left === 0) return word + 31 - Math.clz32(lowest);
      left -= 1;
      zeros ^= lowest;
    }
    if (word !== 0) return 64 + left;
    word = 32;
    zeros = ~high;
  }
}

/** Counts the ones from bit `from` to bit `to`, of which those outside 0 to 31 do not exist. */
function countOnes(word: number, from: number, to: number): number {
  if (from > 31) return 0;
  const ones = word & (-1 << Math.max(from, 0)) & onesUpTo(to);
  const pairs = ones - ((ones >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Returns a word whose bits up to `to` are ones; all or none where `to` is outside 0 to 31. */
function onesUpTo(to: number): number {
  return to < 0 ? 0 : -1 >>> (31 - Math.min(to, 31));
}
