/** When an open case is overdue. It is logged once, so that somebody is told once. */
import type { ApplicantEvent } from '../events.ts';
import type { State } from '../model.ts';
import type { Policy } from '../policy.ts';

/** Returns when an open case is due, ms since the epoch; null if cases have no due time or none is open. */
export function reviewDueAt({ status, review }: State, dueMs: number | null): number | null {
  return status.name === 'in_review' && review && dueMs !== null ? Date.parse(review.openedAt) + dueMs : null;
}

/** Returns when `review_overdue` must be logged, ms since the epoch, or null. */
export function overdueAt(state: State, dueMs: number | null): number | null {
  return state.review?.overdue ? null : reviewDueAt(state, dueMs);
}

/** Returns the event that the case is overdue, or null. @param now ms since the epoch */
export function noteOverdue(state: State, now: number, { review: { dueMs } }: Policy): ApplicantEvent | null {
  const at = overdueAt(state, dueMs);
  if (at === null || now < at) return null;
  return { type: 'review_overdue', data: { due_at: new Date(at).toISOString() } };
}
