/**
 * The one row that D1 has of an applicant: made from the state and the API's view of it, and read back as that view.
 */
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { reasonsOf, type State } from '#src/core/model.ts';
import { canonicalJson } from '#src/platform/canonical-json.ts';
import { funnelSteps } from './funnel-columns.ts';
import { formerFaces } from './known-pairs.ts';

/** The columns that the MAC covers. `reasons`, `reviewed_for` and `document` are JSON texts. Times are in Unix ms. */
export type RowContent = {
  readonly user_id: string;
  readonly created_ms: number;
  readonly head_seq: number;
  readonly head_hash: string;
  readonly status: string;
  readonly reasons: string;
  readonly review_opened_ms: number | null;
  readonly queue: string | null;
  readonly claimed_by: string | null;
  readonly claimed_until_ms: number | null;
  readonly funnel_steps: number;
  readonly reviewed_for: string;
  readonly document: string;
};

/** A row with its MAC and the id of the MAC's key. */
export type SealedRow = RowContent & { readonly row_mac: string; readonly mac_key: string };

/** A value of another type, which only a table without its constraints can have, is one that no genuine row has. */
const text = z.string().catch('?');
const number = z.number().catch(-1);

/** The columns by which a row is checked, as D1 gives them. `listed_reasons` is JSON: what the table `reasons` has. */
export const checkedRowSchema = z.object({
  user_id: z.string(),
  created_ms: number,
  head_seq: number,
  head_hash: text,
  status: text,
  reasons: text,
  review_opened_ms: z.number().nullable().catch(-1),
  queue: z.string().nullable().catch('?'),
  claimed_by: z.string().nullable().catch('?'),
  claimed_until_ms: z.number().nullable().catch(-1),
  funnel_steps: number,
  reviewed_for: text,
  document: text,
  row_mac: text,
  mac_key: text,
  moved_ms: number,
  listed_reasons: text,
});

/** A row as D1 has it. */
export type CheckedRow = z.infer<typeof checkedRowSchema>;

/** The number of low bits in an id that tell apart applicants of the same millisecond; the bits above are the time. */
export const ID_BITS = 11;
/** Rows that moved later than this after their creation (ms) have an index of their own. */
export const EARLY_MS = 900_000;
/**
 * SQL: whether `user_id` can be that of an applicant, in a query that calls the table `a`. The alphabet is that of
 * `userIdSchema`. Other texts, which are no UTF-8 or end in the middle for some functions, are not read back as they are
 * stored, so a page could begin with itself for ever.
 */
export const USER_NAMED = `typeof(a.user_id) = 'text' AND a.user_id <> '' AND a.user_id NOT GLOB '*[^A-Za-z0-9._:-]*'
  AND length(CAST(a.user_id AS BLOB)) = length(a.user_id) AND length(a.user_id) <= 120`;
const inRange = (column: string) => `+a.${column} BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;
/**
 * SQL: whether a night can read the row, by the columns that pages are read by, in a query that calls the table `a`: it
 * has the `user_id` of an applicant, and numbers that JavaScript holds exactly. The plus keeps the condition from choosing
 * an index.
 */
export const NAMED = `${USER_NAMED} AND ${inRange('id')} AND ${inRange('moved_ms')}
  AND (a.review_opened_ms IS NULL OR ${inRange('review_opened_ms')})`;

/** SQL: whether a row moved that late, in a query that calls the table `a`. It must be the expression of the index. */
export const LATE = `a.moved_ms > (a.id >> ${ID_BITS}) + ${EARLY_MS}`;

/** The values that most applicants have in these fields. They are not stored. */
const UNSTORED = {
  id_photo: null,
  liveness: null,
  match: null,
  face: null,
  dedupe: null,
  review: null,
  decided_at: null,
  metadata: {},
  known_face: null,
  photos_deleted_at: null,
  erasure: null,
} as const;

/** The fields of the view that have columns of their own. */
const IN_COLUMNS: ReadonlySet<string> = new Set(['user_id', 'status', 'reasons', 'seq', 'created_at']);

/**
 * Makes the row of an applicant.
 * @param view as the API shows it; the link to an open session is left out, since a list cannot know whether it is
 * still open
 * @param headHash the hash of event `state.changedSeq`
 */
export function rowOf(state: State, view: ApplicantView, headHash: string): RowContent {
  const { status } = state;
  const review = status.name === 'in_review' ? view.review : null;
  const shown = { ...view, liveness: view.liveness && { ...view.liveness, session_url: null } };
  const stored = Object.entries(shown).filter(
    ([name, value]) => !IN_COLUMNS.has(name) && !isUnstored(name, value),
  );
  return {
    user_id: state.userId,
    created_ms: Date.parse(state.createdAt),
    head_seq: state.changedSeq,
    head_hash: headHash,
    status: status.name,
    reasons: JSON.stringify(reasonsOf(status)),
    review_opened_ms: review && Date.parse(review.opened_at),
    queue: review?.queue ?? null,
    claimed_by: review?.claimed_by ?? null,
    claimed_until_ms: review?.claimed_until ? Date.parse(review.claimed_until) : null,
    funnel_steps: funnelSteps(state),
    reviewed_for: JSON.stringify(state.reviewedFor),
    // Canonical, so that the row does not depend on whether the state was replayed or kept in memory.
    document: canonicalJson({ ...Object.fromEntries(stored), ...formerFacesIn(state) }),
  };
}

/** What only D1 reads: whose pair names one of these faces has not heard yet that it is gone. Absent for most. */
function formerFacesIn(state: State): { readonly former_faces?: readonly string[] } {
  const former = formerFaces(state);
  return former.length === 0 || state.status.name === 'erased' ? {} : { former_faces: former };
}

function isUnstored(name: string, value: unknown): boolean {
  return name in UNSTORED && (value === null || (name === 'metadata' && JSON.stringify(value) === '{}'));
}

/** The columns from which the view in a list is made, as D1 gives them. */
export const listedRowSchema = z.object({
  id: z.int().nonnegative(),
  user_id: z.string(),
  head_seq: z.int(),
  status: z.string(),
  reasons: z.string(),
  document: z.string(),
});

/** A row of a list. */
export type ListedRow = z.infer<typeof listedRowSchema>;

/** SQL: the columns of `ListedRow`, in a query that calls the table `a`. */
export const LISTED_COLUMNS = 'a.id, a.user_id, a.head_seq, a.status, a.reasons, a.document';

/** Gives the time of creation that an id contains, ms since the epoch. */
export function createdMs(id: number): number {
  return Math.floor(id / 2 ** ID_BITS);
}

/** Gives the smallest id of a millisecond. @param createdMs ms since the epoch */
export function firstIdOf(createdMs: number): number {
  return createdMs * 2 ** ID_BITS;
}

/**
 * Makes the API's view from a row. The document is not checked against the present schema: a field that was added later
 * must not hide older applicants. A claim that has run out since the row was written is not shown.
 * @param now ms since the epoch
 * @throws when the row holds no JSON; `listedView` does not
 */
export function applicantOf(
  { id, user_id, head_seq, status, reasons, document }: ListedRow,
  now: number,
): ApplicantView {
  const { review = null, former_faces: _, ...stored } = JSON.parse(document);
  const isClaimed = review && Date.parse(review.claimed_until) > now;
  return {
    ...UNSTORED,
    ...stored,
    review: review && (isClaimed ? review : { ...review, claimed_by: null, claimed_until: null }),
    user_id,
    status,
    reasons: JSON.parse(reasons),
    seq: head_seq,
    created_at: new Date(createdMs(id)).toISOString(),
  };
}
