/** The two queues. A case that is escalated is decided by the role `senior`, but not by the reviewer who escalated it. */
import type { State } from '../model.ts';
import { no } from '../result.ts';

/**
 * Returns the refusal that this actor must not close the case, or null.
 * @param isSenior whether the actor has the role `senior`
 */
export function refusedInQueue({ review }: State, actor: string, isSenior: boolean) {
  if (review?.queue !== 'senior') return null;
  if (review.escalatedBy === actor) return no({ code: 'other_reviewer_needed', why: 'you_escalated' });
  return isSenior ? null : no({ code: 'other_reviewer_needed', why: 'senior_needed' });
}

/** Returns the refusal that this actor must not send the case back, or null: who escalated it may. */
export function refusedReturn({ review }: State, actor: string, isSenior: boolean) {
  if (isSenior || review?.escalatedBy === actor) return null;
  return no({ code: 'other_reviewer_needed', why: 'senior_needed' });
}

/** Moves the case to the other queue, which ends its claim. @param by the actor of the event */
export function inOtherQueue(state: State, type: 'review_escalated' | 'review_returned', by: string): State {
  const moved =
    type === 'review_escalated'
      ? { queue: 'senior' as const, escalatedBy: by }
      : { queue: 'standard' as const, escalatedBy: null };
  return { ...state, review: state.review && { ...state.review, ...moved, claim: null } };
}
