import { describe, expect, it } from 'vitest';
import { isBroken, reportLines } from '../../../scripts/audit-report.ts';
import { gatherHeads } from '../../../src/audit/day-heads.ts';
import type { ClosingLine } from '../../../src/audit/verify/audited-event.ts';
import {
  breaksOf,
  chainOf,
  closingLine,
  dayOf,
  exportLines,
  fileBreaksOf,
  problemLine,
  tailLines,
  verifyLines,
} from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const LINES = exportLines(A, B).slice(0, -1);
const CLOSING = '{"applicants":2,"events":10,"problems":0}\n';

/** The lines of the report that name what is broken. */
async function brokenLines(...given: Parameters<typeof verifyLines>) {
  const [text, days = []] = given;
  const heads = days.length > 0 ? gatherHeads(days) : null;
  const findings = await verifyLines(text, days);
  const lines = reportLines(findings, heads).filter((line) => line.startsWith('BROKEN'));
  expect(isBroken(findings, heads)).toBe(lines.length > 0);
  return lines;
}

describe('the closing line', () => {
  it('counts logs, events and problems, and is the last', async () => {
    expect(await brokenLines([...LINES, CLOSING])).toEqual([]);
    expect((await verifyLines([...LINES, CLOSING])).file?.closing).toEqual({
      applicants: 2,
      events: 10,
      problems: 0,
    });
  });

  it.each<[string, string[]]>([
    ['of events', LINES],
    ['of nothing', []],
    ['of a problem', [problemLine('a')]],
  ])('is missing: a file %s is not complete', async (_, text) => {
    expect(await fileBreaksOf(text)).toEqual([[null, 'incomplete']]);
    expect(await brokenLines(text)).toContain(
      'BROKEN export (after the last line): incomplete: there is no closing line, so lines are missing',
    );
  });

  it.each<Partial<ClosingLine>>([
    { applicants: 1 },
    { applicants: 3 },
    { events: 9 },
    { events: 11 },
    { problems: 1 },
  ])('counts another number: %o', async (change) => {
    const closing = closingLine({ applicants: 2, events: 10, ...change });
    expect(await fileBreaksOf([...LINES, closing])).toEqual([[11, 'miscounted']]);
    expect(await fileBreaksOf([...LINES, problemLine('c'), closing])).toEqual(
      change.problems === 1 ? [] : [[12, 'miscounted']],
    );
    expect(await breaksOf([...LINES, closing])).toEqual([]);
  });

  it('says both counts where they differ', async () => {
    const closing = closingLine({ applicants: 3, events: 12, problems: 1 });
    expect(await brokenLines([...LINES, closing])).toEqual([
      'BROKEN export (line 11): miscounted: the closing line counts 3 logs, 12 events and 1 problems, but before it are 2 logs, 10 events and 0 problems',
    ]);
  });

  it('notices a whole log that was dropped, which no chain and no head shows', async () => {
    const without = [...exportLines(A).slice(0, -1), CLOSING];
    expect(await breaksOf(without)).toEqual([]);
    expect(await fileBreaksOf(without)).toEqual([[7, 'miscounted']]);
  });

  it.each<[string, string[]]>([
    ['an event', [LINES.at(-1)!]],
    ['a problem', [problemLine('c')]],
    ['itself, again', [CLOSING]],
    ['another closing line', [closingLine({ moved_since: '2026-11-20T00:00:00Z' })]],
    ['several lines', [problemLine('c'), CLOSING, CLOSING]],
  ])('is followed by %s: named once, where it goes on', async (_, after) => {
    expect(await fileBreaksOf([...LINES, CLOSING, ...after])).toEqual([[12, 'not_at_the_end']]);
    expect((await verifyLines([...LINES, CLOSING, ...after])).file?.closing?.moved_since).toBeUndefined();
  });

  it('followed by blank lines is still the last', async () => {
    expect(await brokenLines([...LINES, CLOSING, '\n \r\n'])).toEqual([]);
  });

  it('in front of an event: counts less than there is, and is not the last', async () => {
    const early = [...LINES.slice(0, -1), CLOSING, LINES.at(-1)!];
    expect(await fileBreaksOf(early)).toEqual([
      [10, 'miscounted'],
      [11, 'not_at_the_end'],
    ]);
  });

  it('is not asked of a feed, which may end anywhere', async () => {
    expect((await verifyLines(tailLines(A))).file).toBeNull();
    expect(await brokenLines(tailLines(A))).toEqual([]);
  });
});

describe('a problem line', () => {
  const text = [
    ...LINES,
    problemLine('c', 'log_missing'),
    closingLine({ applicants: 2, events: 10, problems: 1 }),
  ];

  it('is a gap: the applicant and the code are named', async () => {
    expect(await brokenLines(text)).toEqual(['BROKEN c (line 11): not in the export: log_missing']);
    expect((await verifyLines(text)).file?.gaps).toEqual([
      { user_id: 'c', problem: 'log_missing', line: 11 },
    ]);
  });

  it('explains why an applicant of the heads is not there; the others are missing as ever', async () => {
    const heads = [dayOf('2026-11-20', null, chainOf('c', 2)[1], chainOf('d', 3)[2])];
    expect(await brokenLines(text, heads)).toEqual([
      'BROKEN c (line 11): not in the export: log_missing',
      'BROKEN d seq 1 (after the last line): missing: the head of 2026-11-20 is event 3',
    ]);
  });

  it('breaks an export of what changed as well', async () => {
    const moved_since = '2026-11-20T00:00:00.000Z';
    const since = [problemLine('c'), closingLine({ problems: 1, moved_since })];
    expect(await brokenLines(since)).toEqual(['BROKEN c (line 1): not in the export: out_of_reach']);
  });
});
