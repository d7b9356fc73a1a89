import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keepDailyHeads } from '../../src/audit/daily-heads.ts';
import { dayHeadsSchema } from '../../src/audit/day-heads.ts';
import { createRecords } from '../../src/records/applicant-records.ts';
import { createAuditRecords } from '../../src/records/audit-records.ts';
import { rehashed } from '../support/audited.ts';
import { newUserId } from '../support/customer.ts';
import { setClock } from '../support/stage.ts';

const noon = (date: string) => Date.parse(`${date}T12:00:00.000Z`);
const [FIRST, SECOND, THIRD] = ['2026-12-20', '2026-12-21', '2026-12-22'] as const;

afterEach(() => {
  vi.useRealTimers();
});

describe('the chains that moved', () => {
  it('are read batch by batch, each once, also one that moves meanwhile', async () => {
    const count = 4_500;
    await env.DB.batch([
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
         INSERT INTO applicants (user_id, seq, status, created_at, document, moved_on, log_no)
         SELECT 'many-' || i, 2, 'verifying', '2026', '{}', ?, 1000 + i FROM n`,
      ).bind(FIRST),
      env.DB.prepare(
        `INSERT INTO event_batches SELECT (log_no << 24) + n.seq, '', printf('%064x', n.seq), '[]'
         FROM applicants, (SELECT 1 AS seq UNION SELECT 2) n`,
      ),
    ]);
    const moving = 'many-1';
    const prepare = vi
      .fn((query: string) => env.DB.prepare(query))
      .mockImplementationOnce(
        (query) =>
          ({
            ...env.DB.prepare(query),
            bind: (...values: unknown[]) => ({
              async all() {
                const page = await env.DB.prepare(query)
                  .bind(...values)
                  .all();
                expect(page.results[0]).toMatchObject({ user_id: moving });
                await env.DB.prepare('UPDATE applicants SET moved_on = ? WHERE user_id = ?')
                  .bind(SECOND, moving)
                  .run();
                return page;
              },
            }),
          }) as unknown as D1PreparedStatement,
      );
    await keepDailyHeads(
      { ...env, DB: { prepare } } as unknown as Env,
      Date.parse(`${SECOND}T00:30:00.000Z`),
    );
    const written = await env.PHOTOS.get(`audit/${FIRST}.json`);
    const { chains } = dayHeadsSchema.parse(await written!.json());
    expect(chains).toHaveLength(count);
    expect(new Set(chains.map((chain) => chain.user_id)).size).toBe(count);
    expect(chains.every(({ seq, hash }) => seq === 2 && hash.endsWith('02'))).toBe(true);
    // By creation, and by the day of the last move: 2,000 at a time, and the rest.
    expect(prepare).toHaveBeenCalledTimes(6);
  });

  it.each([
    ['newChains', 'applicants_by_created ((created_at,user_id)>(?,?))'],
    ['movedChains', 'applicants_by_moved ((moved_on,user_id)>(?,?))'],
  ] as const)('are found by an index alone, their heads by the key: %s', async (name, index) => {
    const queries: string[] = [];
    const prepare = (query: string) => {
      queries.push(query);
      return env.DB.prepare(query);
    };
    await createAuditRecords({ prepare } as unknown as D1Database)[name]({ place: FIRST, userId: '' }, 10);
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${queries[0]}`)
      .bind(FIRST, '', 10)
      .all<{ detail: string }>();
    expect(results.map((row) => row.detail)).toEqual([
      `SEARCH a USING INDEX ${index}`,
      'SEARCH b USING INTEGER PRIMARY KEY (rowid=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH event_batches USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
    ]);
  });
});

describe('what the records write of it', () => {
  const events = (user: string, from: number, to: number) =>
    rehashed(
      Array.from({ length: to }, (_, index) => ({
        user_id: user,
        seq: index + 1,
        type: 'photo_viewed',
        at: new Date().toISOString(),
        actor: 'x',
        data: {},
        prev_hash: '',
        hash: '',
      })),
    )
      .slice(from - 1)
      .map(({ user_id, data, ...event }) => ({ ...event, data: JSON.stringify(data) }));

  /** Copies, and says how many rows each statement wrote: the applicant, its number, the batch, the day it moved. */
  async function followed(
    user: string,
    seq: number,
    from: number,
    to: number,
    created = '2026-01-01T00:00:00.000Z',
    keepsLog = true,
  ): Promise<number[]> {
    const written: number[] = [];
    const db = {
      prepare: (query: string) => env.DB.prepare(query),
      async batch(statements: D1PreparedStatement[]) {
        const results = await env.DB.batch(statements);
        written.push(...results.slice(3).map(({ meta }) => meta.rows_written));
        return results;
      },
    } as unknown as D1Database;
    const document = {
      ...{ user_id: user, seq, status: 'awaiting_id_photo', reasons: [] },
      ...{ created_at: created, review: null },
    } as unknown as Parameters<ReturnType<typeof createRecords>['follow']>[0]['document'];
    await createRecords(db).follow({
      document,
      ending: null,
      wakeAt: null,
      keepsLog,
      events: events(user, from, to),
    });
    return written;
  }
  const movedOn = (user: string) =>
    env.DB.prepare('SELECT moved_on FROM applicants WHERE user_id = ?').bind(user).first('moved_on');
  const headInD1 = async (user: string) =>
    (await createAuditRecords(env.DB).movedChains({ place: '', userId: '' }, 10_000)).find(
      ({ user_id }) => user_id === user,
    );

  it('is nothing on the day of the creation, and a row with its entry on another', async () => {
    const user = newUserId();
    setClock(noon(FIRST));
    const created = new Date().toISOString();
    // The row, and its entries by time and by status.
    expect(await followed(user, 2, 1, 2, created)).toEqual([3, 0, 1, 0]);
    // The row, and its entry by status, which every change writes.
    expect(await followed(user, 3, 3, 3, created)).toEqual([2, 0, 1, 0]);
    expect([await movedOn(user), await headInD1(user)]).toEqual([FIRST, undefined]);
    setClock(noon(SECOND));
    expect(await followed(user, 4, 4, 4, created)).toEqual([2, 0, 1, 2]);
    expect(await movedOn(user)).toBe(SECOND);
    expect(await headInD1(user)).toMatchObject({ seq: 4, hash: events(user, 4, 4)[0]!.hash });
  });

  it('begins, where the lists knew the applicant before, with the row that changes anyway', async () => {
    const user = newUserId();
    setClock(noon(FIRST));
    const created = new Date().toISOString();
    expect(await followed(user, 1, 1, 1, created, false)).toEqual([3]);
    expect(await followed(user, 2, 1, 2, created)).toEqual([2, 0, 1, 0]);
    // A copy that changes nothing else pays for the number.
    const other = newUserId();
    await followed(other, 1, 1, 1, created, false);
    expect(await followed(other, 1, 1, 1, created)).toEqual([0, 1, 1, 0]);
  });

  it('is as of the last copied event, and the day of the last batch', async () => {
    const user = newUserId();
    setClock(noon(FIRST));
    await followed(user, 5, 1, 2);
    expect(await headInD1(user)).toMatchObject({ place: FIRST, seq: 2 });
    setClock(noon(SECOND));
    await followed(user, 5, 3, 5);
    expect(await headInD1(user)).toMatchObject({ place: SECOND, seq: 5 });
  });

  it('does not move with what brings no event, nor back in time', async () => {
    const user = newUserId();
    setClock(noon(SECOND));
    await followed(user, 2, 1, 2);
    setClock(noon(THIRD));
    expect(await followed(user, 2, 3, 2)).toEqual([0]);
    expect(await movedOn(user)).toBe(SECOND);
    setClock(noon(FIRST));
    await followed(user, 3, 3, 3);
    expect(await movedOn(user)).toBe(SECOND);
  });
});
