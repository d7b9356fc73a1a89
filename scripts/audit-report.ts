/** What `npm run audit:verify` prints, a line each. */

import type { DayBreak, Heads, Mismatch } from '../src/audit/day-heads.ts';
import type { ClosingLine } from '../src/audit/verify/audited-event.ts';
import type { ExportFile } from '../src/audit/verify/export-file.ts';
import type { Findings } from '../src/audit/verify/verify.ts';

/** Lines of one sort that are printed; how many there are beyond that is told. */
const MOST_NAMED = 100;

/** What a night leaves out, by the field of `left_out`. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  cases: 'open cases',
  files: 'earlier files',
  heads: 'heads of earlier files that are newer than the row',
  moved: 'rows that moved',
  rows: "rows of the night's thirtieth",
  unanswered: 'objects that did not answer',
};

/** What a night found that is of no one applicant. */
const OF_NO_APPLICANT: Partial<Record<Mismatch['what'], string>> = {
  counts: 'the counts of the queue wrong',
  schema: 'the schema other than the migrations make it',
};

/** Whether anything is broken. What a night noted about rows in D1 is not: they are not the log. */
export function isBroken(findings: Findings, heads: Heads | null): boolean {
  return brokenLines(findings, heads).length > 0;
}

/** The report. */
export function reportLines(findings: Findings, heads: Heads | null): readonly string[] {
  return [
    ...countLines(findings),
    ...(heads ? headLines(heads, findings) : []),
    ...firstOf(heads ? notedLines(heads) : [], 'noted'),
    ...firstOf(brokenLines(findings, heads), 'BROKEN'),
    isBroken(findings, heads) ? 'broken' : 'unbroken',
  ];
}

function firstOf(lines: readonly string[], sort: string): readonly string[] {
  const unnamed = lines.length - MOST_NAMED;
  return [...lines.slice(0, MOST_NAMED), ...(unnamed > 0 ? [`${sort} and ${unnamed} more`] : [])];
}

function brokenLines(findings: Findings, heads: Heads | null): readonly string[] {
  return [
    ...(heads?.broken ?? []).map(dayLine),
    ...(findings.file ? fileLines(findings.file) : []),
    ...(heads ? lossLines(heads) : []),
    ...findings.broken.map(
      ({ user_id, seq, line, wrong, detail }) =>
        `BROKEN ${user_id} seq ${seq} (${placeOf(line)}): ${wrong}: ${detail}`,
    ),
  ];
}

function placeOf(line: number | null): string {
  return line === null ? 'after the last line' : `line ${line}`;
}

function fileLines({ broken, gaps }: ExportFile): readonly string[] {
  return [
    ...broken.map(({ line, wrong, detail }) => `BROKEN export (${placeOf(line)}): ${wrong}: ${detail}`),
    ...gaps.map(
      ({ user_id, problem, line }) => `BROKEN ${user_id} (${placeOf(line)}): not in the export: ${problem}`,
    ),
  ];
}

function countLines({ kind, events, chains, from, until, cut, file }: Findings): readonly string[] {
  const span = from === null ? '' : `, from ${from} until ${until}`;
  return [
    `${kind}: ${events} events in ${chains} chains${span}`,
    ...(file?.closing ? [closingText(file.closing)] : []),
    ...(cut > 0 ? [`${cut} audit lines were cut off on the way and could not be read`] : []),
  ];
}

function closingText({ applicants, events, problems, moved_since }: ClosingLine): string {
  const counts = `${applicants} logs, ${events} events, ${problems} problems`;
  if (moved_since === undefined) return `closing line: all applicants: ${counts}`;
  return `closing line: only logs that changed since ${moved_since}, some perhaps more than once: ${counts}`;
}

function headLines({ days, known, sinceTheFirst }: Heads, { uncovered }: Findings): readonly string[] {
  const [first, last] = [days[0], days.at(-1)];
  const heads = [...known.values()].reduce((sum, of) => sum + of.length, 0);
  const since = sinceTheFirst ? 'the first of all' : 'not the first: what older days say is not checked';
  return [
    `heads: ${heads}, days: ${days.length}, from ${first?.date} (${since}) to ${last?.date} (root ${last?.root})`,
    `after the newest head of their chain: ${uncovered.events} events, ${uncovered.looks} of them looks at a photo`,
    `of these, dated ${last?.date} or before: ${uncovered.late} events, ${uncovered.lateLooks} of them looks at a photo`,
  ];
}

function dayLine({ date, detail }: DayBreak): string {
  return `BROKEN day ${date}: ${detail}`;
}

/** What is lost from a log cannot be seen in its export: a shorter chain is whole in itself. */
function lossLines({ days }: Heads): readonly string[] {
  return days.flatMap(({ date, mismatches }) =>
    mismatches
      .filter(({ what }) => what === 'log_shorter')
      .map(
        ({ user_id }) =>
          `BROKEN ${user_id} (noted ${date}): log_shorter: the log ended before a head written down`,
      ),
  );
}

function notedLines({ days }: Heads): readonly string[] {
  return days.flatMap(({ date, checks, mismatches, remaining }) => {
    const left = Object.entries(checks.left_out).filter(([, count]) => count > 0);
    const unnamed = checks.mismatches - mismatches.length;
    return [
      ...left.map(([what, count]) => `noted ${date}: not asked about: ${count} ${LEFT_OUT[what] ?? what}`),
      ...(remaining ? [`noted ${date}: ${remaining.rows} rows that moved are left to the next file`] : []),
      ...mismatches
        .filter(({ what }) => what !== 'log_shorter')
        .map((mismatch) => `noted ${date}: ${mismatchText(mismatch)}`),
      ...(unnamed > 0 ? [`noted ${date}: ${unnamed} more mismatches, which the file does not name`] : []),
    ];
  });
}

function mismatchText({ user_id, what, repaired }: Mismatch): string {
  const subject = OF_NO_APPLICANT[what] ?? `${user_id || 'a row of no applicant'} ${what}`;
  return `${subject} in D1, ${repaired ? 'repaired' : 'not repaired'}`;
}
