/** What an outcome would lead to, before it is recorded. */
import type { Outcome } from './commands.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { State } from './model.ts';
import type { Policy } from './policy.ts';
import { nextStep, type Step } from './steps.ts';

/** The next step once that outcome is in the log; null where none is due, or it is not taken. `now` in ms since the epoch. */
export function stepAfter(state: State, outcome: Outcome, now: number, policy: Policy): Step | null {
  const answer = decide(state, { type: 'record', outcome }, now, policy);
  if (!answer.ok || answer.events.length === 0) return null;
  const at = new Date(now).toISOString();
  const next = answer.events.reduce<State>(
    (before, event, index) => evolve(before, { ...event, seq: state.seq + 1 + index, at, actor: 'service' }),
    state,
  );
  return nextStep(next);
}
