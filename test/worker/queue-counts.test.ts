/** The queue's counts and the lists by reason follow the rows, whatever is written in which order. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecords, type RowWrite } from '../../src/d1/applicants.ts';
import { createReviewRecords } from '../../src/d1/console/queue-counts.ts';
import { EARLY_MS, type SealedRow } from '../../src/d1/row.ts';
import { FULL, REPLAY } from '../support/scale.ts';
import { CREATED_MS, rowMac, sealedRow } from '../support/sealed-rows.ts';

type Move = {
  readonly user: number;
  readonly seq: number;
  readonly status: string;
  readonly reasons: string[];
  readonly queue: 'standard' | 'senior';
  /** Ms from now until the claim ends; null for none. */
  readonly claimedForMs: number | null;
  readonly how: 'put' | 'forced' | 'deleted';
};

const REASONS = ['similarity_low', 'liveness_failed', 'possible_duplicate'];
const NOW = Date.now();
const records = createRecords(env.DB);

/** As the object writes it. */
function rowAt(
  name: string,
  {
    seq,
    status,
    reasons,
    queue = 'standard',
    claimedForMs = null,
  }: Pick<Move, 'seq' | 'status' | 'reasons'> & Partial<Move>,
): SealedRow {
  const isOpen = status === 'in_review';
  const isClaimed = isOpen && claimedForMs !== null;
  const given = status === 'erased' || status === 'approved' ? [] : reasons;
  return sealedRow(name, {
    ...{ head_seq: seq, status, reasons: JSON.stringify(given) },
    review_opened_ms: isOpen ? seq * 1e9 : null,
    queue: isOpen ? queue : null,
    claimed_by: isClaimed ? 'anna' : null,
    claimed_until_ms: isClaimed ? NOW + claimedForMs : null,
  });
}

const writeOf = (row: SealedRow, given: Partial<RowWrite> = {}): RowWrite => ({
  ...{ row, sessionIds: [], wakeMs: null, movedMs: CREATED_MS },
  ...given,
});

/** Counted in full. */
async function counted() {
  const [all, reasons] = await env.DB.batch<{
    reason: string;
    n: number;
    oldest: number | null;
    senior: number;
    claimed: number;
  }>(
    [
      `SELECT count(review_opened_ms) AS n, min(review_opened_ms) AS oldest, total(queue IS 'senior') AS senior,
        total(coalesce(claimed_until_ms, 0) > ${NOW}) AS claimed FROM applicants`,
      `SELECT value AS reason, count(*) AS n FROM applicants, json_each(reasons)
       WHERE review_opened_ms IS NOT NULL GROUP BY 1`,
    ].map((query) => env.DB.prepare(query)),
  );
  const { n, oldest, senior, claimed } = all!.results[0]!;
  const byReason = new Map(reasons!.results.map((row) => [row.reason, row.n]));
  return {
    total: n,
    senior,
    claimed,
    oldest: oldest === null ? null : new Date(oldest).toISOString(),
    byReason,
  };
}

const counts = () => createReviewRecords(env.DB).counts();
const orphans = () =>
  env.DB.prepare('SELECT count(*) FROM reasons WHERE id NOT IN (SELECT id FROM applicants)').first(
    'count(*)',
  );

const move = fc.record({
  user: fc.nat({ max: 3 }),
  seq: fc.integer({ min: 1, max: 6 }),
  status: fc.constantFrom('in_review', 'in_review', 'awaiting_liveness', 'approved', 'rejected', 'erased'),
  reasons: fc.subarray(REASONS),
  queue: fc.constantFrom<Move['queue']>('standard', 'standard', 'senior'),
  // Neither is near to the time of the test.
  claimedForMs: fc.constantFrom(null, null, 3_600_000, -3_600_000),
  how: fc.constantFrom<Move['how']>('put', 'put', 'put', 'put', 'put', 'put', 'forced', 'deleted'),
});

