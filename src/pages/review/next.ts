/** Finds the case that follows another one in the queue, even if that other one has left the queue by then. */
import type { Context } from 'hono';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Decision } from '#src/core/reasons.ts';
import type { Listed, ListedRow, Position, Records, ReviewFilter } from '#src/d1/applicants.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { isSpeculative } from '#src/http/speculative.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import type { Viewer } from './case/stance.ts';
import { pathWith, type QueueFilter } from './filter.ts';
import { isOwnNavigation, reviewerActor, viewerOf } from './viewer.ts';

/** The case that the reviewer leaves. */
type LeftCase = Pick<ApplicantView, 'user_id' | 'review'>;

/** The place of the case that was left. `since`: when its review was opened (RFC 3339 UTC). */
export type Left = { readonly after: string | undefined; readonly since: string | undefined };

/** The rows that one query reads, and how many queries look for free cases before it is given up. */
const [PAGE, MOST_PAGES] = [50, 10];
/** How many cases are tried at most, each with a call of its object: D1 may not know yet that others have claimed them. */
const MOST_TRIES = 25;

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
  for (const from of await startsOf(records, left)) {
    for (const userId of await candidates(records, filter, from, viewer, left.after)) {
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

/**
 * Returns the cases that the person may work on now, longest waiting first, at most `MOST_TRIES`: those that the person
 * has and those that nobody has, of a queue that the person may decide in. For somebody who decides nothing, all cases.
 */
async function candidates(
  records: Records,
  filter: QueueFilter,
  from: Position | null,
  viewer: Viewer,
  left: string | undefined,
): Promise<readonly string[]> {
  const { rights, email } = viewer;
  const isOthersTurn = ({ review }: ApplicantView) =>
    review?.proposal?.by === email || review?.escalated_by === email;
  const isWanted = ({ document }: Listed) =>
    document.user_id !== left && !(rights.mayDecide && isOthersTurn(document));
  const asked = askedOf(filter, email);
  if (!rights.mayDecide) return idsOf(await read(records, asked, from, isWanted));
  if (!rights.isSenior && asked.queue === 'senior') return [];
  const wanted: ReviewFilter = rights.isSenior ? asked : { ...asked, queue: 'standard' };
  const own = await read(records, { ...wanted, claimedBy: email }, from, isWanted);
  const free = filter.mine ? [] : await read(records, { ...wanted, isFree: true }, from, isWanted);
  return idsOf([...own, ...free].toSorted(({ position: a }, { position: b }) => a.at - b.at || a.id - b.id));
}

function idsOf(listed: readonly Listed[]): readonly string[] {
  return listed.slice(0, MOST_TRIES).map(({ document }) => document.user_id);
}

/** Reads cases page by page until there are `MOST_TRIES` that are wanted. What only the documents say is looked at here. */
async function read(
  records: Records,
  wanted: ReviewFilter,
  from: Position | null,
  isWanted: (listed: Listed) => boolean,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let place = from;
  for (let pages = 0; pages < MOST_PAGES && found.length < MOST_TRIES; pages += 1) {
    const page = await readD1(() => records.reviews(wanted, place, PAGE));
    found.push(...page.filter(isListed).filter(isWanted));
    place = page.at(-1)?.position ?? place;
    if (page.length < PAGE) break;
  }
  return found;
}

/** Whether the row can be read. */
function isListed(row: ListedRow): row is Listed {
  return row.document !== null;
}

/** Translates the filter of the address for D1. */
function askedOf({ reason, queue, mine, age }: QueueFilter, email: string): ReviewFilter {
  return { reason, queue, openedBefore: hoursAgo(age), claimedBy: mine === undefined ? undefined : email };
}

/**
 * Lists cases that pass the filter, longest waiting first, by one query.
 * @param from the position after which the list starts, or null
 * @returns `next`: the position after which the next page starts; null at the end of the queue
 */
export async function listCases(
  records: Records,
  filter: QueueFilter,
  from: Position | null,
  limit: number,
  { email }: Viewer,
): Promise<{ readonly rows: readonly Listed[]; readonly next: Position | null }> {
  const page = await readD1(() => records.reviews(askedOf(filter, email), from, limit + 1));
  const shown = page.slice(0, limit);
  const next = page.length > limit ? (shown.at(-1)?.position ?? null) : null;
  return { rows: shown.filter(isListed), next };
}

/** Returns the moment so many hours ago (RFC 3339), or undefined. */
export function hoursAgo(hours: string | undefined): string | undefined {
  return hours === undefined ? undefined : new Date(Date.now() - Number(hours) * 3_600_000).toISOString();
}
