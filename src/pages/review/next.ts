/** Finds the case after another one by its place in the queue, which it may have left by then. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Decision } from '#src/core/reasons.ts';
import type { Records } from '#src/d1/applicants.ts';

type Left = Pick<ApplicantView, 'user_id' | 'review'>;

/** The address that opens the next case. @param decision the decision just made, shown on that page */
export function nextPath({ user_id: after, review }: Left, decision?: Decision): string {
  const asked = { after, ...(review ? { since: review.opened_at } : {}), ...(decision ? { decision } : {}) };
  return `/review/next?${new URLSearchParams(asked)}`;
}

/**
 * Finds the case to open next: the longest waiting one after the place of `after`, else the longest waiting of all others.
 * @returns its `user_id`, or null when the queue is empty
 * @throws when D1 cannot be reached
 */
export async function nextCase(
  records: Records,
  { after, since }: { readonly after: string | undefined; readonly since: string | undefined },
): Promise<string | null> {
  const place = after !== undefined && since !== undefined ? await records.placeInQueue(after, since) : null;
  const behind = place ? await records.reviews({}, place, 1) : [];
  // The copy may not know yet that the last one is decided.
  const waiting = behind.length > 0 ? behind : await records.reviews({}, null, 2);
  return waiting.find(({ document }) => document.user_id !== after)?.document.user_id ?? null;
}