describe('what triggers keep', () => {
  it('is as the rows say after rows in any order, twice, older, forced, deleted and put back', async () => {
    let run = 0;
    const seen: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25, size: 'max' }), async (moves) => {
        run += 1;
        const told = new Map<string, SealedRow>();
        const standing = new Map<string, SealedRow | null>();
        for (const each of moves) {
          const name = `run-${run}-${each.user}`;
          const key = `${each.user} ${each.seq}`;
          const row = told.get(key) ?? rowAt(name, each);
          told.set(key, row);
          const there = standing.get(name);
          if (each.how === 'deleted') {
            await records.remove(name);
            standing.set(name, null);
          } else {
            const force = each.how === 'forced';
            await records.put(writeOf(row, { force }));
            if (force || !there || row.head_seq >= there.head_seq) standing.set(name, row);
          }
        }
        for (const [name, row] of standing) {
          const there = await records.row(name);
          if (!row) expect(there).toBeNull();
          else expect(there).toMatchObject(row);
          // The lists by reason know the same reasons, or it were not.
          if (there) expect(rowMac.isGenuine(there)).toBe(true);
        }
        const all = await counted();
        seen.push(all.total);
        expect(await counts()).toEqual(all);
        expect(await orphans()).toBe(0);
      }),
      { numRuns: FULL ? 600 : 60, ...REPLAY },
    );
    expect(new Set(seen).size).toBeGreaterThan(10);
  });

  it('follows rows that somebody else deletes, changes or puts in place of others', async () => {
    const waiting = (seq: number) => rowAt('touched', { seq, status: 'in_review', reasons: REASONS });
    await records.put(writeOf(waiting(1)));
    const before = await counts();
    await env.DB.prepare("DELETE FROM applicants WHERE user_id = 'touched'").run();
    expect((await counts()).total).toBe(before.total - 1);
    expect(await counts()).toEqual(await counted());
    await records.put(writeOf(waiting(2)));
    for (const change of [
      `queue = 'senior'`,
      `queue = 'standard'`,
      `queue = 'senior', claimed_by = 'anna', claimed_until_ms = 9e12`,
      `reasons = '["liveness_failed"]'`,
      'review_opened_ms = NULL',
      'review_opened_ms = 7',
    ]) {
      await env.DB.prepare(`UPDATE applicants SET ${change} WHERE user_id = 'touched'`).run();
      expect(await counts()).toEqual(await counted());
    }
    expect(await orphans()).toBe(0);
  });
});

/** What the open queue pages ask for: one row more with each change of a case. */
const CHANGE = 1;

describe('the number by which an open queue page learns of a change', () => {
  const changes = () => createReviewRecords(env.DB).changes();
  /** Whether the number has grown with it. */
  async function grows(change: () => Promise<unknown>): Promise<boolean> {
    const before = await changes();
    await change();
    return (await changes())! > before!;
  }
  const put = (seq: number, status: string, given: Partial<SealedRow> = {}) =>
    grows(() => {
      const row = rowAt('listed', { seq, status, reasons: status === 'in_review' ? REASONS : [] });
      return records.put(writeOf(rowMac.seal({ ...row, ...given })));
    });
  const run = (sql: string) => grows(() => env.DB.prepare(`${sql} WHERE user_id = 'listed'`).run());

  it('grows with each change of a case, as it opens, changes and goes, and with nothing else', async () => {
    expect(await put(1, 'awaiting_liveness')).toBe(false);
    expect(await put(2, 'verifying')).toBe(false);
    expect(await put(3, 'in_review')).toBe(true);
    expect(await put(3, 'in_review')).toBe(false);
    expect(await put(4, 'in_review', { claimed_by: 'anna', claimed_until_ms: 9e12 })).toBe(true);
    expect(await put(5, 'in_review')).toBe(true);
    expect(await put(6, 'in_review', { queue: 'senior' })).toBe(true);
    // A note on the newest decision, a proposal: no column of the lists, only the document.
    expect(await put(6, 'in_review', { queue: 'senior', document: '{"updated_at":""}' })).toBe(true);
    expect(await put(6, 'in_review', { queue: 'senior', document: '{"updated_at":""}' })).toBe(false);
    expect(await run('UPDATE applicants SET wake_ms = 7')).toBe(false);
    expect(await put(7, 'approved')).toBe(true);
    expect(await put(8, 'erased')).toBe(false);
    expect(await run('DELETE FROM applicants')).toBe(false);
    // A row that comes to D1 as a case, and one that goes as a case.
    expect(await put(9, 'in_review')).toBe(true);
    expect(await run('DELETE FROM applicants')).toBe(true);
  });

  it('is read as one row, and none where somebody has removed it or put something else there', async () => {
    const { meta } = await env.DB.prepare('SELECT n FROM queue_changes WHERE id = 1').run();
    expect(meta.rows_read).toBe(1);
    const before = await changes();
    await env.DB.prepare('DELETE FROM queue_changes').run();
    expect(await changes()).toBeNull();
    await env.DB.prepare('INSERT INTO queue_changes (id, n) VALUES (1, ?)').bind(before).run();
  });
});

