/** Which events make a reviewer's view of a case stale. */
import type { EventType } from '../events.ts';

/**
 * Views, notes, claims, a due time that has passed, and what is said of a pair of known faces: they say nothing new about the
 * case.
 */
const NO_CHANGE: ReadonlySet<string> = new Set<EventType>([
  'photo_viewed',
  'note_added',
  'review_claimed',
  'review_claim_ended',
  'review_overdue',
  'known_pair_decided',
]);

/** Tells whether an event of this type changes the case, so that a decision on what was seen before is stale. */
export function changesCase(type: string): boolean {
  return !NO_CHANGE.has(type);
}
