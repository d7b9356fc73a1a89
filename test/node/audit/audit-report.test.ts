import { describe, expect, it } from 'vitest';
import { isBroken, reportLines } from '../../../scripts/audit-report.ts';
import {
  type DayHeads,
  gatherHeads,
  type Mismatch,
  type NightFindings,
  rootOf,
} from '../../../src/audit/day-heads.ts';
import {
  chainOf,
  dayWithFindings,
  exportLines,
  NOTHING_LEFT_OUT,
  verifyLines,
} from '../../support/audited.ts';

const A = chainOf('a', 6);
const CHECKS = { rows: 3, objects: 2, files: 1, mismatches: 0, left_out: NOTHING_LEFT_OUT };

/** The report on an unbroken export, with the files of these nights. */
async function reportOf(...nights: readonly NightFindings[]) {
  const days: DayHeads[] = [];
  for (const night of nights) {
    days.push(dayWithFindings(`2026-11-2${days.length}`, days.at(-1) ?? null, night, A[5]));
  }
  const heads = gatherHeads(days);
  const findings = await verifyLines(exportLines(A), days);
  const lines = reportLines(findings, heads).filter((line) => /^(noted|BROKEN|broken|unbroken)/.test(line));
  expect(lines.at(-1)).toBe(isBroken(findings, heads) ? 'broken' : 'unbroken');
  return lines;
}

describe('what the nights noted', () => {
  it.each<[Mismatch, string]>([
    [{ user_id: 'user-1', what: 'altered', repaired: true }, 'user-1 altered in D1, repaired'],
    [{ user_id: 'user-1', what: 'stale', repaired: false }, 'user-1 stale in D1, not repaired'],
    [{ user_id: 'user-1', what: 'missing', repaired: true }, 'user-1 missing in D1, repaired'],
    [{ user_id: 'user-1', what: 'foreign', repaired: false }, 'user-1 foreign in D1, not repaired'],
    [{ user_id: '', what: 'counts', repaired: true }, 'the counts of the queue wrong in D1, repaired'],
  ])('about D1 is told and breaks nothing: %o', async (mismatch, said) => {
    const night = { checks: { ...CHECKS, mismatches: 1 }, mismatches: [mismatch] };
    expect(await reportOf(night)).toEqual([`noted 2026-11-20: ${said}`, 'unbroken']);
  });

  it('is nothing of a night in which all matched', async () => {
    expect(await reportOf({ checks: CHECKS, mismatches: [] })).toEqual(['unbroken']);
  });

  it('is what it left out, and breaks nothing', async () => {
    const left_out = { cases: 1, files: 2, heads: 3, moved: 4, rows: 5, unanswered: 6 };
    expect(await reportOf({ checks: { ...CHECKS, left_out }, mismatches: [] })).toEqual([
      'noted 2026-11-20: not asked about: 1 open cases',
      'noted 2026-11-20: not asked about: 2 earlier files',
      'noted 2026-11-20: not asked about: 3 heads of earlier files that are newer than the row',
      'noted 2026-11-20: not asked about: 4 rows that moved',
      "noted 2026-11-20: not asked about: 5 rows of the night's thirtieth",
      'noted 2026-11-20: not asked about: 6 objects that did not answer',
      'unbroken',
    ]);
  });

  it('is how many rows that moved it left to the next file', async () => {
    const { root: _, ...day } = dayWithFindings('2026-11-20', null, { checks: CHECKS, mismatches: [] });
    const full = { ...day, remaining: { rows: 9, id: 1, moved_ms: 2, user_id: 'a' } };
    const heads = gatherHeads([{ ...full, root: rootOf(full) }]);
    const lines = reportLines(await verifyLines(exportLines(A)), heads);
    expect(lines).toContain('noted 2026-11-20: 9 rows that moved are left to the next file');
    expect(lines.at(-1)).toBe('unbroken');
  });

  it('is broken where a log has lost events', async () => {
    const night: NightFindings = {
      checks: { ...CHECKS, mismatches: 2 },
      mismatches: [
        { user_id: 'user-1', what: 'log_shorter', repaired: false },
        { user_id: 'user-2', what: 'stale', repaired: true },
      ],
    };
    expect(await reportOf(night)).toEqual([
      'noted 2026-11-20: user-2 stale in D1, repaired',
      'BROKEN user-1 (noted 2026-11-20): log_shorter: the log ended before a head written down',
      'broken',
    ]);
  });

  it('is told up to a hundred lines, and how many more there are', async () => {
    const stale = (user_id: string): Mismatch => ({ user_id, what: 'stale', repaired: true });
    const mismatches = Array.from({ length: 100 }, (_, nth) => stale(`user-${nth}`));
    const all = await reportOf({ checks: { ...CHECKS, mismatches: 100 }, mismatches });
    expect(all).toHaveLength(101);
    const more = await reportOf({ checks: { ...CHECKS, mismatches: 1_500 }, mismatches });
    expect(more.slice(99)).toEqual([
      'noted 2026-11-20: user-99 stale in D1, repaired',
      'noted and 1 more',
      'unbroken',
    ]);
    const few = await reportOf({ checks: { ...CHECKS, mismatches: 5 }, mismatches: mismatches.slice(0, 1) });
    expect(few).toContain('noted 2026-11-20: 4 more mismatches, which the file does not name');
  });
});
