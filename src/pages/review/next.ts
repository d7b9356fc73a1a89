/** Finds the case that follows another one in the queue, even if that other one has left the queue by then. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Decision } from '#src/core/reasons.ts';
import type { Records } from '#src/d1/applicants.ts';

/** The case that the reviewer leaves. */
type LeftCase = Pick<ApplicantView, 'user_id' | 'review'>;

/** Builds the path that opens the next case. @param decision the decision just made, shown on that page */
export function nextPath({ user_id: after, review }: LeftCase, decision?: Decision): string {
  const query = { after, ...(review ? { since: review.opened_at } : {}), ...(decision ? { decision } : {}) };
  return `/review/next?${new URLSearchParams(query)}`;
}

/**
 * Finds the case to open next: the longest waiting one after the place of `after`, else the longest waiting other case.
 * @param from `after`: the `user_id` of the case just left; `since`: when its review was opened (RFC 3339 UTC)
 * @returns its `user_id`, or null when the queue is empty
 * @throws when D1 cannot be reached
 */
export async function findNextCase(
  records: Records,
  { after, since }: { readonly after: string | undefined; readonly since: string | undefined },
): Promise<string | null> {
  const place = after !== undefined && since !== undefined ? await records.placeInQueue(after, since) : null;
  const later = place ? await records.reviews({}, place, 1) : [];
  // D1 may not have the last decision yet and still list that case, so two are read and that one is skipped.
  const waiting = later.length > 0 ? later : await records.reviews({}, null, 2);
  return waiting.find(({ document }) => document.user_id !== after)?.document.user_id ?? null;
}
