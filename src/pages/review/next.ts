/** Finds the case that follows another one in the queue, even if that other one has left the queue by then. */
import type { Context } from 'hono';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Decision } from '#src/core/reasons.ts';
import type { Listed, Position, Records } from '#src/d1/applicants.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { isSpeculative } from '#src/http/speculative.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import type { Viewer } from './case/stance.ts';
import { holderOf, passes, pathWith, type QueueFilter } from './filter.ts';
import { isOwnNavigation, reviewerActor, viewerOf } from './viewer.ts';

/** The case that the reviewer leaves. */
type LeftCase = Pick<ApplicantView, 'user_id' | 'review'>;

/** The place of the case that was left. `since`: when its review was opened (RFC 3339 UTC). */
export type Left = { readonly after: string | undefined; readonly since: string | undefined };

/** The rows that one query reads, and how many queries look for cases before it is given up. */
const [PAGE, MOST_PAGES] = [50, 10];
/** How many cases are tried at most, each with a call of its object: others may have claimed them in between. */
const MOST_TRIES = 10;

/** Builds the path that opens the next case. @param decision the decision just made, shown on that page */
export function nextPath(
  { user_id: after, review }: LeftCase,
  filter: QueueFilter,
  decision?: Decision,
): string {
  const since = review ? { since: review.opened_at } : {};
  return pathWith('/review/next', filter, { after, ...since, ...(decision ? { decision } : {}) });
}

/**
 * Finds the case to open next and claims it: the longest waiting one after the place of the case that was left, else
 * the longest waiting other one. Cases that another reviewer has are passed over.
 * @returns its `user_id`, or null when no case is free
 * @throws when D1 cannot be reached
 */
export async function openNextCase(
  c: Context<HttpEnv>,
  filter: QueueFilter,
  left: Left,
): Promise<string | null> {
  const viewer = viewerOf(c);
  const { records } = c.get('services');
  const claims = viewer.rights.mayDecide && isOwnNavigation(c) && !isSpeculative(c);
  const isFree = ({ document }: Listed) =>
    document.user_id !== left.after && isForThem(document, viewer, Date.now());
  for (const from of await startsOf(records, left)) {
    const { rows } = await listCases(records, filter, from, MOST_TRIES, viewer, isFree);
    for (const { document } of rows) {
      const userId = document.user_id;
      if (!claims) return userId;
      const claimed = await applicantOf(c.env, userId).claimReview(viewer.email, false, reviewerActor(c));
      if (claimed.ok) return userId;
    }
  }
  return null;
}

/** Returns where to start looking: behind the case that was left, then at the head of the queue (null). */
async function startsOf(records: Records, { after, since }: Left): Promise<readonly (Position | null)[]> {
  if (after === undefined || since === undefined) return [null];
  return [await readD1(() => records.placeInQueue(after, since)), null];
}

/** Whether the person may work on the case now: it is free, of their queue, and not waiting for a second person. */
function isForThem(document: ApplicantView, { email, rights }: Viewer, now: number): boolean {
  const { review } = document;
  if (!rights.mayDecide) return true;
  if (holderOf(document, email, now) || review?.proposal?.by === email) return false;
  return rights.isSenior || review?.queue !== 'senior';
}

/**
 * Lists cases that pass the filter, longest waiting first.
 * @param from the position after which the list starts, or null
 * @param accept a further condition
 * @returns `next`: the position after which the next page starts; null at the end of the queue
 */
export async function listCases(
  records: Records,
  filter: QueueFilter,
  from: Position | null,
  limit: number,
  { email }: Viewer,
  accept: (listed: Listed) => boolean = () => true,
): Promise<{ readonly rows: readonly Listed[]; readonly next: Position | null }> {
  const { reason, age } = filter;
  const now = Date.now();
  const openedBefore = hoursAgo(age);
  const rows: Listed[] = [];
  let place = from;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readD1(() => records.reviews({ reason, openedBefore }, place, PAGE));
    for (const listed of page) {
      if (rows.length === limit) return { rows, next: place };
      place = listed.position;
      if (passes(listed.document, filter, email, now) && accept(listed)) rows.push(listed);
    }
    if (page.length < PAGE) return { rows, next: null };
  }
  return { rows, next: place };
}

/** Returns the moment so many hours ago (RFC 3339), or undefined. */
export function hoursAgo(hours: string | undefined): string | undefined {
  return hours === undefined ? undefined : new Date(Date.now() - Number(hours) * 3_600_000).toISOString();
}
