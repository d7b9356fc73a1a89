/**
 * Checks one applicant's chain as its events come in. Pure. Of an export only the ends of a chain are kept in memory.
 */
import { FIRST_PREV_HASH, hashOf } from '#src/event-log/hash-chain.ts';
import type { AuditedEvent, FileKind } from './audited-event.ts';

/** What can be wrong with a link of a chain. */
export type Wrong = 'altered' | 'missing' | 'out_of_order' | 'repeated' | 'forked';

/**
 * A broken link. `line` is the line of the event. For a missing event it is the line of the next one that came, or null
 * when the file ends before.
 */
export type Break = {
  readonly user_id: string;
  readonly seq: number;
  readonly line: number | null;
  readonly wrong: Wrong;
  readonly detail: string;
};

/** Events with consecutive numbers. `prevHash` and `line` are those of the first event, `hash` that of the last. */
type Run = {
  readonly from: number;
  readonly prevHash: string;
  readonly line: number;
  readonly to: number;
  readonly hash: string;
};

/** The last event so far of a log that an export contains a second time. */
type Pass = { readonly seq: number; readonly hash: string };

/** What is known of a chain so far. */
export type Chain = {
  /** In the order of their numbers. A single one when nothing is missing. */
  runs: Run[];
  /** The broken link with the lowest number. */
  broken: Break | null;
  /**
   * The event with the lowest number that an export contains again. A fault only if the export must have each log once.
   */
  again: { readonly seq: number; readonly line: number } | null;
  /**
   * Null unless a repetition of the log is being read. It ends with the run: an equal hash there proves that all events
   * before it are equal too.
   */
  pass: Pass | null;
  /** The hash of each event, to tell a repetition from a fork. For a feed only. */
  readonly hashes: Map<number, string> | null;
};

/** Creates an empty chain. */
export function newChain(kind: FileKind): Chain {
  return { runs: [], broken: null, again: null, pass: null, hashes: kind === 'feed' ? new Map() : null };
}

/** Records a broken link. The chain keeps the one with the lowest number. */
export function noteBreak(chain: Chain, broken: Break): void {
  if (!chain.broken || broken.seq < chain.broken.seq) chain.broken = broken;
}

/**
 * Takes the next event. In an export the events must be in order, and may be repeated only from the first event of the
 * log on; in a feed they may come in any order.
 * @param line the line of the file on which the event stands
 * @returns whether no event with this number came before
 */
export function takeEvent(chain: Chain, event: AuditedEvent, line: number): boolean {
  const { user_id, seq, hash, prev_hash: prevHash } = event;
  const note = (wrong: Wrong, detail: string, at = seq, where = line) =>
    noteBreak(chain, { user_id, seq: at, line: where, wrong, detail });
  const contradiction = contradictionOf(event);
  if (contradiction) note('altered', contradiction);

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

/** Gives the hash of an event that came before, or undefined when it was not kept. */
function hashKnown({ hashes, pass }: Chain, inside: Run, seq: number): string | undefined {
  if (inside.to === seq) return inside.hash;
  return pass?.seq === seq ? pass.hash : hashes?.get(seq);
}

/**
 * Takes an event whose number an export had before. Its first hash was not kept, so only the events that follow it show
 * whether it is the same.
 */
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

/** Ends the repetition of a log. An event is missing if the repetition is shorter than the log was the first time. */
function endPass(chain: Chain, user_id: string, line: number | null): void {
  if (chain.pass === null) return;
  const detail = 'the log came again, but without this event';
  noteBreak(chain, { user_id, seq: chain.pass.seq + 1, line, wrong: 'missing', detail });
  chain.pass = null;
}

/**
 * Ends the chain at the end of the file: events that did not come are missing. A feed may begin at any event of the
 * chain, an export must begin at the first.
 * @param once whether the export must contain each log once
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

/** Says how an event contradicts its hash or its place in the chain, or null. */
function contradictionOf(event: AuditedEvent): string | null {
  if (computedHash(event) !== event.hash) return 'its hash is not that of its content';
  if (event.seq > 1) return null;
  if (event.prev_hash !== FIRST_PREV_HASH) return 'the first event of a chain follows nothing';
  // The hash does not cover `user_id`, but the data of the first event contains it.
  const { data } = event;
  const named = typeof data === 'object' && data !== null && 'user_id' in data ? data.user_id : undefined;
  return named === event.user_id ? null : 'its content names another applicant';
}

function computedHash(event: AuditedEvent): string | null {
  try {
    return hashOf(event.prev_hash, event);
  } catch {
    // Lone surrogates have no canonical JSON, so no event of ours has them.
    return null;
  }
}
