/** The search over D1: whom it finds, in which order, and how much it reads for that at any size. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SearchFilter, searchApplicants } from '../../src/d1/console/search.ts';

const MANY = 5_000;
const LIMIT = 50;
const at = (n: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + n * 60_000).toISOString();
const id = (n: number) => `p-${String(n).padStart(4, '0')}`;

/** Everybody, the later created the higher the number; every tenth waits for a person. */
beforeAll(async () => {
  const numbers = `WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n < ${MANY - 1})`;
  const user = `printf('p-%04d', n)`;
  const when = `(1767225600 + n * 60) * 1000`;
  await env.DB.batch(
    [
      `${numbers} INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, review_opened_ms, funnel_steps,
         reviewed_for, document, row_mac, mac_key, moved_ms)
       SELECT ${when} << 11, ${user}, 1, '', iif(n % 10, 'approved', 'in_review'), '[]', iif(n % 10, NULL, ${when}), 0, '[]',
         '{}', '', '', ${when} FROM n`,
      `${numbers} INSERT INTO sessions SELECT printf('s-%04d', n), ${user} FROM n`,
      `INSERT INTO sessions VALUES ('s-0003-again', 'p-0003'), ('p-0001-looks-like-a-user', 'p-4999')`,
    ].map((query) => env.DB.prepare(query)),
  );
});

/** What is found, and how many rows D1 read for it. */
async function search(filter: Partial<SearchFilter>, limit = LIMIT) {
  let read = 0;
  const counted = (statement: D1PreparedStatement): D1PreparedStatement =>
    Object.assign(Object.create(statement), {
      bind: (...values: unknown[]) => counted(statement.bind(...values)),
      async all() {
        const answer = await statement.all();
        read += answer.meta.rows_read;
        return answer;
      },
    });
  const db: D1Database = Object.assign(Object.create(env.DB), {
    prepare: (query: string) => counted(env.DB.prepare(query)),
  });
  const { found, ...people } = await searchApplicants(db, { text: '', ...filter }, limit);
  return { ...people, ids: found.map(({ user_id }) => user_id), read };
}

const first = (count: number, step = 1) => Array.from({ length: count }, (_, n) => id(n * step));

describe('the search', () => {
  it('finds by the start of a user id, in the order of the ids', async () => {
    expect(await search({ text: 'p-' })).toMatchObject({ ids: first(LIMIT), order: 'id', more: true });
    expect(await search({ text: 'p-001' })).toMatchObject({
      ...{ ids: first(20).slice(10), order: 'id', more: false, lookedAt: null },
    });
    expect(await search({ text: 'P-' })).toMatchObject({ ids: [], more: false, lookedAt: null });
  });

  it('finds by the start of a session id after that, each applicant once', async () => {
    expect(await search({ text: 's-0003' })).toMatchObject({ ids: [id(3)], more: false, lookedAt: null });
    expect((await search({ text: 'p-0001' })).ids).toEqual([id(1), id(4999)]);
    expect((await search({ text: 's-' })).ids).toEqual(first(LIMIT - 2));
  });

  it('finds among ids by status and age, and says where it stopped looking', async () => {
    expect(await search({ text: 'p-00', status: 'in_review' })).toMatchObject({ ids: first(10, 10) });
    expect(await search({ text: 'p-001', status: 'in_review' })).toMatchObject({ lookedAt: null });
    expect(await search({ text: 'p-', status: 'in_review' })).toMatchObject({
      ...{ ids: first(10, 10), more: false, lookedAt: 2 * LIMIT },
    });
    expect(await search({ text: 'p-', createdFrom: at(4000) })).toMatchObject({
      ...{ ids: [], more: false, lookedAt: 2 * LIMIT },
    });
    expect(await search({ text: 'p-012', createdFrom: at(123), createdBefore: at(125) })).toMatchObject({
      ids: [id(123), id(124)],
    });
    expect((await search({ text: 'p-012', waitingSince: at(121) })).ids).toEqual([id(120)]);
  });

  it('finds the newest of a status or a time first', async () => {
    const newest = { order: 'created', more: true, lookedAt: null };
    expect(await search({}, 2)).toMatchObject({ ids: [id(4999), id(4998)], ...newest });
    expect(await search({ status: 'in_review' }, 2)).toMatchObject({ ids: [id(4990), id(4980)], ...newest });
    expect(await search({ status: 'in_review', createdBefore: at(15) }, 2)).toMatchObject({
      ...{ ids: [id(10), id(0)], order: 'created', more: false },
    });
  });

  it('finds who waits, longest first', async () => {
    expect(await search({ waitingSince: at(15) })).toMatchObject({
      ...{ ids: [id(0), id(10)], order: 'waiting', more: false, lookedAt: null },
    });
    expect(await search({ waitingSince: at(4999), status: 'in_review' })).toMatchObject({
      ...{ ids: first(LIMIT, 10), more: true },
    });
    expect(await search({ waitingSince: at(4999), status: 'approved' })).toMatchObject({ ids: [], read: 0 });
    expect(await search({ waitingSince: at(4999), createdFrom: at(980) })).toMatchObject({
      ...{ ids: [id(980), id(990)], more: false, lookedAt: 2 * LIMIT },
    });
  });

  const combinations = ['', 'p-', 's-', 'p-4999'].flatMap((text) =>
    [undefined, 'approved', 'in_review', 'erased'].flatMap((status) =>
      [undefined, at(0), at(2500), at(MANY)].flatMap((createdFrom) =>
        [undefined, at(2600)].flatMap((createdBefore) =>
          [undefined, at(3000)].map((waitingSince) => ({
            ...{ text, status, createdFrom, createdBefore, waitingSince },
          })),
        ),
      ),
    ),
  );

  it('reads no more than twice what a page shows, whatever is asked together', async () => {
    const reads = [];
    for (const filter of combinations) reads.push({ filter, read: (await search(filter)).read });
    expect(reads.length).toBe(256);
    expect(reads.filter(({ read }) => read > 2 * LIMIT)).toEqual([]);
  });
});
