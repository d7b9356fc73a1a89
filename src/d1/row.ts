/** The one row that D1 has of an applicant: made of the state alone, and read back as the API shows the applicant. */
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { reasonsOf, type State } from '#src/core/model.ts';
import { funnelSteps } from './funnel-columns.ts';

/** The columns that the MAC covers. `reasons`, `reviewed_for` and `document` are JSON texts. */
export type RowContent = {
  readonly user_id: string;
  readonly created_ms: number;
  readonly head_seq: number;
  readonly head_hash: string;
  readonly status: string;
  readonly reasons: string;
  readonly review_opened_ms: number | null;
  readonly funnel_steps: number;
  readonly reviewed_for: string;
  readonly document: string;
};

/** With the MAC and the id of its key. */
export type SealedRow = RowContent & { readonly row_mac: string; readonly mac_key: string };

/** The columns by which a row is checked, as D1 gives them; `listed_reasons` is what the lists by reason know. */
export const checkedRowSchema = z.object({
  user_id: z.string(),
  created_ms: z.number(),
  head_seq: z.number(),
  head_hash: z.string(),
  status: z.string(),
  reasons: z.string(),
  review_opened_ms: z.number().nullable(),
  funnel_steps: z.number(),
  reviewed_for: z.string(),
  document: z.string(),
  row_mac: z.string(),
  mac_key: z.string(),
  moved_ms: z.number(),
  listed_reasons: z.string(),
});

/** A row as it stands in D1. */
export type CheckedRow = z.infer<typeof checkedRowSchema>;

/** Of the time of creation (ms), so many bits are left in the id for those of the same millisecond. */
export const ID_BITS = 11;
/** Who moves later than this after the creation is found by an index of its own. */
export const EARLY_MS = 900_000;
/** SQL of that, of the table that the query calls `a`; word for word as in the index. */
export const LATE = `a.moved_ms > (a.id >> ${ID_BITS}) + ${EARLY_MS}`;

/** What most applicants have not, and so is not stored. */
const UNSTORED = {
  id_photo: null,
  liveness: null,
  match: null,
  face: null,
  dedupe: null,
  review: null,
  decided_at: null,
  metadata: {},
  photos_deleted_at: null,
  erasure: null,
} as const;

/** Stands in a column of its own. */
const IN_COLUMNS: ReadonlySet<string> = new Set(['user_id', 'status', 'reasons', 'seq', 'created_at']);

/**
 * Makes the row.
 * @param view as the API shows the applicant; a link to an open session is left out, since lists cannot know whether it still is
 * @param headHash of the event `state.changedSeq`
 */
export function rowOf(state: State, view: ApplicantView, headHash: string): RowContent {
  const { standing, review } = state;
  const shown = { ...view, liveness: view.liveness && { ...view.liveness, session_url: null } };
  const stored = Object.entries(shown).filter(
    ([name, value]) => !IN_COLUMNS.has(name) && !isUnstored(name, value),
  );
  return {
    user_id: state.userId,
    created_ms: Date.parse(state.createdAt),
    head_seq: state.changedSeq,
    head_hash: headHash,
    status: standing.status,
    reasons: JSON.stringify(reasonsOf(standing)),
    review_opened_ms: standing.status === 'in_review' && review ? Date.parse(review.openedAt) : null,
    funnel_steps: funnelSteps(state),
    reviewed_for: JSON.stringify(state.reviewedFor),
    document: JSON.stringify(Object.fromEntries(stored)),
  };
}

function isUnstored(name: string, value: unknown): boolean {
  return name in UNSTORED && (value === null || (name === 'metadata' && JSON.stringify(value) === '{}'));
}

/** What a list shows is made of these. */
export type ListedRow = {
  readonly id: number;
  readonly user_id: string;
  readonly head_seq: number;
  readonly status: string;
  readonly reasons: string;
  readonly document: string;
};

/** The columns of it, of the table that the query calls `a`. */
export const LISTED_COLUMNS = 'a.id, a.user_id, a.head_seq, a.status, a.reasons, a.document';

/** When the applicant was created, ms since the epoch. */
export function createdMs(id: number): number {
  return Math.floor(id / 2 ** ID_BITS);
}

/** The smallest id of that millisecond. */
export function firstIdOf(createdMs: number): number {
  return createdMs * 2 ** ID_BITS;
}

/**
 * The applicant as the API shows it. Read as it was written, by the schema of that day: a field that came later must not
 * hide the older applicants.
 */
export function applicantOf({ id, user_id, head_seq, status, reasons, document }: ListedRow): ApplicantView {
  return {
    ...UNSTORED,
    ...JSON.parse(document),
    user_id,
    status,
    reasons: JSON.parse(reasons),
    seq: head_seq,
    created_at: new Date(createdMs(id)).toISOString(),
  };
}
