/** Puts what was found into words. */
import { plainLine } from '../plain-text.ts';
import { renderTable } from '../table.ts';
import type { Examinations, Examined } from './examine-ilive.ts';

/** Lines to print, and whether anything that was tried differs. */
export type Report = { readonly lines: readonly string[]; readonly differs: boolean };

/** Makes the table, and says for each difference what it is about and where it is assumed. */
export function reportOf({ rows, problems }: Examinations): Report {
  const different = rows.filter(({ finding }) => finding.fits === 'no');
  const table = renderTable(
    ['fits', 'inference', 'seen'],
    rows.map(({ inference, finding }) => [finding.fits, inference.statement, finding.seen]),
  );
  const lines = [
    table,
    '',
    ...different.flatMap(differenceLines),
    ...problems.map((one) => `! ${plainLine(one)}`),
  ];
  return { lines: [...lines, summary(rows)], differs: different.length > 0 };
}

function differenceLines({ inference, finding }: Examined): readonly string[] {
  return [
    `✗ ${inference.id}: ${inference.statement}`,
    `  seen: ${plainLine(finding.seen)}`,
    `  assumed in ${inference.file} (“${inference.mention}”); iLive's page: ${inference.source}`,
    '',
  ];
}

function summary(rows: readonly Examined[]): string {
  const count = (fits: string) => rows.filter(({ finding }) => finding.fits === fits).length;
  return `${count('yes')} fit, ${count('no')} differ, ${count('not tried')} were not tried.`;
}
