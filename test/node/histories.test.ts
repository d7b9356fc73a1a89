import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptsUsed } from '../../src/core/attempts.ts';
import { applicantEventSchema } from '../../src/core/events.ts';
import { openSessionOf } from '../../src/core/liveness-session.ts';
import { evolve, nextStep, type State, type Step, wakeAt } from '../../src/core/machine.ts';
import { closingDecisions } from '../../src/core/reasons.ts';
import { changesCase } from '../../src/core/review/case-changes.ts';
import { stepKey } from '../../src/core/steps.ts';
import { endings, successes } from '../support/alphabet.ts';
import * as core from '../support/given-when-then.ts';
import { apply, type History, histories, type MoveResult, runParameters } from '../support/histories.ts';

const holds = (count: number, check: (history: History) => void) =>
  fc.assert(fc.property(histories, check), runParameters(count));
const always = (count: number, check: (state: State, moved: MoveResult) => void) =>
  holds(count, ({ moves }) => {
    for (const moved of moves) if (moved.after && moved.after !== moved.before) check(moved.after, moved);
  });
const isClearingUp = (step: Step) => step.type === 'delete_face' || step.type === 'reconcile_faces';

describe('the log', () => {
  it('replays to the state, has no gap, and reads back as it was written', () => {
    holds(1_000, ({ log, state }) => {
      expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1));
      for (const { seq, at, actor, ...event } of log) {
        expect(applicantEventSchema.parse(JSON.parse(JSON.stringify(event)))).toStrictEqual(event);
      }
      const stored: typeof log = JSON.parse(JSON.stringify(log));
      expect(stored.reduce<State | null>(evolve, null)).toStrictEqual(state);
    });
  }, 60_000);
});

/** What says nothing new about a case. Everything else makes stale what a reviewer saw before it. */
const NOTHING_NEW = [
  ...['photo_viewed', 'note_added', 'review_claimed', 'review_claim_ended', 'review_overdue'],
  'known_pair_decided',
];

it('only looks, notes, claims, decisions on pairs and a due time that has passed leave what a reviewer saw fresh', () => {
  holds(600, ({ log }) => {
    let state: State | null = null;
    for (const event of log) {
      const before: number | undefined = state?.caseSeq;
      state = evolve(state, event);
      expect(state.caseSeq, event.type).toBe(NOTHING_NEW.includes(event.type) ? before : event.seq);
    }
  });
});

it('the console judges by the same types whether a form still fits the case', () => {
  const types = applicantEventSchema.unwrap().options.map(({ shape }) => shape.type.value);
  expect(types.filter((type) => !changesCase(type)).toSorted()).toEqual(NOTHING_NEW.toSorted());
});

describe('steps', () => {
  it('lead on, however they end: the same step is never due again at once', () => {
    always(600, (state, { now }) => {
      const step = nextStep(state);
      if (!step) return;
      for (const ending of endings(step, 'fresh')) {
        const { after, events } = apply(state, ending, now);
        expect(events.length, JSON.stringify(ending)).toBe(1);
        const next = after && nextStep(after);
        expect(next && stepKey(next), JSON.stringify(ending)).not.toBe(stepKey(step));
      }
    });
  }, 60_000);

  it('come to an end by themselves', () => {
    holds(1_000, ({ state, moves }) => {
      const now = moves.at(-1)?.now ?? core.START;
      let at = state;
      for (let count = 0; count < 40; count += 1) {
        const step = at && nextStep(at);
        if (!step) return;
        const [success] = successes(step, `fresh${count}`);
        if (success) at = apply(at, success, now).after;
      }
      expect.fail('forty steps and no end');
    });
  }, 60_000);

  it('of clearing up change no status', () => {
    always(600, (state, { now }) => {
      const step = nextStep(state);
      if (!step || !isClearingUp(step)) return;
      for (const ending of endings(step, 'fresh')) {
        expect(apply(state, ending, now).after?.status.name).toBe(state.status.name);
      }
    });
  }, 60_000);
});

describe('nobody is stuck', () => {
  it('work goes on, or the one who is waited for can act', () => {
    always(1_000, (state, { now }) => {
      switch (state.status.name) {
        case 'verifying': {
          const step = nextStep(state);
          return expect(step !== null && !isClearingUp(step)).toBe(true);
        }
        case 'in_review': {
          const allowed = closingDecisions(state.status.reasons);
          expect(allowed).toEqual(expect.arrayContaining(['reject', 'retry_liveness']));
          for (const decision of allowed) {
            const decided = (before: State | null, actor: string) =>
              before?.status.name === 'in_review'
                ? apply(before, core.decides(decision, before.seq, { actor, takeOver: true }), now).after
                : before;
            const twice = ['a first senior', 'a second senior'].reduce(decided, state);
            expect(twice?.status.name).not.toBe('in_review');
          }
          return;
        }
        case 'awaiting_id_photo':
          return expect(apply(state, core.uploads(99), now).after?.status.name).not.toBe('awaiting_id_photo');
        case 'awaiting_liveness': {
          if (openSessionOf(state, now)) return expect(wakeAt(state, null)).not.toBeNull();
          if (apply(state, core.starts, now).events.length > 0) return;
          return expect(apply(state, core.opens('new'), now).events.length).toBe(1);
        }
        case 'approved':
        case 'rejected':
        case 'erased':
          return;
      }
    });
  }, 60_000);

  it('nor is anybody sent back without an attempt left', () => {
    always(1_000, (state) => {
      if (state.status.name !== 'awaiting_liveness') return;
      expect(attemptsUsed(state)).toBeLessThan(core.POLICY.maxLivenessAttempts + state.attemptsGranted);
    });
  }, 60_000);
});

describe('the same webhook again', () => {
  it('changes nothing', () => {
    holds(600, ({ moves }) => {
      for (const { after, now } of moves) {
        for (const { sessionId } of after?.sessions ?? []) {
          for (const verdict of ['pass', 'retry', 'fail', 'maybe']) {
            const report = core.reports(verdict, sessionId);
            const once = apply(after, report, now).after;
            expect(apply(once, report, now).events).toEqual([]);
          }
        }
      }
    });
  }, 60_000);
});
