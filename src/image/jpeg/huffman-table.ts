import { readUint8 } from '../bytes.ts';

/** The definition of a Huffman table as a DHT segment holds it: 16 counts, then the symbols (T.81 B.2.4.2). */
export type HuffmanDefinition = Uint8Array;

/**
 * For each 16 bits that may come next: the length of the code they begin with times 256, plus its symbol; or 0. Before
 * that, the same for each 10 bits, which most codes do not exceed, because a small table stays in the cache.
 */
export type HuffmanLookup = Uint16Array;

const LONGEST_CODE = 16;
const SHORT_CODE = 10;
/** The most bits of a value: of the difference of DC, and of AC. */
const [MOST_DC_BITS, MOST_AC_BITS] = [11, 10];
const SHORT_ENTRIES = 1 << SHORT_CODE;

/** Reads the tables of a valid DHT segment into `tables`: the DC tables are 0 to 3, the AC tables 4 to 7. */
export function readHuffmanTables(payload: Uint8Array, tables: (HuffmanDefinition | undefined)[]): void {
  let offset = 0;
  while (offset < payload.length) {
    const selector = readUint8(payload, offset);
    const start = offset + 1;
    offset = start + LONGEST_CODE;
    for (let length = 0; length < LONGEST_CODE; length += 1) offset += readUint8(payload, start + length);
    tables[(selector >> 4) * 4 + (selector & 3)] = payload.subarray(start, offset);
  }
}

/**
 * Returns whether a table has only symbols that a JPEG of 8 bits can have (T.81 F.1.2.1.1, F.1.2.2.1, G.1.2.2). A
 * symbol of an AC table without a value ends a block or, if its run is 15, passes over 16 zeros; in a progressive JPEG
 * one with another run ends several blocks.
 */
export function hasOnlyKnownSymbols(
  definition: HuffmanDefinition,
  kind: 'dc' | 'ac' | 'progressive ac',
): boolean {
  return definition.subarray(LONGEST_CODE).every((symbol) => {
    if (kind === 'dc') return symbol <= MOST_DC_BITS;
    const bits = symbol & 0x0f;
    return bits === 0 ? kind !== 'ac' || symbol === 0x00 || symbol === 0xf0 : bits <= MOST_AC_BITS;
  });
}

/**
 * Builds the lookup of a table (T.81 C.2: codes of a length follow each other, shorter ones come first).
 * @returns null if the counts need more codes than there are
 */
export function buildLookup(definition: HuffmanDefinition): HuffmanLookup | null {
  const lookup = new Uint16Array(SHORT_ENTRIES + (1 << LONGEST_CODE));
  let next = SHORT_ENTRIES;
  let symbol = LONGEST_CODE;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    const span = 1 << (LONGEST_CODE - length);
    for (let codes = readUint8(definition, length - 1); codes > 0; codes -= 1) {
      if (next + span > lookup.length) return null;
      lookup.fill((length << 8) | readUint8(definition, symbol), next, next + span);
      next += span;
      symbol += 1;
    }
  }
  for (let bits = 0; bits < SHORT_ENTRIES; bits += 1) {
    const entry = lookup[SHORT_ENTRIES + (bits << (LONGEST_CODE - SHORT_CODE))] ?? 0;
    if (entry >> 8 <= SHORT_CODE) lookup[bits] = entry;
  }
  return lookup;
}

/** Finds the code that 16 bits begin with: its length times 256, plus its symbol; or 0 if there is none. */
export function findCode(lookup: HuffmanLookup, next16: number): number {
  const entry = lookup[next16 >> (LONGEST_CODE - SHORT_CODE)] ?? 0;
  return entry === 0 ? (lookup[SHORT_ENTRIES + next16] ?? 0) : entry;
}
