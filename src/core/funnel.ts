/** How far an onboarding ever came. It names nobody, so it outlives an erasure: figures about all applicants stay right. */
import type { LoggedEvent } from './events.ts';
import type { State } from './model.ts';
import type { Reason } from './reasons.ts';

/** A step of the funnel, once it was reached for the first time. */
export type FunnelStep = 'id_photo' | 'liveness_started' | 'liveness_passed';

/** The two lists, each in the order of first appearance and without repeats. */
export type Progress = {
  readonly funnel: readonly FunnelStep[];
  /** Every reason that a review was ever open for. */
  readonly reviewedFor: readonly Reason[];
};

/** Adds what the event brought for the first time to the state that it led to. */
export function withProgress(state: State, event: LoggedEvent): State {
  const { standing } = state;
  const step = stepReached(event);
  const funnel = step && !state.funnel.includes(step) ? [...state.funnel, step] : state.funnel;
  const open = standing.status === 'in_review' ? standing.reasons : [];
  const first = open.filter((reason) => !state.reviewedFor.includes(reason));
  return { ...state, funnel, reviewedFor: [...state.reviewedFor, ...first] };
}

function stepReached(event: LoggedEvent): FunnelStep | null {
  if (event.type === 'id_photo_stored') return 'id_photo';
  if (event.type === 'session_opened') return 'liveness_started';
  if (event.type === 'liveness_confirmed' && event.data.verdict === 'pass') return 'liveness_passed';
  return null;
}
