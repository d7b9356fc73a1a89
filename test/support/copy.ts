/** The log's copy in D1, as somebody who may write there could change it. */
import { env } from 'cloudflare:workers';

/** An event, `data` as a value or as the text itself. */
export type Copied = {
  readonly seq: number;
  readonly type: string;
  readonly data: unknown;
  readonly prev_hash: string;
  readonly hash: string;
};

/** An event that says nothing. */
export const NOTHING = {
  ...{ seq: 1, type: 'photo_viewed', at: '', actor: '', data: '{}', prev_hash: '', hash: '' },
};

/** A new applicant with a copy in these batches. */
export async function putCopy(user: string, batches: readonly (readonly Copied[])[]): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO applicants (user_id, seq, status, created_at, document, log_no)
     SELECT ?, 1, 'verifying', '2026', '{}', coalesce(max(log_no), 0) + 1 FROM applicants`,
  )
    .bind(user)
    .run();
  for (const batch of batches) await putBatch(user, batch);
}

/** Removes it, with its applicant. */
export async function dropCopy(user: string): Promise<void> {
  await clear(user);
  await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
}

/** Puts these events, in one batch, where the copy of an applicant was. */
export async function rewriteCopy(user: string, events: readonly Copied[]): Promise<void> {
  await clear(user);
  await putBatch(user, events);
}

async function clear(user: string): Promise<void> {
  await env.DB.prepare(
    'DELETE FROM event_batches WHERE id >> 24 = (SELECT log_no FROM applicants WHERE user_id = ?)',
  )
    .bind(user)
    .run();
}

async function putBatch(user: string, events: readonly Copied[]): Promise<void> {
  const stored = events.map(({ prev_hash, data, ...event }) => ({
    ...event,
    data: typeof data === 'string' ? data : JSON.stringify(data),
  }));
  await env.DB.prepare(
    'INSERT INTO event_batches SELECT (log_no << 24) + ?2, ?3, ?4, ?5 FROM applicants WHERE user_id = ?1',
  )
    .bind(user, events.at(-1)!.seq, events[0]!.prev_hash, events.at(-1)!.hash, JSON.stringify(stored))
    .run();
}
