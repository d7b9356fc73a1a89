/** The MAC over a row: who can write to D1 but has none of the Worker's secrets cannot make a row that passes. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CheckedRow, RowContent, SealedRow } from './row.ts';

/** By more than this no two clocks differ. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Makes and checks the MACs of rows. */
export type RowMac = ReturnType<typeof createRowMac>;

/** @param dataKeys 32 bytes each: the present `DATA_KEY`, and while it rotates the one before it */
export function createRowMac(dataKeys: readonly [Uint8Array, ...Uint8Array[]]) {
  const keys = dataKeys.map((dataKey) => {
    const key = createHmac('sha256', dataKey).update('row_mac').digest();
    return { key, id: createHash('sha256').update(key).digest('hex').slice(0, 8) };
  });
  const [present] = keys;
  if (!present) throw new Error('no key');

  return {
    /** The id of the present key. */
    keyId: present.id,

    /** The row with its MAC, by the present key. */
    seal(content: RowContent): SealedRow {
      return { ...content, row_mac: macOf(content, present.key).toString('hex'), mac_key: present.id };
    },

    /** Whether the service wrote this row: the MAC is its own, by any key that we have, and so is what follows from it. */
    isGenuine(row: CheckedRow): boolean {
      const key = keys.find(({ id }) => id === row.mac_key)?.key;
      const given = Buffer.from(row.row_mac, 'hex');
      return (
        key !== undefined &&
        given.length === 32 &&
        timingSafeEqual(macOf(row, key), given) &&
        isConsistent(row)
      );
    },
  };
}

/** HMAC-SHA256 over the canonical JSON (RFC 8785) of the content, whatever else stands beside it. */
function macOf(content: RowContent, key: Uint8Array): Buffer {
  const { user_id, created_ms, head_seq, head_hash, status, reasons } = content;
  const { review_opened_ms, funnel_steps, reviewed_for, document } = content;
  const head = { user_id, created_ms, head_seq, head_hash };
  const text = canonicalize({
    ...head,
    ...{ status, reasons, review_opened_ms, funnel_steps, reviewed_for, document },
  });
  if (text === undefined) throw new Error('the row has no canonical form');
  return createHmac('sha256', key).update(text).digest();
}

/** The lists by reason know its reasons, and it was written after its newest event, not in the future. */
function isConsistent({ reasons, listed_reasons, moved_ms, document }: CheckedRow): boolean {
  const sorted = (json: string) => JSON.stringify(JSON.parse(json).toSorted());
  const isInTime =
    moved_ms >= Date.parse(JSON.parse(document).updated_at) && moved_ms <= Date.now() + CLOCKS_DIFFER_MS;
  return sorted(reasons) === sorted(listed_reasons) && isInTime;
}
