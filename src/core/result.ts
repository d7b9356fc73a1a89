/** The answers that are either a value or a reason why not. */
import type { Refusal } from './commands.ts';
import type { ApplicantEvent } from './events.ts';
import type { State } from './model.ts';

/**
 * A value, or the refusal as data: over RPC a thrown class would lose its type on the way.
 * @typeParam E what is refused, by default by the core
 */
export type Result<T, E = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: E };

/** The core's answer to a command. No events: the wish is granted already and nothing changes. */
export type Answer = Result<readonly ApplicantEvent[]>;

/** What happened because of it. */
export function yes(...events: ApplicantEvent[]): Answer {
  return { ok: true, value: events };
}

/** Nothing happened, and why not. */
export function no(refusal: Refusal): Answer {
  return { ok: false, refusal };
}

/** It is not the moment for it. */
export function wrongStatus(state: State): Answer {
  return no({ code: 'wrong_status', status: state.standing.status });
}
