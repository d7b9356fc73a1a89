/** `Result`, and the core's answers to commands. */
import type { Refusal } from './commands.ts';
import type { ApplicantEvent } from './events.ts';
import type { State } from './model.ts';

/**
 * A value, or a refusal. A refusal is data because a thrown class would lose its type over RPC.
 * @typeParam E the refusal, by default one of the core's
 */
export type Result<T, E = Refusal> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: E };

/** The core's answer to a command. A yes without events means that nothing has to change. */
export type Answer = Result<readonly ApplicantEvent[]>;

/** Makes a yes with the events that the command leads to. */
export function yes(...events: ApplicantEvent[]): Answer {
  return { ok: true, value: events };
}

/** Makes a no with the reason for it. */
export function no(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

/** Makes a no to a command that the present status does not allow. */
export function wrongStatus(state: State): ReturnType<typeof no> {
  return no({ code: 'wrong_status', status: state.status.name });
}
