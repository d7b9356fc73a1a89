/** The way from one case to the next: by its place in the queue, as the case itself may have left it. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Decision } from '#src/core/reasons.ts';
import type { Records } from '#src/d1/applicants.ts';

type Left = Pick<ApplicantView, 'user_id' | 'review'>;

/** The address that opens the next case. @param decision what was just decided, to be said there */
export function nextPath({ user_id: after, review }: Left, decision?: Decision): string {
  const asked = { after, ...(review ? { since: review.opened_at } : {}), ...(decision ? { decision } : {}) };
  return `/review/next?${new URLSearchParams(asked)}`;
}

/** Who waits longest of those behind that place, else of all others; null for nobody. Throws when D1 is out of reach. */
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
