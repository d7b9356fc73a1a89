/** What `npm run audit:verify` prints, a line each. */
import type { DayBreak, Heads } from '../src/audit/day-heads.ts';
import type { Findings } from '../src/audit/verify.ts';

/** Broken chains named one by one; how many there are beyond that is told. */
const MOST_NAMED = 100;

/** Whether anything is broken. */
export function isBroken(findings: Findings, heads: Heads | null): boolean {
  return findings.broken.length > 0 || (heads?.broken.length ?? 0) > 0;
}

/** The report. */
export function reportLines(findings: Findings, heads: Heads | null): readonly string[] {
  const broken = [
    ...(heads?.broken ?? []).map(dayLine),
    ...findings.broken.map(
      ({ user_id, seq, line, wrong, detail }) =>
        `BROKEN ${user_id} seq ${seq} (${line === null ? 'after the last line' : `line ${line}`}): ${wrong}: ${detail}`,
    ),
  ];
  const unnamed = broken.length - MOST_NAMED;
  return [
    ...countLines(findings),
    ...(heads ? headLines(heads, findings) : []),
    ...broken.slice(0, MOST_NAMED),
    ...(unnamed > 0 ? [`BROKEN and ${unnamed} more`] : []),
    isBroken(findings, heads) ? 'broken' : 'unbroken',
  ];
}

function countLines({ kind, events, chains, from, until, cut }: Findings): readonly string[] {
  const span = from === null ? '' : `, from ${from} until ${until}`;
  return [
    `${kind}: ${events} events in ${chains} chains${span}`,
    ...(cut > 0 ? [`${cut} audit lines were cut off on the way and could not be read`] : []),
  ];
}

function headLines({ days, known, sinceTheFirst }: Heads, { uncovered }: Findings): readonly string[] {
  const [first, last] = [days[0], days.at(-1)];
  const heads = [...known.values()].reduce((sum, of) => sum + of.length, 0);
  const since = sinceTheFirst ? 'the first of all' : 'not the first: what older days say is not checked';
  return [
    `heads: ${heads}, days: ${days.length}, from ${first?.date} (${since}) to ${last?.date} (root ${last?.root})`,
    `after the newest head of their chain: ${uncovered.events} events, ${uncovered.late} of them dated ${last?.date} or before`,
  ];
}

function dayLine({ date, detail }: DayBreak): string {
  return `BROKEN day ${date}: ${detail}`;
}
