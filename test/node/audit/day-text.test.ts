import { execFileSync } from 'node:child_process';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import {
  dayHeadsSchema,
  type Mismatch,
  type NightFindings,
  rootOf,
  sealedText,
} from '../../../src/audit/day-heads.ts';
import { createDayText, SEAL_CHARACTERS, sealAtEnd } from '../../../src/audit/day-text.ts';
import { createTextMacs } from '../../../src/platform/text-mac.ts';
import { chainOf, NOTHING_LEFT_OUT } from '../../support/audited.ts';

const PREVIOUS = { date: '2026-11-19', root: 'a'.repeat(64) };
const HEADS = ['a', 'b', 'ü"\\'].map((user_id) => ({ user_id, seq: 1, hash: chainOf(user_id, 1)[0]!.hash }));
const REMAINING = { rows: 3, id: 5, moved_ms: 8, user_id: 'ü' };
const EARLIER = [1, 2].map((nth) => ({ date: `2026-11-0${nth}`, root: String(nth).repeat(64) }));
const MAC = createTextMacs([new Uint8Array(32)], 'day_mac');
const NOTHING: NightFindings = {
  checks: { rows: 0, objects: 0, files: 0, mismatches: 0, left_out: NOTHING_LEFT_OUT },
  mismatches: [],
};
const FOUND: NightFindings = {
  checks: { rows: 12, objects: 3, files: 1, mismatches: 2, left_out: { ...NOTHING_LEFT_OUT, rows: 7 } },
  mismatches: [
    { user_id: 'a', what: 'altered', repaired: true },
    { user_id: '', what: 'counts', repaired: false },
  ],
};

function textOf(heads: typeof HEADS, previous: typeof PREVIOUS | null, night: NightFindings) {
  const text = createDayText(MAC);
  text.add(heads.slice(0, 1));
  text.add([]);
  text.add(heads.slice(1));
  const { parts, root, chains } = text.end(
    '2026-11-20',
    previous ? [...EARLIER, previous] : [],
    night,
    previous && REMAINING,
  );
  return { text: parts.join(''), root, chains };
}

describe('the text of a day', () => {
  it.each<[string, typeof HEADS, typeof PREVIOUS | null, NightFindings]>([
    ['of a night that found something', HEADS, PREVIOUS, FOUND],
    ['of a night that found nothing', HEADS, PREVIOUS, NOTHING],
    ['of the first day, of no chains', [], null, NOTHING],
  ])('%s is the canonical JSON of a file, with its root at the end', (_, heads, previous, night) => {
    const { text, root, chains } = textOf(heads, previous, night);
    const file = dayHeadsSchema.parse(JSON.parse(text));
    expect(text).toBe(canonicalize(file));
    const remaining = previous && REMAINING;
    expect(file).toEqual({
      date: '2026-11-20',
      previous,
      earlier: previous ? EARLIER : [],
      chains: heads,
      ...night,
      remaining,
      root: rootOf(file),
      root_mac: MAC.make(sealedText(file)).mac,
      root_mac_key: MAC.keyId,
    });
    expect([root, chains]).toEqual([file.root, heads.length]);
    expect(sealAtEnd(text.slice(-SEAL_CHARACTERS))).toEqual({ root, mac: file.root_mac, mac_key: MAC.keyId });
  });

  it('gives its root to sed and sha256sum', () => {
    const { text, root } = textOf(HEADS, PREVIOUS, FOUND);
    const command = `sed 's/,"root":"[0-9a-f]*","root_mac":.*$/}/' | tr -d '\\n' | sha256sum`;
    expect(execFileSync('sh', ['-c', command], { input: text, encoding: 'utf8' })).toContain(root);
  });

  it('names a thousand mismatches, lost events first', () => {
    const of = (what: Mismatch['what'], user_id: string): Mismatch => ({ user_id, what, repaired: false });
    const stale = Array.from({ length: 1_000 }, (_, nth) => of('stale', `user-${nth}`));
    const named = (mismatches: readonly Mismatch[]) => {
      const { text } = textOf(HEADS, PREVIOUS, { ...FOUND, mismatches });
      return dayHeadsSchema.parse(JSON.parse(text)).mismatches;
    };
    expect(named(stale)).toEqual(stale);
    const lost = of('log_shorter', 'lost');
    expect(named([...stale, lost])).toEqual([lost, ...stale.slice(0, 999)]);
  });
});
