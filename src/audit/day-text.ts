/** The file of a day as text, chain by chain, so that a day of many chains is never held as objects all at once. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  type ChainHead,
  type DayLink,
  type Mismatch,
  MOST_MISMATCHES,
  type NightFindings,
} from './day-heads.ts';

/**
 * Canonical JSON (RFC 8785) as a whole: `root` sorts last, so the text up to it, closed with a brace, is what the root is
 * made of. Whoever has `sed` and `sha256sum` can check it.
 */
export function createDayText() {
  const root = createHash('sha256');
  const parts: string[] = [];
  let chains = 0;
  const add = (text: string) => {
    root.update(text);
    parts.push(text);
  };
  add('{"chains":[');

  return {
    /** Adds some chains. */
    add(heads: readonly ChainHead[]): void {
      if (heads.length === 0) return;
      add(`${chains === 0 ? '' : ','}${heads.map((head) => canonicalize(head)).join(',')}`);
      chains += heads.length;
    },

    /**
     * Ends the text.
     * @param previous the newest file before this one, null for the first of all.
     * @param night what the night checked and what did not match; of more than a file may name, lost events are named first.
     * @returns the whole text in parts, its root, and how many chains are in it.
     */
    end(
      date: string,
      previous: DayLink | null,
      { checks, mismatches }: NightFindings,
    ): { parts: readonly string[]; root: string; chains: number } {
      add(`],"checks":${canonicalize(checks)},"date":${canonicalize(date)}`);
      add(`,"mismatches":${canonicalize(named(mismatches))},"previous":${canonicalize(previous)}`);
      const hex = root.update('}').digest('hex');
      parts.push(`,"root":"${hex}"}`);
      return { parts, root: hex, chains };
    },
  };
}

/**
 * A file that names more than its schema allows could never be read, and it is never written again. Lost events are named
 * first, then what is not repaired: the next night asks for those that are named.
 */
function named(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const urgency = ({ what, repaired }: Mismatch) => (what === 'log_shorter' ? 0 : repaired ? 2 : 1);
  return mismatches.length <= MOST_MISMATCHES
    ? mismatches
    : mismatches.toSorted((a, b) => urgency(a) - urgency(b)).slice(0, MOST_MISMATCHES);
}

/** As many characters of a file's end as its root needs. */
export const ROOT_TAIL_CHARACTERS = 76;

/** The root, read off the end of a file's text; null for one that is not of ours. */
export function rootAtEnd(text: string): string | null {
  return text.match(/,"root":"([0-9a-f]{64})"\}$/)?.[1] ?? null;
}
