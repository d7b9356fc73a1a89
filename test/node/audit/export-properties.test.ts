import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBroken, reportLines } from '../../../scripts/audit-report.ts';
import { type DayHeads, gatherHeads, type Heads } from '../../../src/audit/day-heads.ts';
import type { AuditedEvent } from '../../../src/audit/verify/audited-event.ts';
import { verifyAudit } from '../../../src/audit/verify/verify.ts';
import {
  chainOf,
  closingLine,
  dayOf,
  exportLines,
  exportLinesSince,
  problemLine,
  rehashed,
} from '../../support/audited.ts';

const SINCE = '2026-11-20T00:00:00.000Z';

/** An export, with the heads of a night within it or none, and how many problem lines it has. */
type Made = { readonly lines: readonly string[]; readonly heads: Heads | null; readonly problems: number };

const ends = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 4 });
const seed = fc.array(fc.nat(), { minLength: 8, maxLength: 8 });

/** The heads of a night at which each chain was that long or shorter, or no heads. */
function headsOf(chains: readonly AuditedEvent[][], picks: readonly number[], withHeads: boolean) {
  if (!withHeads) return null;
  const heads = chains.map((chain, nth) => chain[(picks[nth] ?? 0) % chain.length]);
  const days: DayHeads[] = [dayOf('2026-11-20', null, ...heads)];
  return gatherHeads(days);
}

/** Each log once, by `user_id`. */
const ofAll = fc.record({ ends, seed, withHeads: fc.boolean() }).map(({ ends, seed, withHeads }): Made => {
  const chains = ends.map((length, nth) => chainOf(`user-${nth}`, length));
  return { lines: exportLines(...chains), heads: headsOf(chains, seed, withHeads), problems: 0 };
});

/** Logs as they changed: whole each time, and longer or the same when they come again. */
const ofChanges = fc
  .record({
    ends,
    seed,
    withHeads: fc.boolean(),
    turns: fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { maxLength: 6 }),
  })
  .map(({ ends, seed, withHeads, turns }): Made => {
    const chains = ends.map((length, nth) => chainOf(`user-${nth}`, length));
    const reached = chains.map((chain, nth) => 1 + ((seed[nth + 4] ?? 0) % chain.length));
    const logs = turns.flatMap(([pick, more]) => {
      const chain = chains[pick];
      if (!chain) return [];
      reached[pick] = Math.min(chain.length, reached[pick]! + more);
      return [chain.slice(0, reached[pick])];
    });
    // What the night knew of a chain is no more than what the export has of it last.
    const inFile = chains.map((chain, nth) => chain.slice(0, reached[nth]));
    return { lines: exportLinesSince(SINCE, ...logs), heads: headsOf(inFile, seed, withHeads), problems: 0 };
  });

/** The same with a problem line somewhere, of an applicant that is not in the file. */
const withGap = fc.tuple(fc.oneof(ofAll, ofChanges), fc.nat()).map(([made, place]): Made => {
  const events = made.lines.slice(0, -1);
  const closing = closingLine({ ...JSON.parse(made.lines.at(-1)!), problems: 1 });
  const lines = [...events.toSpliced(place % (events.length + 1), 0, problemLine('gone')), closing];
  return { ...made, lines, problems: 1 };
});

async function reportOf(lines: readonly string[], heads: Heads | null) {
  const verified = await verifyAudit(lines, heads);
  if (!verified.readable) return { isBroken: true, report: verified.why };
  return { isBroken: isBroken(verified, heads), report: reportLines(verified, heads).join('\n') };
}

/** Another value of the same kind, so that the line can still be read. */
function changed(value: unknown, nth: number): unknown {
  if (typeof value === 'number') return value + 1 + nth;
  if (typeof value === 'string') return `${value.slice(0, -1)}${value.endsWith('x') ? 'y' : 'x'}`;
  return { ...(value as object), changed: nth };
}

/** Each way to spoil a line; `null` where it cannot be spoiled so. */
const spoils: Record<string, (lines: readonly string[], at: number, nth: number) => string[]> = {
  dropped: (lines, at) => lines.toSpliced(at, 1),
  duplicated: (lines, at) => lines.toSpliced(at, 0, lines[at]!),
  'copied elsewhere': (lines, at, nth) => lines.toSpliced(nth % (lines.length + 1), 0, lines[at]!),
  edited: (lines, at, nth) => {
    const value = JSON.parse(lines[at]!);
    // Since when is what was asked for: no count covers it.
    const fields = Object.keys(value).filter((key) => key !== 'moved_since');
    const field = fields[nth % fields.length]!;
    return lines.with(at, `${JSON.stringify({ ...value, [field]: changed(value[field], nth % 3) })}\n`);
  },
};

describe('any set of chains', () => {
  it.each([
    ['exported once each', ofAll],
    ['exported as they changed', ofChanges],
  ])('%s is unbroken', async (_, made) => {
    await fc.assert(
      fc.asyncProperty(made, async ({ lines, heads }) => {
        const { isBroken, report } = await reportOf(lines, heads);
        expect(report).toMatch(/\nunbroken$/);
        expect(isBroken).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('with a gap is broken by the gap and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(withGap, async ({ lines, heads }) => {
        const { report } = await reportOf(lines, heads);
        expect(report.match(/^BROKEN .*$/gm)).toEqual([
          expect.stringMatching(/^BROKEN gone \(line \d+\): not in the export: out_of_reach$/),
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.keys(spoils))('is noticed to be spoiled with any one line %s', async (way) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(ofAll, ofChanges, withGap), fc.nat(), fc.nat(), async (made, place, nth) => {
        const { lines, heads, problems } = made;
        const before = await reportOf(lines, heads);
        const after = await reportOf(spoils[way]!(lines, place % lines.length, nth), heads);
        expect(before.isBroken).toBe(problems > 0);
        expect(after.isBroken).toBe(true);
        expect(after.report).not.toBe(before.report);
      }),
      { numRuns: 500 },
    );
  });
});

describe('any pieces of two histories of one applicant', () => {
  const history = chainOf('a', 5);
  const histories = [1, 2, 4].map((seq) =>
    rehashed(
      history.map((event) => (event.seq === seq ? { ...event, actor: 'x' } : event)),
      seq,
    ),
  );
  const piece = fc
    .tuple(
      fc.constantFrom(history, history, ...histories),
      fc.constantFrom(1, 1, 1, 2, 3),
      fc.integer({ min: 1, max: 5 }),
    )
    .map(([of, from, to]) => of.slice(from - 1, to));

  it('are unbroken only when each number has one hash and none is missing, though no more than ends is kept', async () => {
    let unbroken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async (pieces) => {
        const { isBroken } = await reportOf(exportLinesSince(SINCE, ...pieces), null);
        if (isBroken) return;
        unbroken += 1;
        const events = pieces.flat();
        const numbers = new Set(events.map(({ seq }) => seq));
        expect(new Set(events.map(({ hash }) => hash)).size).toBe(numbers.size);
        expect(Math.max(0, ...numbers)).toBe(numbers.size);
      }),
      { numRuns: 3_000 },
    );
    expect(unbroken).toBeGreaterThan(100);
  });
});
