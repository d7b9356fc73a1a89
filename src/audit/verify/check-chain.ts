/** One applicant's chain as its events come in: pure, and no longer in memory than its ends. */
import { FIRST_PREV_HASH, hashOf } from '#src/event-log/hash-chain.ts';
import type { AuditedEvent, FileKind } from './audited-event.ts';

/** What can be wrong with a link. */
export type Wrong = 'altered' | 'missing' | 'out_of_order' | 'repeated' | 'forked';

/** A broken link. `line` is that of the event, or of the next one after a missing one; null where the file ends before. */
export type Break = {
  readonly user_id: string;
  readonly seq: number;
  readonly line: number | null;
  readonly wrong: Wrong;
  readonly detail: string;
};

/** Events that follow each other, as far as they are known. `line` is that of the first. */
type Run = {
  readonly from: number;
  readonly prevHash: string;
  readonly line: number;
  readonly to: number;
  readonly hash: string;
};

/** How far a log has come that an export has again. */
type Pass = { readonly seq: number; readonly hash: string };

/** A chain so far: its runs by number, one when nothing is missing. */
export type Chain = {
  runs: Run[];
  broken: Break | null;
  /** The first event by number that came again in a log that came again. Wrong only where each log is to come once. */
  again: { readonly seq: number; readonly line: number } | null;
  /** Null while no log is coming again. At the run's end the same hash stands for the same events up to there. */
  pass: Pass | null;
  /** Of a feed only, each hash, to know a repetition from a fork. */
  readonly hashes: Map<number, string> | null;
};

/** A chain of which nothing is known yet. */
export function newChain(kind: FileKind): Chain {
  return { runs: [], broken: null, again: null, pass: null, hashes: kind === 'feed' ? new Map() : null };
}

/** Notes a broken link; the chain keeps its first one, by number. */
export function noteBreak(chain: Chain, broken: Break): void {
  if (!chain.broken || broken.seq < chain.broken.seq) chain.broken = broken;
}

/**
 * Takes the next event. An export must have them in order, and again only as a log that begins again; a feed need not.
 * @returns whether it is the first with its number.
 */
export function takeEvent(chain: Chain, event: AuditedEvent, line: number): boolean {
  const { user_id, seq, hash, prev_hash: prevHash } = event;
  const note = (wrong: Wrong, detail: string, at = seq, where = line) =>
    noteBreak(chain, { user_id, seq: at, line: where, wrong, detail });
  const lie = lieOf(event);
  if (lie) note('altered', lie);

  const inside = chain.runs.findLast((run) => run.from <= seq && seq <= run.to);
  if (inside) {
    if ((hashKnown(chain, inside, seq) ?? hash) !== hash)
      note('forked', 'another event with this number came before');
    if (!chain.hashes) takeAgain(chain, event, line, inside.to === seq);
    return false;
  }
  endPass(chain, user_id, line);
  chain.hashes?.set(seq, hash);
  if (!chain.hashes && seq < (chain.runs.at(-1)?.to ?? 0)) note('out_of_order', 'a later event came before');

  const before = chain.runs.findLast((run) => run.to === seq - 1);
  const after = chain.runs.findLast((run) => run.from === seq + 1);
  if (before && before.hash !== prevHash) note('forked', `does not follow event ${seq - 1} of this file`);
  if (after && after.prevHash !== hash) {
    note('forked', `does not follow event ${seq} of this file`, seq + 1, after.line);
  }
  const run = {
    ...(before ?? { from: seq, prevHash, line }),
    ...(after ? { to: after.to, hash: after.hash } : { to: seq, hash }),
  };
  chain.runs = [...chain.runs.filter((other) => other !== before && other !== after), run].sort(
    (one, other) => one.from - other.from,
  );
  return true;
}

/** The hash of an event that came before, or undefined where it is not kept. */
function hashKnown({ hashes, pass }: Chain, inside: Run, seq: number): string | undefined {
  if (inside.to === seq) return inside.hash;
  return pass?.seq === seq ? pass.hash : hashes?.get(seq);
}

/** Takes an event of an export that came before. Without its hash it is known to be the same only by those that follow it. */
function takeAgain(chain: Chain, event: AuditedEvent, line: number, atEnd: boolean): void {
  const { user_id, seq, hash, prev_hash: prevHash } = event;
  const note = (wrong: Wrong, detail: string) => noteBreak(chain, { user_id, seq, line, wrong, detail });
  if (!chain.again || seq < chain.again.seq) chain.again = { seq, line };
  const { pass } = chain;
  if (pass?.seq === seq) return;
  const follows = pass?.seq === seq - 1;
  if (follows && pass.hash !== prevHash) note('forked', `does not follow event ${seq - 1} of this file`);
  if (atEnd) {
    if (follows) chain.pass = null;
  } else if (follows) chain.pass = { seq, hash };
  else if (seq === 1) {
    endPass(chain, user_id, line);
    chain.pass = { seq, hash };
  } else note('repeated', 'this number came before');
}

/** Ends a log that came again: it must have come as far as before. */
function endPass(chain: Chain, user_id: string, line: number | null): void {
  if (chain.pass === null) return;
  const detail = 'the log came again, but without this event';
  noteBreak(chain, { user_id, seq: chain.pass.seq + 1, line, wrong: 'missing', detail });
  chain.pass = null;
}

/**
 * The file is at its end: what never came is missing. A feed may begin anywhere, an export at the first event.
 * @param once whether the export was to have each log once.
 */
export function endChain(chain: Chain, user_id: string, once: boolean): void {
  if (once && chain.again) {
    noteBreak(chain, { user_id, ...chain.again, wrong: 'repeated', detail: 'this number came before' });
  }
  endPass(chain, user_id, null);
  let end = chain.hashes ? (chain.runs[0]?.from ?? 1) - 1 : 0;
  for (const { from, to, line } of chain.runs) {
    const seq = end + 1;
    const detail =
      from - seq > 1 ? `and so are those after it, up to ${from - 1}` : 'this event is not there';
    if (from > seq) noteBreak(chain, { user_id, seq, line, wrong: 'missing', detail });
    end = to;
  }
}

/** What an event says that its hash or its place belies, or null. */
function lieOf(event: AuditedEvent): string | null {
  if (hashMade(event) !== event.hash) return 'its hash is not that of its content';
  if (event.seq > 1) return null;
  if (event.prev_hash !== FIRST_PREV_HASH) return 'the first event of a chain follows nothing';
  // The hash covers no user_id but the one within the first event.
  const { data } = event;
  const named = typeof data === 'object' && data !== null && 'user_id' in data ? data.user_id : undefined;
  return named === event.user_id ? null : 'its content names another applicant';
}

function hashMade(event: AuditedEvent): string | null {
  try {
    return hashOf(event.prev_hash, event);
  } catch {
    // Lone surrogates have no canonical JSON, so no event of ours has them.
    return null;
  }
}
