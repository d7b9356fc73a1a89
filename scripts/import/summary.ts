/** How the import ended, in lines. Pure. */
import { estimateLines, type Tier } from './estimate.ts';
import { finishedOf, grouped } from './progress.ts';
import type { Counts, RefusedLines } from './tally.ts';

/** How it ended: `done`: every line was tried; `interrupted`: by a signal; `stopped`: by what `why` says. */
export type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'stopped'; readonly why: string };

/** What the summary tells. */
export type Ended = {
  readonly end: End;
  readonly counts: Counts;
  readonly refusedLines: readonly RefusedLines[];
  readonly total: number;
  readonly reportFile: string | null;
};

/** Writes the summary of an import. */
export function summaryLines(ended: Ended): readonly string[] {
  const { counts, refusedLines, total } = ended;
  const { indexed, alreadyThere, taken, refused, pairs } = counts;
  const untried = total - finishedOf(counts);
  const rows: (string | null)[] = [
    `indexed        ${grouped(indexed)}`,
    `already there  ${grouped(alreadyThere)}`,
    taken > 0
      ? `on their way   ${grouped(taken)}   the service has the pictures and goes on by itself`
      : null,
    `refused        ${grouped(refused)}`,
    ...refusedLines.map(refusedLine),
    untried > 0 ? `not sent       ${grouped(untried)}` : null,
    `pairs found    ${pairs.isWhole ? '' : 'more than '}${grouped(pairs.count)}${pairs.count > 0 ? `   ${LOOK}` : ''}`,
  ];
  return [...rows.filter((row) => row !== null), '', ...nextLines(ended)];
}

const LOOK =
  'customers who may be one person: GET /v1/known-faces/duplicates, or /review/known in the console';

function refusedLine({ code, count, ranges, isWhole }: RefusedLines): string {
  const lines = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  return `  ${code}: ${grouped(count)}, ${count === 1 ? 'line' : 'lines'} ${lines}${isWhole ? '' : ' and more'}`;
}

function nextLines({ end, counts, total, reportFile }: Ended): readonly string[] {
  const report =
    reportFile === null ? 'Add --report FILE for a line about each customer.' : `Each line: ${reportFile}`;
  switch (end.kind) {
    case 'stopped':
      return [`Stopped: ${end.why}`, GO_ON];
    case 'interrupted':
      return [`Interrupted. ${GO_ON}`];
    case 'done':
      return isAllIn(counts, total)
        ? [`All ${grouped(total)} customers are in.`]
        : [`Not all are in. Put right what is refused and run the same command again. ${report}`];
  }
}

const GO_ON = 'Run the same command again to go on: what is done is known from the service.';

/** Whether every customer of the file is in the collection. */
export function isAllIn({ indexed, alreadyThere }: Counts, total: number): boolean {
  return indexed + alreadyThere === total;
}

/** Writes the summary of a dry run. */
export function dryRunLines({ counts, refusedLines, total, end }: Ended, tier: Tier): readonly string[] {
  const { ready, refused } = counts;
  return [
    `ready          ${grouped(ready)}`,
    `refused        ${grouped(refused)}`,
    ...refusedLines.map(refusedLine),
    '',
    ...(end.kind === 'done' ? estimateLines(ready, tier) : ['Interrupted: not all were checked.']),
    ready === total
      ? 'Nothing was sent. Run it without --dry-run to import them.'
      : 'Nothing was sent. Put right what is refused, or run it without --dry-run: those lines are left out.',
  ];
}
