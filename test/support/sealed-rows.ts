/** Rows of D1 made by hand, sealed as the Worker seals its own. */
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import type { RowContent, SealedRow } from '../../src/d1/row.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';

/** By the key of the Worker under test. */
export const rowMac = createRowMac([Uint8Array.from(Buffer.from(env.DATA_KEY, 'base64'))]);

/** When applicants are created unless said otherwise, ms since the epoch. */
export const CREATED_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** The row of an applicant that has just been created, but for what is given. The head's hash follows from its number. */
export function sealedRow(user_id: string, given: Partial<RowContent> = {}): SealedRow {
  const created_ms = given.created_ms ?? CREATED_MS;
  const head_seq = given.head_seq ?? 1;
  return rowMac.seal({
    ...{ user_id, created_ms, head_seq },
    head_hash: createHash('sha256').update(`${user_id} ${head_seq}`).digest('hex'),
    ...{
      status: 'awaiting_id_photo',
      reasons: '[]',
      review_opened_ms: null,
      queue: given.review_opened_ms == null ? null : 'standard',
      claimed_by: null,
      claimed_until_ms: null,
      funnel_steps: 0,
      reviewed_for: '[]',
    },
    document: JSON.stringify({
      next_action: 'upload_id_photo',
      updated_at: new Date(created_ms).toISOString(),
    }),
    ...given,
  });
}
