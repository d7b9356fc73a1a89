/** Chains as an auditor would receive them, made by hand. */

import {
  type DayHeads,
  type DayLink,
  gatherHeads,
  type NightFindings,
  rootOf,
} from '../../src/audit/day-heads.ts';
import type { AuditedEvent, ClosingLine } from '../../src/audit/verify/audited-event.ts';
import { verifyAudit } from '../../src/audit/verify/verify.ts';
import { FIRST_PREV_HASH, hashOf } from '../../src/event-log/hash-chain.ts';

/** The links, made anew from that number on: what somebody does who knows how the chain is made. */
export function rehashed(events: readonly AuditedEvent[], from = 1): AuditedEvent[] {
  let before = FIRST_PREV_HASH;
  return events.map((event) => {
    const prev_hash = event.seq < from ? event.prev_hash : before;
    before = event.seq < from ? event.hash : hashOf(prev_hash, event);
    return { ...event, prev_hash, hash: before };
  });
}

/** An unbroken chain of looks at a photo, after its creation. */
export function chainOf(user_id: string, length: number, day = '2026-11-20'): AuditedEvent[] {
  const events = Array.from({ length }, (_, index) => ({
    user_id,
    seq: index + 1,
    type: index === 0 ? 'applicant_created' : 'photo_viewed',
    at: `${day}T10:00:${String(index % 60).padStart(2, '0')}.000Z`,
    actor: 'api_key:tést',
    data: index === 0 ? { user_id, photo_prefix: 'p' } : { photo: 'id', sha256: `"{[${index}\\`, none: null },
    prev_hash: '',
    hash: '',
  }));
  return rehashed(events);
}

/** An export of all applicants, as it ends when nothing was in the way. */
export function exportLines(...chains: readonly (readonly AuditedEvent[])[]): string[] {
  const events = chains.flat();
  return [...events.map(toLine), closingLine({ applicants: logsIn(events), events: events.length })];
}

/** An export of the logs that changed since then: whole logs, which may come again. */
export function exportLinesSince(
  moved_since: string,
  ...logs: readonly (readonly AuditedEvent[])[]
): string[] {
  const events = logs.flat();
  return [
    ...events.map(toLine),
    closingLine({ applicants: logsIn(events), events: events.length, moved_since }),
  ];
}

/** What an export has of an applicant whose log could not be read. */
export function problemLine(user_id: string, problem = 'out_of_reach'): string {
  return toLine({ problem, user_id });
}

/** The last line of an export. */
export function closingLine(counts: Partial<ClosingLine>): string {
  return toLine({ applicants: 0, events: 0, problems: 0, ...counts });
}

function logsIn(events: readonly AuditedEvent[]): number {
  return events.filter(({ seq }) => seq === 1).length;
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** A tail as wrangler prints it: an entry for each invocation, over many lines. */
export function tailLines(...invocations: readonly (readonly AuditedEvent[])[]): string[] {
  return invocations.map((events) => {
    const logs = [
      { message: ['GET', { not: 'ours' }, 7], level: 'debug', timestamp: 1 },
      ...events.map((audit) => ({
        message: [JSON.stringify({ audit, status: 'verifying' })],
        level: 'log',
        timestamp: 1_700_000_000_000,
      })),
    ];
    const entry = {
      outcome: 'ok',
      scriptName: 'kyc-onboarding',
      exceptions: [],
      logs,
      eventTimestamp: 1,
      event: null,
    };
    return `${JSON.stringify(entry, null, 4)}\n`;
  });
}

/** Of a night that got to everything. */
export const NOTHING_LEFT_OUT = { cases: 0, files: 0, heads: 0, moved: 0, rows: 0, unanswered: 0 };

/** The file of a day that says where those chains ended, of a night in which all matched. */
export function dayOf(
  date: string,
  previous: DayLink | null,
  ...ends: readonly (AuditedEvent | undefined)[]
): DayHeads {
  return dayWithFindings(
    date,
    previous,
    { checks: { rows: 3, objects: 2, files: 1, mismatches: 0, left_out: NOTHING_LEFT_OUT }, mismatches: [] },
    ...ends,
  );
}

/** The same, of a night that found that. */
export function dayWithFindings(
  date: string,
  previous: DayLink | null,
  { checks, mismatches }: NightFindings,
  ...ends: readonly (AuditedEvent | undefined)[]
): DayHeads {
  const chains = ends.flatMap((end) => (end ? [{ user_id: end.user_id, seq: end.seq, hash: end.hash }] : []));
  const day = {
    date,
    previous: previous && { date: previous.date, root: previous.root },
    earlier: [],
    chains,
    checks,
    mismatches: [...mismatches],
    remaining: null,
  };
  return { ...day, root: rootOf(day), root_mac: '0'.repeat(64), root_mac_key: '0'.repeat(8) };
}

/** What the verifier says of a file that it can read. */
export async function verifyLines(text: readonly string[], days: readonly DayHeads[] = []) {
  const verified = await verifyAudit(text, days.length > 0 ? gatherHeads(days) : null);
  if (!verified.readable) throw new Error(`line ${verified.line} ${verified.why}`);
  return verified;
}

/** The broken links, in short. */
export async function breaksOf(...given: Parameters<typeof verifyLines>) {
  return (await verifyLines(...given)).broken.map(({ user_id, seq, line, wrong }) => [
    user_id,
    seq,
    line,
    wrong,
  ]);
}

/** What is wrong with an export as a whole, in short. */
export async function fileBreaksOf(...given: Parameters<typeof verifyLines>) {
  return (await verifyLines(...given)).file?.broken.map(({ line, wrong }) => [line, wrong]);
}

/** The chain with one event changed, its links left as they were. */
export function withChange(chain: readonly AuditedEvent[], index: number, change: Partial<AuditedEvent>) {
  return chain.map((event, at) => (at === index ? { ...event, ...change } : event));
}
