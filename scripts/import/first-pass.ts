/** Reads the whole file once before anything is sent: how many customers it has, and which lines repeat a user_id. */
import { createHash } from 'node:crypto';
import { parseCustomerLine } from './customer-line.ts';
import { ImportStopped } from './options.ts';
import type { Line } from './read-lines.ts';

/** What the file holds. */
export type FileContent = {
  /** Customers: lines that are not blank, bad ones among them. */
  readonly total: number;
  /** By the number of a line whose user_id stands on an earlier one: the number of that one. */
  readonly repeats: ReadonlyMap<number, number>;
};

/** Ids that are held at once, in 12 bytes each. A file with more is read again for each further part of them. */
const IDS_AT_ONCE = 4_000_000;
/** Far more than are repeated by mistake. */
const MOST_REPEATS = 100_000;

/**
 * Reads it. Memory does not grow with the file.
 * @param open begins to read the file anew
 * @param idsAtOnce ids that are held at once
 * @throws `ImportStopped` if the ids of most lines are repeated
 */
export async function readWhole(
  open: () => AsyncIterable<Line>,
  idsAtOnce: number = IDS_AT_ONCE,
): Promise<FileContent> {
  let total = 0;
  for await (const _ of open()) total += 1;
  const parts = Math.max(1, Math.ceil(total / idsAtOnce));
  const repeats = new Map<number, number>();
  for (let part = 0; part < parts; part += 1) {
    // Parts are equal in the mean only: a quarter more room, and the table stays at most half full.
    const seen = createSeen(Math.min(total, Math.ceil(idsAtOnce * 1.25)));
    for await (const line of open()) {
      const read = parseCustomerLine(line);
      if (!read.ok) continue;
      const hash = createHash('sha256').update(read.value.userId).digest();
      if (hash.readUInt32LE(8) % parts !== part) continue;
      const first = seen.firstLine(hash.readBigUInt64LE(0), line.number);
      if (first !== null) repeats.set(line.number, first);
      if (repeats.size > MOST_REPEATS) throw new ImportStopped(TOO_MANY);
    }
  }
  return { total, repeats };
}

const TOO_MANY =
  'More than 100,000 lines repeat a user_id: was the file joined from several? Keep one line for each customer.';

/** A table of hashes with the line of each: open addressing. Two ids with the same 64 bits are not to be expected. */
function createSeen(most: number) {
  const size = 2 * most + 1;
  const hashes = new BigUint64Array(size);
  const lines = new Uint32Array(size);
  return {
    /** @returns the line on which the hash was seen first; null if this is it */
    firstLine(hash: bigint, line: number): number | null {
      for (let at = Number(hash % BigInt(size)); ; at = (at + 1) % size) {
        const there = lines[at] ?? 0;
        if (there === 0) {
          hashes[at] = hash;
          lines[at] = line;
          return null;
        }
        if (hashes[at] === hash) return there;
      }
    },
  };
}
