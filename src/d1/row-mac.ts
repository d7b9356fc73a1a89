/**
 * The MAC over a row in D1: write access to D1 without the Worker's secrets is not enough to make a row that passes.
 */
import { canonicalJson } from '#src/platform/canonical-json.ts';
import { createTextMacs } from '#src/platform/text-mac.ts';
import type { CheckedRow, RowContent, SealedRow } from './row.ts';

/** The largest difference that is assumed between two clocks. */
const CLOCKS_DIFFER_MS = 86_400_000;

/** Makes and checks the MACs of rows. */
export type RowMac = ReturnType<typeof createRowMac>;

/**
 * Creates the functions that make and check MACs.
 * @param dataKeys 32 bytes each: the current `DATA_KEY`, and during its rotation the previous one
 */
export function createRowMac(dataKeys: readonly [Uint8Array, ...Uint8Array[]]) {
  const macs = createTextMacs(dataKeys, 'row_mac');

  return {
    /** The id of the current MAC key: the first eight hex digits of its SHA-256. */
    keyId: macs.keyId,

    /** The id of the previous key, null when `DATA_KEY` is not being rotated. */
    previousKeyId: macs.previousKeyId,

    /** Adds the MAC by the current key. */
    seal(content: RowContent): SealedRow {
      const { mac, mac_key } = macs.make(textOf(content));
      return { ...content, row_mac: mac, mac_key };
    },

    /**
     * Tells whether the service wrote this row: the MAC is right by one of the keys, and the columns outside of it fit
     * those inside.
     */
    isGenuine(row: CheckedRow): boolean {
      return macs.isRight(textOf(row), { mac: row.row_mac, mac_key: row.mac_key }) && isConsistent(row);
    },
  };
}

/** Returns what the MAC is over: the canonical JSON (RFC 8785) of the covered columns; other fields are left out. */
function textOf(content: RowContent): string {
  const { user_id, created_ms, head_seq, head_hash, status, reasons } = content;
  const { review_opened_ms, queue, claimed_by, claimed_until_ms } = content;
  const { funnel_steps, reviewed_for, document } = content;
  const head = { user_id, created_ms, head_seq, head_hash };
  return canonicalJson({
    ...head,
    ...{ status, reasons, review_opened_ms, queue, claimed_by, claimed_until_ms },
    ...{ funnel_steps, reviewed_for, document },
  });
}

/**
 * Checks what the MAC does not cover: the table `reasons` has the row's reasons, and the row was not written before its
 * newest event or in the future.
 */
function isConsistent({ reasons, listed_reasons, moved_ms, document }: CheckedRow): boolean {
  const sorted = (json: string) => JSON.stringify(JSON.parse(json).toSorted());
  const isInTime =
    moved_ms >= Date.parse(JSON.parse(document).updated_at) && moved_ms <= Date.now() + CLOCKS_DIFFER_MS;
  return sorted(reasons) === sorted(listed_reasons) && isInTime;
}
