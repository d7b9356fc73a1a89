/** How far an onboarding has ever come. It is not personal, so it is kept after an erasure: the figures stay right. */
import type { LoggedEvent } from './events.ts';
import type { State } from './model.ts';
import type { Reason } from './reasons.ts';

/** A stage of the onboarding; it counts once it has been reached for the first time. */
export type FunnelStep = 'id_photo' | 'liveness_started' | 'liveness_passed';

/** Two lists without repeats, each in the order of first appearance. */
export type Progress = {
  readonly funnel: readonly FunnelStep[];
  /** Every reason for which a review was ever open. */
  readonly reviewedFor: readonly Reason[];
};

/**
 * Adds the stage and the review reasons that an event brought for the first time.
 * @param state the state after the event
 */
export function withProgress(state: State, event: LoggedEvent): State {
  const { status } = state;
  const step = stepReached(event);
  const funnel = step && !state.funnel.includes(step) ? [...state.funnel, step] : state.funnel;
  const open = status.name === 'in_review' ? status.reasons : [];
  const first = open.filter((reason) => !state.reviewedFor.includes(reason));
  return { ...state, funnel, reviewedFor: [...state.reviewedFor, ...first] };
}

function stepReached(event: LoggedEvent): FunnelStep | null {
  if (event.type === 'id_photo_stored') return 'id_photo';
  if (event.type === 'session_opened') return 'liveness_started';
  if (event.type === 'liveness_confirmed' && event.data.verdict === 'pass') return 'liveness_passed';
  return null;
}
