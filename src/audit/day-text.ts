/**
 * Builds the text of a day's file chain by chain, so that the chains of a large day are never all in memory as objects.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#src/platform/canonical-json.ts';
import {
  type ChainHead,
  type DayLink,
  type Mismatch,
  MOST_MISMATCHES,
  type NightFindings,
  type Remaining,
  urgencyOf,
} from './day-heads.ts';

/**
 * Creates the builder of a day's file. The text is canonical JSON (RFC 8785) as a whole. `root` sorts last, so the root
 * is the SHA-256 of the text before it, closed with a brace; `sed` and `sha256sum` are enough to check it.
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
    /** Adds chains to the list. */
    add(heads: readonly ChainHead[]): void {
      if (heads.length === 0) return;
      add(`${chains === 0 ? '' : ','}${heads.map(canonicalJson).join(',')}`);
      chains += heads.length;
    },

    /**
     * Completes the text.
     * @param date the day, YYYY-MM-DD
     * @param previous the newest file before this one, or null for the first file
     * @param findings what the night found; of more mismatches than a file may name, the most urgent are named
     * @param remaining what this file had no room for, or null
     * @returns the parts that make the whole text, the root (hex), and the number of chains
     */
    end(
      date: string,
      previous: DayLink | null,
      { checks, mismatches }: NightFindings,
      remaining: Remaining | null,
    ): { parts: readonly string[]; root: string; chains: number } {
      add(`],"checks":${canonicalJson(checks)},"date":${canonicalJson(date)}`);
      add(`,"mismatches":${canonicalJson(named(mismatches))},"previous":${canonicalJson(previous)}`);
      add(`,"remaining":${canonicalJson(remaining)}`);
      const hex = root.update('}').digest('hex');
      parts.push(`,"root":"${hex}"}`);
      return { parts, root: hex, chains };
    },
  };
}

/**
 * Selects the mismatches that the file names: a file with more than its schema allows could never be read, and a file
 * is never written again. Lost events come first. Mismatches that were not repaired come next, because the next night
 * asks again only about those that are named.
 */
function named(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  return mismatches.length <= MOST_MISMATCHES
    ? mismatches
    : mismatches.toSorted((a, b) => urgencyOf(a) - urgencyOf(b)).slice(0, MOST_MISMATCHES);
}

/** The characters at the end of a file that are read for its root. They are ASCII, so as many bytes. */
export const ROOT_TAIL_CHARACTERS = 76;

/** Reads the root from the end of a file's text. @returns null when the text does not end with a root */
export function rootAtEnd(text: string): string | null {
  return text.match(/,"root":"([0-9a-f]{64})"\}$/)?.[1] ?? null;
}
