/** Random histories of an applicant: sensible ones, late ones and nonsense, with a clock that jumps both ways. */
import fc from 'fast-check';
import type { Command } from '../../src/core/commands.ts';
import { groundSchema } from '../../src/core/grounds.ts';
import { decide, evolve, type LoggedEvent, nextStep, type State, type Step } from '../../src/core/machine.ts';
import type { Policy } from '../../src/core/policy.ts';
import { decisionSchema } from '../../src/core/reasons.ts';
import { askable, endings, successes } from './alphabet.ts';
import * as core from './given-when-then.ts';

/** One thing that happens. What it is exactly follows from the state at that time, picked by number. */
type Move = {
  readonly kind: 'honest' | 'due' | 'late' | 'asked' | 'nonsense';
  readonly pick: number;
  readonly jump: number;
};
/** What one move did. `before` and `after` are the same object when nothing changed. */
export type MoveResult = {
  readonly command: Command;
  readonly now: number;
  readonly before: State | null;
  readonly after: State | null;
  readonly events: readonly LoggedEvent[];
};
/** A whole history, and its log. */
export type History = {
  readonly moves: readonly MoveResult[];
  readonly log: readonly LoggedEvent[];
  readonly state: State | null;
  /** How a failure prints it. */
  readonly [fc.toStringMethod]: () => string;
};

const HOUR = 3_600_000;
/** Few sessions, so that their limit is reached now and then; a decision that needs two; cases that are soon overdue. */
const POLICY: Policy = {
  ...core.POLICY,
  maxSessions: 3,
  review: { claimMs: HOUR / 2, dueMs: HOUR, fourEyes: [{ decision: 'new_id_photo', reason: null }] },
};
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('honest' as const) },
    { weight: 4, arbitrary: fc.constant('due' as const) },
    { weight: 1, arbitrary: fc.constant('late' as const) },
    { weight: 3, arbitrary: fc.constant('asked' as const) },
    { weight: 1, arbitrary: fc.constant('nonsense' as const) },
  ),
  pick: fc.nat(1_000_000),
  jump: fc.oneof(
    { weight: 8, arbitrary: fc.constant(1_000) },
    { weight: 1, arbitrary: fc.constant(HOUR) },
    { weight: 1, arbitrary: fc.integer({ min: -HOUR, max: HOUR }) },
  ),
});

/** Histories as they are lived. */
export const histories: fc.Arbitrary<History> = fc
  .array(move, { minLength: 1, maxLength: 100, size: 'max' })
  .map(lived);

function lived(moves: readonly Move[]): History {
  let state: State | null = null;
  let now = core.START;
  const steps: Step[] = [];
  const log: LoggedEvent[] = [];
  const moved = moves.map((it): MoveResult => {
    now += it.jump;
    const command = commandOf(it, state, steps);
    const before = state;
    const { after, events } = apply(state, command, now);
    state = after;
    const due = state && nextStep(state);
    if (due) steps.push(due);
    log.push(...events);
    return { command, now, before, after, events };
  });
  return { moves: moved, log, state, [fc.toStringMethod]: () => told(moved) };
}

function told(moves: readonly MoveResult[]): string {
  const lines = moves.map(({ command, now, events, after }) => {
    const what = JSON.stringify(command.type === 'record' ? command.outcome : command);
    const came = events.map((event) => event.type).join(', ') || 'nothing';
    return `  +${now - core.START} ms ${what} -> ${came}; ${after?.status.name}`;
  });
  return `\n${lines.join('\n')}\n`;
}

/** Decides and folds; a refusal changes nothing. */
export function apply(
  before: State | null,
  command: Command,
  now: number,
): { after: State | null; events: LoggedEvent[] } {
  const answer = decide(before, command, now, POLICY);
  const first = (before?.seq ?? 0) + 1;
  const at = new Date(now).toISOString();
  const events = (answer.ok ? answer.value : []).map((event, index): LoggedEvent => {
    return { ...event, seq: first + index, at, actor: 'actor' in command ? command.actor : 'test' };
  });
  return { after: events.reduce<State | null>(evolve, before), events };
}

function commandOf({ kind, pick }: Move, state: State | null, steps: readonly Step[]): Command {
  const due = state && nextStep(state);
  const fresh = `f${(state?.ownFaces.length ?? 0) + 1}`;
  switch (kind) {
    case 'honest':
      return state ? honest(state, due, fresh, pick) : pick % 4 === 0 ? core.createsKnown() : core.creates();
    case 'due':
      return due ? any(endings(due, fresh), pick) : any(askable(state), pick);
    case 'late':
      return steps.length > 0 ? any(endings(any(steps, pick), fresh), pick) : any(askable(state), pick);
    case 'asked': {
      const command = any(askable(state), pick);
      // The end of every story, so not in every one.
      return command.type === 'erase' && pick % 7 > 0 ? core.ticks : command;
    }
    case 'nonsense':
      return any(nonsense(pick), pick);
  }
}

