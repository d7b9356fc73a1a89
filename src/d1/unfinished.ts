/**
 * What applicants' objects have failed to do so far: notifications that were not accepted, faces that iLive has not
 * deleted. D1 has a copy for lists and figures; the objects keep trying whatever it says.
 */
import { z } from 'zod';
import { jsonOrNull, LATEST_MS, lenientTime, shortText } from './lenient.ts';

/** The kinds of unfinished work. A pending notification is tried again; a parked one waits for a resend. */
export const UNFINISHED_KINDS = ['notification_pending', 'notification_parked', 'face_deletion'] as const;
/** A kind of unfinished work. */
export type UnfinishedKind = (typeof UNFINISHED_KINDS)[number];

/** As D1 has them. */
const listedDetailsSchema = z.object({
  type: z.string(),
  failures: z.int().nonnegative().nullable().catch(null),
  code: z.string().nullable().catch(null),
  nextTryMs: lenientTime,
});
const UNKNOWN = { type: 'unknown', failures: null, code: null, nextTryMs: null };

const detailsSchema = z.object({
  type: z.string(),
  failures: z.number().nullable(),
  code: z.string().nullable(),
  nextTryMs: z.number().nullable(),
});

/** One piece of unfinished work. Times are in ms since the epoch. */
export type Unfinished = {
  readonly kind: UnfinishedKind;
  /** Of the notification's event; 0 for faces. */
  readonly seq: number;
  /** When the notification's event happened, or when the deletion first failed. */
  readonly sinceMs: number;
  /** `failures` and `nextTryMs` are null for a parked notification; `code` is null when it is not known. */
  readonly details: z.infer<typeof detailsSchema>;
};

/** An undelivered notification in the list. */
export type ListedNotification = z.infer<typeof listedSchema>;
/** The place in the list after which the next page starts. */
export type UnfinishedPosition = readonly [sinceMs: number, userId: string, seq: number];

const listedSchema = z
  .object({ user_id: z.string(), seq: z.int(), since_ms: z.int(), details: z.string() })
  .transform(({ details, ...row }) => ({
    ...row,
    // A notification of which this cannot be read is still one that was not accepted.
    ...listedDetailsSchema.catch(UNKNOWN).parse(jsonOrNull(details)),
  }));

/** SQL: whether a row can be one of ours. Others are passed over, so that they neither fill a page nor end the list. */
const LISTABLE = `since_ms BETWEEN 0 AND ${LATEST_MS} AND seq BETWEEN 0 AND 1000000
  AND length(CAST(user_id AS BLOB)) BETWEEN 1 AND 120`;

const REMOVE = 'DELETE FROM unfinished WHERE user_id = ?1';
const ADD = `INSERT INTO unfinished (user_id, kind, seq, since_ms, details)
  SELECT ?1, value ->> 'kind', value ->> 'seq', value ->> 'sinceMs', value -> 'details' FROM json_each(?2)`;

/** Makes the statements that replace what D1 has of an applicant. With nothing on either side no row is written. */
export function replaceUnfinished(
  db: D1Database,
  userId: string,
  unfinished: readonly Unfinished[],
): readonly D1PreparedStatement[] {
  const remove = db.prepare(REMOVE).bind(userId);
  if (unfinished.length === 0) return [remove];
  return [remove, db.prepare(ADD).bind(userId, JSON.stringify(unfinished))];
}

/**
 * Lists undelivered notifications, those with the newest event first.
 * @param after where the page before ended, or null
 * @throws when D1 cannot be reached
 */
export async function listUndelivered(
  db: D1Database,
  state: 'pending' | 'parked',
  after: UnfinishedPosition | null,
  limit: number,
): Promise<readonly ListedNotification[]> {
  const from = after ? 'AND (since_ms, user_id, seq) < (?3, ?4, ?5)' : '';
  const query = `SELECT user_id, seq, since_ms, ${shortText('details', 2_000)} FROM unfinished WHERE kind = ?1 AND ${LISTABLE} ${from}
    ORDER BY since_ms DESC, user_id DESC, seq DESC LIMIT ?2`;
  const { results } = await db
    .prepare(query)
    .bind(`notification_${state}`, limit, ...(after ?? []))
    .all();
  return z.array(listedSchema).parse(results);
}
