/** Checks the chains of an export or of a saved feed, also against the heads in the day files: text in, report out. */

import type { Heads } from '../day-heads.ts';
import { type AuditedEvent, type FileKind, findEvents } from './audited-event.ts';
import { type Break, type Chain, endChain, newChain, noteBreak, takeEvent } from './check-chain.ts';
import { createExportFile, type ExportFile } from './export-file.ts';
import { createJsonSplitter, type Piece } from './split-json.ts';

/**
 * Events after the newest head of their chain, and how many of them are looks at a photo. The heads are read from the
 * rows in D1, which a look does not change, so a log that ends with looks ends after its head. `late` and `lateLooks`
 * count those that are dated on or before the newest day that has a file.
 */
export type Uncovered = {
  readonly events: number;
  readonly looks: number;
  readonly late: number;
  readonly lateLooks: number;
};

/** The findings about a file. `from` and `until` are the times of its first and last event, RFC 3339. */
export type Findings = {
  readonly readable: true;
  /** An empty file counts as an export. */
  readonly kind: FileKind;
  readonly events: number;
  readonly chains: number;
  readonly from: string | null;
  readonly until: string | null;
  /** Audit lines that were truncated; in a feed only. */
  readonly cut: number;
  /** The first broken link of each broken chain. */
  readonly broken: readonly Break[];
  /** The findings about the file as a whole; null for a feed, which may have gaps and end anywhere. */
  readonly file: ExportFile | null;
  readonly uncovered: Uncovered;
};

/** The findings, or the first line at which the file cannot be read as an export or a feed, and why. */
export type Verified = Findings | { readonly readable: false; readonly line: number; readonly why: string };

/**
 * Reads a file piece by piece and checks it. It keeps only the ends of each chain in memory, and for a feed all hashes.
 * @param text the file, cut anywhere
 * @param heads the day files, or null when there are none to compare with
 */
export async function verifyAudit(
  text: AsyncIterable<string> | Iterable<string>,
  heads: Heads | null,
): Promise<Verified> {
  const splitter = createJsonSplitter();
  const audit = createAudit(heads);
  for await (const part of text) {
    for (const piece of splitter.push(part)) {
      const why = audit.take(piece);
      if (why !== null) return { readable: false, line: piece.line, why };
    }
  }
  for (const { line } of splitter.end()) return { readable: false, line, why: 'the file ends within it' };
  return audit.end();
}

function createAudit(heads: Heads | null) {
  const chains = new Map<string, Chain>();
  const file = createExportFile();
  const lastDay = heads?.days.at(-1)?.date ?? '';
  let kind: FileKind | null = null;
  let events = 0;
  let cut = 0;
  let from: string | null = null;
  let until: string | null = null;
  const uncovered = { events: 0, looks: 0, late: 0, lateLooks: 0 };

  function chainOf(userId: string, of: FileKind): Chain {
    const chain = chains.get(userId) ?? newChain(of);
    chains.set(userId, chain);
    return chain;
  }

  function takeOne(event: AuditedEvent, of: FileKind, line: number): void {
    const { user_id, seq, hash, at } = event;
    const chain = chainOf(user_id, of);
    const isNew = takeEvent(chain, event, line);
    events += 1;
    if (from === null || at < from) from = at;
    if (until === null || at > until) until = at;
    const known = heads?.known.get(user_id) ?? [];
    const contradicted = known.find((head) => head.seq === seq && head.hash !== hash);
    if (contradicted) {
      noteBreak(chain, {
        user_id,
        seq,
        line,
        wrong: 'forked',
        detail: `the head of ${contradicted.date} is another`,
      });
    }
    if (!isNew || known.some((head) => head.seq >= seq)) return;
    countUncovered(event);
  }

  function countUncovered({ type, at }: AuditedEvent): void {
    const isLook = type === 'photo_viewed';
    uncovered.events += 1;
    if (isLook) uncovered.looks += 1;
    if (at.slice(0, 10) > lastDay) return;
    uncovered.late += 1;
    if (isLook) uncovered.lateLooks += 1;
  }

  /**
   * Finds chains of an export that end before a head in a day file. A log that could not be read is already reported as
   * a gap, and an export with `moved_since` does not contain the logs that have not changed.
   */
  function findMissingHeads({ gaps, closing }: ExportFile): void {
    const unread = new Set(gaps.map(({ user_id }) => user_id));
    for (const [user_id, known] of heads?.known ?? []) {
      if (unread.has(user_id) || (closing?.moved_since !== undefined && !chains.has(user_id))) continue;
      const chain = chainOf(user_id, 'export');
      const end = chain.runs.at(-1)?.to ?? 0;
      const lost = known.find((head) => head.seq > end);
      if (!lost) continue;
      const detail = `the head of ${lost.date} is event ${lost.seq}`;
      noteBreak(chain, { user_id, seq: end + 1, line: null, wrong: 'missing', detail });
    }
  }

  return {
    /** Takes the next piece. @returns why it cannot be read, or null */
    take({ line, text }: Piece): string | null {
      const found = findEvents(text);
      if (!found.ok) return found.why;
      kind ??= found.kind;
      if (found.kind !== kind) return 'an export and a feed in one file';
      if (found.kind === 'feed') {
        for (const event of found.events) takeOne(event, 'feed', line);
        cut += found.cut;
        return null;
      }
      file.take(found.line, line);
      if (found.line.is === 'event') takeOne(found.line.event, 'export', line);
      return null;
    },

    /** Ends the file and gives the findings. */
    end(): Findings {
      const seen = chains.size;
      const whole = kind === 'feed' ? null : file.end();
      const once = whole?.closing?.moved_since === undefined;
      for (const [userId, chain] of chains) endChain(chain, userId, once);
      if (whole) findMissingHeads(whole);
      const broken = [...chains.values()].flatMap((chain) => chain.broken ?? []);
      return {
        readable: true,
        kind: kind ?? 'export',
        events,
        chains: seen,
        from,
        until,
        cut,
        broken,
        file: whole,
        uncovered,
      };
    },
  };
}
