/** The queue's counts equal a count of all who wait, whatever the copies did. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecords } from '../../src/records/applicant-records.ts';
import { createReviewRecords } from '../../src/records/review-records.ts';
import { FULL, REPLAY } from '../support/scale.ts';

type Snapshot = Parameters<ReturnType<typeof createRecords>['follow']>[0];
type Move = {
  readonly user: number;
  readonly seq: number;
  readonly status: string;
  readonly reasons: string[];
};

const REASONS = ['similarity_low', 'liveness_failed', 'possible_duplicate'];
const records = createRecords(env.DB);

/** As the object tells it: the same `seq` is always the same applicant. */
function snapshot(name: string, { seq, status, reasons }: Move): Snapshot {
  const given = status === 'erased' || status === 'approved' ? [] : reasons;
  return {
    document: {
      ...{ user_id: name, seq, status, reasons: given, created_at: '2026-01-01T00:00:00.000Z' },
      ...{ review: status === 'in_review' ? { opened_at: new Date(seq * 1e9).toISOString() } : null },
    } as unknown as Snapshot['document'],
    ...{ ending: null, wakeAt: null, keepsLog: true, events: [] },
  };
}

/** Counted in full. */
async function counted() {
  const [all, reasons] = await env.DB.batch<{ reason: string; n: number; oldest: string | null }>(
    [
      'SELECT count(*) AS n, min(review_opened_at) AS oldest FROM applicants WHERE review_opened_at IS NOT NULL',
      'SELECT reason, count(*) AS n FROM reasons WHERE review_opened_at IS NOT NULL GROUP BY reason',
    ].map((query) => env.DB.prepare(query)),
  );
  const { n, oldest } = all!.results[0]!;
  return { total: n, oldest, byReason: new Map(reasons!.results.map((row) => [row.reason, row.n])) };
}

const counts = () => createReviewRecords(env.DB).counts();

const move = fc.record({
  user: fc.nat({ max: 3 }),
  seq: fc.integer({ min: 1, max: 6 }),
  status: fc.constantFrom('in_review', 'in_review', 'awaiting_liveness', 'approved', 'rejected', 'erased'),
  reasons: fc.subarray(REASONS),
});

describe('the queue’s counts', () => {
  it('equal a full count after copies in any order, twice, late, with decisions and erasures', async () => {
    let run = 0;
    const seen: number[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
        run += 1;
        const told = new Map<string, Move>();
        for (const each of moves) {
          const key = `${each.user} ${each.seq}`;
          const as = told.get(key) ?? each;
          told.set(key, as);
          await records.follow(snapshot(`run-${run}-${each.user}`, as));
        }
        const { total } = await counted();
        seen.push(total);
        expect(await counts()).toEqual(await counted());
      }),
      { numRuns: FULL ? 600 : 60, ...REPLAY },
    );
    expect(new Set(seen).size).toBeGreaterThan(10);
  });

  it('follow rows that are deleted, and are filled by the migration from what is there', async () => {
    await records.follow(snapshot('deleted', { user: 0, seq: 1, status: 'in_review', reasons: REASONS }));
    const before = await counts();
    await env.DB.batch(
      ['applicants', 'reasons'].map((table) =>
        env.DB.prepare(`DELETE FROM ${table} WHERE user_id = 'deleted'`),
      ),
    );
    expect((await counts()).total).toBe(before.total - 1);
    const kept = await counts();
    expect(kept).toEqual(await counted());
    expect(kept.total).toBeGreaterThan(0);
    const { queries } = env.MIGRATIONS.find(({ name }) => name.includes('queue_counts'))!;
    const fill = queries.filter((query) => /^(--.*\n|\s)*INSERT INTO queue_counts/.test(query));
    expect(fill).toHaveLength(2);
    await env.DB.batch(['DELETE FROM queue_counts', ...fill].map((query) => env.DB.prepare(query)));
    expect(await counts()).toEqual(kept);
  });

  it('are written when a review opens or closes, and not in between or without one', async () => {
    /** Rows that the copy of each wrote of reasons and of the applicant, entries and counts included. */
    const written = async (seq: number, status: string, reasons: string[]): Promise<number[]> => {
      const rows: number[] = [];
      const db = {
        prepare: (query: string) => env.DB.prepare(query),
        async batch(statements: D1PreparedStatement[]) {
          const results = await env.DB.batch(statements);
          rows.push(...results.slice(1).map(({ meta }) => meta.rows_written));
          return results;
        },
      } as unknown as D1Database;
      const opened = { document: { review: { opened_at: '2026-02-01T00:00:00.000Z' } } };
      const given = snapshot('written', { user: 0, seq, status, reasons });
      const review = status === 'in_review' ? opened.document.review : null;
      const document = { ...given.document, review } as Snapshot['document'];
      await createRecords(db).follow({ ...given, document });
      return rows;
    };
    // The row, with its entries by time, status and day moved; later the row and its entry by status.
    expect(await written(1, 'awaiting_liveness', [])).toEqual([0, 0, 4]);
    const happy = await written(2, 'verifying', []);
    expect(happy).toEqual([0, 0, 2]);
    // A reason, its three entries and its count; the row, its entries by status and review, and the count of all.
    expect(await written(3, 'in_review', ['similarity_low'])).toEqual([0, 5, 4]);
    // Somebody looked at a photo: the reason stays.
    expect((await written(4, 'in_review', ['similarity_low'])).slice(0, 2)).toEqual([0, 0]);
    expect((await written(5, 'approved', []))[0]).toBeGreaterThan(0);
    expect(await counts()).toEqual(await counted());
  });
});