describe('what a write costs, in rows with their entries', () => {
  /** Rows that D1 bills for it. */
  async function cost(row: SealedRow, given: Partial<RowWrite> = {}): Promise<number> {
    let rows = 0;
    const db: D1Database = Object.assign(Object.create(env.DB), {
      async batch(statements: D1PreparedStatement[]) {
        const results = await env.DB.batch(statements);
        rows += results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
        return results;
      },
    });
    await createRecords(db).put(writeOf(row, given));
    return rows;
  }
  const stands =
    (name: string) =>
    (seq: number, status: string, given: Partial<RowWrite> = {}) =>
      cost(rowAt(name, { seq, status, reasons: status === 'in_review' ? ['similarity_low'] : [] }), given);

  it('is three for a new row, two for a changed one, and none where nothing changed or the row is older', async () => {
    const to = stands('happy');
    // The row, and its entries by user id and by status.
    expect(await to(1, 'awaiting_liveness')).toBe(3);
    expect(await to(1, 'awaiting_liveness')).toBe(0);
    // The row, and its entry by status.
    expect(await to(3, 'verifying')).toBe(2);
    expect(await to(3, 'verifying')).toBe(0);
    expect(await to(2, 'awaiting_liveness')).toBe(0);
    // An end is counted once.
    expect(await to(4, 'approved')).toBe(2 + 1);
    expect(await to(4, 'approved')).toBe(0);
  });

  it('is one for each session, once', async () => {
    const to = stands('sessions');
    await to(1, 'awaiting_liveness');
    expect(await to(2, 'awaiting_liveness', { sessionIds: ['session-1'] })).toBe(2 + 1);
    expect(await to(3, 'awaiting_liveness', { sessionIds: ['session-1', 'session-2'] })).toBe(2 + 1);
    expect(await to(3, 'awaiting_liveness', { sessionIds: ['session-1', 'session-2'] })).toBe(0);
  });

  it('is one more while there is a time to wake', async () => {
    const to = stands('wakes');
    await to(1, 'verifying');
    expect(await to(1, 'verifying', { wakeMs: 1 })).toBe(2 + 1);
    expect(await to(1, 'verifying', { wakeMs: 1 })).toBe(0);
    expect(await to(1, 'verifying', { wakeMs: 2 })).toBe(2 + 1);
    expect(await to(2, 'verifying', { wakeMs: null })).toBe(2);
  });

  it('is one more for who moves later than a quarter of an hour after the creation', async () => {
    const to = stands('moves');
    const early = CREATED_MS + EARLY_MS;
    await to(1, 'verifying');
    expect(await to(2, 'verifying', { movedMs: early })).toBe(2);
    expect(await to(3, 'verifying', { movedMs: early + 1 })).toBe(2 + 1);
    expect(await to(4, 'verifying', { movedMs: early + 1 })).toBe(2 + 1);
  });

  it('is nothing for unfinished work where there is none, three for each piece', async () => {
    const to = stands('unfinished');
    await to(1, 'verifying');
    expect(await to(1, 'verifying', { unfinished: [] })).toBe(0);
    const details = { type: 'applicant.created', failures: 1, code: 'http_500', nextTryMs: 1 };
    const one = { kind: 'notification_pending', seq: 1, sinceMs: 1, details } as const;
    // The piece, its entry by kind, and the count.
    expect(await to(1, 'verifying', { unfinished: [one] })).toBe(3);
  });

  it('is one for each decision, once, and one when it is overturned', async () => {
    const to = stands('decided');
    await to(1, 'verifying');
    const first = {
      ...{ seq: 5, atMs: NOW, reviewer: 'anna', kind: 'decided', decision: 'approve' },
      ...{ tookMs: 9_000, secondLook: null, overturned: 0 },
    };
    expect(await to(1, 'verifying', { decisions: [] })).toBe(0);
    expect(await to(1, 'verifying', { decisions: [first] })).toBe(1);
    expect(await to(1, 'verifying', { decisions: [first] })).toBe(0);
    const second = { ...first, seq: 9, decision: 'reject', reviewer: 'ben' };
    expect(await to(1, 'verifying', { decisions: [{ ...first, overturned: 1 }, second] })).toBe(2);
  });

  it('is more when a review opens or closes, and no more in between', async () => {
    const to = stands('reviewed');
    const open = (seq: number, given: Partial<SealedRow> = {}) =>
      cost(rowMac.seal({ ...inReview, head_seq: seq, ...given }));
    const inReview = rowAt('reviewed', { seq: 1, status: 'in_review', reasons: ['similarity_low'] });
    await to(1, 'verifying');
    // The row, its entries by status, by review and by queue, the count of all; the reason, its four entries, and its two counts.
    expect(await open(2)).toBe(5 + 7 + CHANGE);
    expect(await open(2)).toBe(0);
    expect(await open(3)).toBe(4 + CHANGE);
    // The same, and both entries by claim.
    expect(await open(4, { claimed_by: 'anna', claimed_until_ms: 9e12 })).toBe(6 + CHANGE);
    expect(await open(5)).toBe(4 + CHANGE);
    // The row, its entries, the count of the senior queue; the reason goes, with its count, and comes as it did.
    expect(await open(6, { queue: 'senior' })).toBe(4 + 1 + 2 + 7 + CHANGE);
    // The row, its entry by status, the count of all; the reason, and its count; the end.
    expect(await to(7, 'approved')).toBe(4 + 2 + 1 + CHANGE);
    expect(await counts()).toEqual(await counted());
  });
});
