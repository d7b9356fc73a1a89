/** What a reviewer may do about one case, so that the page offers nothing that would be refused. */
import type { Rights } from '#src/config/team.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { allowedDecisions, type Decision } from '#src/core/reasons.ts';
import { holderOf } from '../filter.ts';

/** The signed-in person: the e-mail address, and what it may do. */
export type Viewer = { readonly email: string; readonly rights: Rights };

/** Another reviewer who has the case. `until`: RFC 3339. */
export type Holder = { readonly by: string; readonly until: string };

/**
 * What a reviewer may do. `allowed`: the decisions, if nobody else has the case. `holder`: who else has it.
 * `why`: why not every decision of the case is allowed to this person.
 */
export type Stance = {
  readonly allowed: readonly Decision[];
  readonly holder: Holder | null;
  readonly why: 'closed' | 'role' | 'senior' | 'escalated' | null;
};

/**
 * Returns what the person may do.
 * @param now ms since the epoch
 */
export function stanceOf(applicant: ApplicantView, { email, rights }: Viewer, now: number): Stance {
  const { status, reasons, review } = applicant;
  const nothing = { allowed: [], holder: null };
  if (status !== 'in_review') return { ...nothing, why: 'closed' };
  if (!rights.mayDecide) return { ...nothing, why: 'role' };
  const holder = holderOf(applicant, email, now);
  const queue = review?.queue ?? 'standard';
  if (queue === 'senior') {
    if (review?.escalated_by === email) return { allowed: ['return'], holder, why: 'escalated' };
    if (!rights.isSenior) return { ...nothing, why: 'senior' };
  }
  return { allowed: allowedDecisions(reasons, queue), holder, why: null };
}