/** What brings an applicant on. */
function honest(state: State, due: Step | null, fresh: string, pick: number): Command {
  if (due) return any(successes(due, fresh), pick % 3 === 0 ? pick : 0);
  const last = state.sessions.at(-1);
  switch (state.status.name) {
    case 'awaiting_id_photo':
      return core.uploads(state.seq);
    case 'awaiting_liveness': {
      const open = last && !last.closed && !last.result && !last.reported;
      if (!open) return pick % 3 === 0 ? core.starts : core.opens(`s${state.sessions.length + 1}`);
      return any([core.reports('pass', last.sessionId), core.ticks, core.returns(last.sessionId)], pick);
    }
    case 'verifying':
    case 'approved':
    case 'rejected':
      return core.views('id');
    case 'known':
      return any(ofCustomer(state), pick);
    case 'erased':
      return pick % 2 === 0 ? core.clearsPhotos() : core.erasesD1Row;
    case 'in_review':
      return any(reviewing(state, pick), pick);
  }
}

/** What is done with a customer from before. */
function ofCustomer(state: State): readonly Command[] {
  const { seq, face, knownFace } = state;
  return [
    core.givesKnown(seq),
    core.givesKnown(seq, { keepPhoto: true }),
    core.deletesPhoto(state.photosToDelete[0] ?? knownFace?.photo.key ?? 'none'),
    core.decidesPair('different', face?.faceId),
    core.uploads(seq),
    core.opens(`s${state.sessions.length + 1}`),
  ];
}

/** What reviewers do with a case. */
function reviewing({ seq }: State, pick: number): readonly Command[] {
  const actor = any(['anna', 'ben'], pick >> 3);
  const decisions = decisionSchema.options.filter((decision) => decision !== 'reject');
  const said = { actor, isSenior: pick % 2 === 0, takeOver: pick % 3 === 0 };
  return [
    ...decisions.map((decision) => core.decides(decision, seq, said)),
    { type: 'claim_review', actor, reviewer: 'r', takeOver: pick % 5 === 0 },
    { type: 'end_claim', actor },
    { type: 'withdraw_proposal', actor },
    { type: 'add_note', reviewer: 'r', noteHash: 'b'.repeat(64) },
    core.ticks,
  ];
}

/** Commands with ids out of a small hat, whatever the state. */
function nonsense(pick: number): readonly Command[] {
  const session = `s${pick % 4}`;
  const face = `f${pick % 5}`;
  const score = any([0, 0.5, 0.6, 0.65, 0.66, 1], pick >> 3);
  const verdict = any(['pass', 'retry', 'fail', 'maybe', ''], pick >> 4);
  const outcomes = [
    core.confirms(verdict, session, score),
    core.confirmsNothing(session),
    core.fetchesPhoto(session),
    core.lacksPhoto(session),
    core.compares(score, session, `id-${pick % 9}`),
    core.findsNoFace(pick % 2 === 0 ? 'id' : 'liveness', session, `id-${pick % 9}`),
    core.indexes(face, session, pick % 2 === 0),
    core.searches([core.hit(score, pick % 2 === 0), core.hit(score)], face),
    core.deletesFace(face),
    core.reconciles(session),
    core.findsAltered('id', `id-${pick % 9}`),
    core.findsAltered('liveness', `live-${session}`),
    core.records({ type: 'collection_missing', collection: `c${pick % 2}`, uncertain: pick % 3 === 0 }),
    core.records({ type: 'collection_ensured', collection: `c${pick % 2}` }),
    core.records({ type: 'failed', stepKey: `index:${session}`, step: 'index', code: 'x' }),
  ];
  const asked: Command[] = [
    core.creates(),
    core.uploads(pick % 9),
    core.opens(session),
    core.returns(session),
    core.reports(verdict, session),
    core.ticks,
    core.looksAtAltered('id', `id-${pick % 9}`),
    core.misses('liveness', `live-${session}`),
    core.decides(any(decisionSchema.options, pick), pick % 30),
    core.decides(any(decisionSchema.options, pick), pick % 30, { ground: any(groundSchema.options, pick) }),
  ];
  return [...outcomes, ...asked];
}

function any<T>(among: readonly T[], pick: number): T {
  const found = among[pick % among.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** How often, and from which seed: a failure prints both, `FC_SEED` and `FC_PATH` play it again. */
export function runParameters(numRuns: number): fc.Parameters<[History]> {
  const { FC_SEED, FC_PATH } = process.env;
  return { numRuns, ...(FC_SEED && { seed: Number(FC_SEED) }), ...(FC_PATH && { path: FC_PATH }) };
}
