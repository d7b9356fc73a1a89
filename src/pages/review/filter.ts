/** The filter of the queue. It travels in the address from the queue through each case and back. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { reasonSchema } from '#src/core/reasons.ts';
import type { HttpEnv } from '#src/http/context.ts';

/** The waiting times by which queue and search can be filtered: the minimum in hours, and its label. */
export const AGES = [
  ['1', 'over 1 hour'],
  ['24', 'over 1 day'],
  ['72', 'over 3 days'],
] as const;

/** The schema of a waiting time. An unknown value of a filter counts as none: an old link must not end in an error. */
export const ageSchema = z
  .enum(AGES.map(([hours]) => hours))
  .optional()
  .catch(undefined);

const filterQuery = z.object({
  reason: reasonSchema.optional().catch(undefined),
  queue: z.enum(['standard', 'senior']).optional().catch(undefined),
  mine: z.literal('1').optional().catch(undefined),
  age: ageSchema,
});

/** The filter in use; a field that is not given lets every case pass. `mine`: only those that the reviewer has. */
export type QueueFilter = z.infer<typeof filterQuery>;

/** Reads the filter from the address. */
export function filterOf(c: Context<HttpEnv>): QueueFilter {
  return filterQuery.parse(c.req.query());
}

/** Builds a path with the filter, and with further fields. */
export function pathWith(
  path: string,
  filter: QueueFilter,
  more: Readonly<Record<string, string>> = {},
): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined) as [string, string][];
  const query = new URLSearchParams([...given, ...Object.entries(more)]).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Builds the path of a case, with the filter. */
export function casePath(
  userId: string,
  filter: QueueFilter = {},
  more: Readonly<Record<string, string>> = {},
) {
  return pathWith(`/review/applicants/${encodeURIComponent(userId)}`, filter, more);
}

/** Returns who else has the case, or null. @param now ms since the epoch */
export function holderOf({ review }: Pick<ApplicantView, 'review'>, me: string, now: number) {
  const { claimed_by: by, claimed_until: until } = review ?? {};
  if (!by || !until || by === me || Date.parse(until) <= now) return null;
  return { by, until };
}

/** Returns the path of the case that a form is about. */
export function casePathOf(pathname: string): string {
  return pathname.replace(/\/(decisions|claim|notes|proposal)$/, '');
}
