/**
 * Builds the text of a day's file chain by chain, so that the chains of a large day are never all in memory as objects.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#src/platform/canonical-json.ts';
import type { TextMac, TextMacs } from '#src/platform/text-mac.ts';
import {
  type ChainHead,
  type DayLink,
  type Mismatch,
  MOST_MISMATCHES,
  type NightFindings,
  type Remaining,
  sealedText,
  urgencyOf,
} from './day-heads.ts';

/**
 * Creates the builder of a day's file. The text is canonical JSON (RFC 8785) as a whole. `root` and its MAC sort last, so
 * the root is the SHA-256 of the text before it, closed with a brace; `sed` and `sha256sum` are enough to check it.
 * @param mac makes the MAC of the root
 */
export function createDayText(mac: TextMacs) {
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
     * @param files the files before this one, oldest first
     * @param findings what the night found; of more mismatches than a file may name, the most urgent are named
     * @param remaining what this file had no room for, or null
     * @returns the parts that make the whole text, the root (hex), and the number of chains
     */
    end(
      date: string,
      files: readonly DayLink[],
      { checks, mismatches }: NightFindings,
      remaining: Remaining | null,
    ): { parts: readonly string[]; root: string; chains: number } {
      const previous = files.at(-1) ?? null;
      add(`],"checks":${canonicalJson(checks)},"date":${canonicalJson(date)}`);
      add(`,"earlier":${canonicalJson(files.slice(0, -1))},"mismatches":${canonicalJson(named(mismatches))}`);
      add(`,"previous":${canonicalJson(previous)},"remaining":${canonicalJson(remaining)}`);
      const hex = root.update('}').digest('hex');
      const { mac: root_mac, mac_key } = mac.make(sealedText({ date, root: hex }));
      parts.push(`,"root":"${hex}","root_mac":"${root_mac}","root_mac_key":"${mac_key}"}`);
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

/** The characters at the end of a file that hold its root and the MAC of that. They are ASCII, so as many bytes. */
export const SEAL_CHARACTERS = 179;

/** Reads root and MAC from the end of a file's text. @returns null when the text does not end with them */
export function sealAtEnd(text: string): (TextMac & { readonly root: string }) | null {
  const [, root, mac, mac_key] =
    text.match(/,"root":"([0-9a-f]{64})","root_mac":"([0-9a-f]{64})","root_mac_key":"([0-9a-f]{8})"\}$/) ??
    [];
  return root && mac && mac_key ? { root, mac, mac_key } : null;
}

/**
 * Computes the root of a whole file from its text: SHA-256, lower-case hex, of what stands before the root, closed with a
 * brace. Equal to `rootOf` of the parsed file, because the text is canonical.
 */
export function rootOfText(text: string): string {
  return createHash('sha256').update(text.slice(0, -SEAL_CHARACTERS)).update('}').digest('hex');
}
