import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuditRecords, FIRST_EVENT } from '../../src/records/audit-records.ts';
import { exportPage, exportPages } from '../support/audit-export.ts';
import { dropCopy, NOTHING, putCopy } from '../support/copy.ts';
import { created, log, newUserId, send, verify } from '../support/customer.ts';
import { logCopied } from '../support/stage.ts';

type Line = { user_id: string; seq: number; data: unknown; hash: string };

/** One page with its lines read. */
async function page(query: string) {
  const found = await exportPage(query);
  return { ...found, lines: linesOf(found.text) };
}

function linesOf(text: string): Line[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** All pages, by the link. */
async function everything(limit: number) {
  return (await exportPages(limit)).map((found) => ({ ...found, lines: linesOf(found.text) }));
}

describe('the export of an empty copy', () => {
  it('is an empty body, and its only page', async () => {
    const { status, text, headers } = await page('');
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect([headers.get('link'), headers.get('x-next-cursor')]).toEqual([null, null]);
  });
});

describe('the export', () => {
  // One of them sorts before the other although it came later, and one id is the beginning of another.
  const [approved, ended] = [newUserId('b-'), newUserId('a-')];
  const users = [approved, `${approved}.1`, ended];

  beforeAll(async () => {
    await created(approved, 'cage.jpg');
    await verify(approved, 'cage2_crop.jpg');
    for (const user_id of users.slice(1)) {
      await send('POST', '/v1/applicants', { json: { user_id } });
      await logCopied(user_id);
    }
    vi.useRealTimers();
  });

  it('has each event of each log once, as it was hashed, by applicant and number', async () => {
    const { lines, next, headers } = await page('');
    const expected = [];
    for (const user_id of [...users].sort()) {
      for (const event of await log(user_id)) expected.push({ user_id, ...event });
    }
    expect(lines).toEqual(expected);
    expect(lines.length).toBeGreaterThan(10);
    expect(Object.keys(lines[0]!)).toEqual('user_id seq type at actor data prev_hash hash'.split(' '));
    expect(next).toBeUndefined();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is the same by pages of any size; the last one has no next', async () => {
    const { lines: all } = await page('');
    for (const limit of [1, 2, all.length - 1, all.length, all.length + 1]) {
      const pages = await everything(limit);
      expect(pages.flatMap((it) => it.lines)).toEqual(all);
      expect(pages).toHaveLength(Math.ceil(all.length / limit));
      expect(pages.slice(0, -1).every((it) => it.lines.length === limit)).toBe(true);
      expect(pages.at(-1)!.cursor).toBe(null);
    }
  });

  it('names the next page by a cursor too', async () => {
    const first = await page('?limit=3');
    const { lines: all } = await page('');
    expect((await page(`?limit=2&cursor=${first.cursor}`)).lines).toEqual(all.slice(3, 5));
  });

  it('takes up to a thousand events at a time, which is also what it gives unasked', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => ({ ...NOTHING, seq: index + 1 }));
    await putCopy('z-many', [many.slice(0, 7), many.slice(7, 999), many.slice(999)]);
    const [first, second] = await everything(1_000);
    expect((await page('')).lines).toEqual(first!.lines);
    expect([first!.lines.length, second!.lines.at(-1)]).toMatchObject([
      1_000,
      { user_id: 'z-many', seq: 1_001 },
    ]);
    await dropCopy('z-many');
  });

  it('shows what is no JSON any more as text, on one line', async () => {
    const spoilt = '{"photo":"id"}}\n{"user_id":"injected"';
    await putCopy('z-spoilt', [[{ ...NOTHING, seq: 1, data: spoilt }]]);
    expect((await page('')).lines.at(-1)).toMatchObject({ user_id: 'z-spoilt', data: spoilt });
    await dropCopy('z-spoilt');
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=2.5',
    'cursor=',
    'cursor=!!',
    `cursor=${btoa('["a"]')}`,
    `cursor=${btoa('["a",0]')}`,
    `cursor=${btoa('["a","1"]')}`,
    `cursor=${btoa('["../etc",1]')}`,
  ])('is refused with %s', async (query) => {
    const { status, headers, body } = await send('GET', `/v1/events?${query}`, { as: 'auditor' });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it('is read by the key alone: never a scan, a sort or an offset', async () => {
    const queries: string[] = [];
    const prepare = vi.fn((query: string) => {
      queries.push(query);
      return env.DB.prepare(query);
    });
    const records = createAuditRecords({ prepare } as unknown as D1Database);
    await records.events(FIRST_EVENT, 10);
    await records.events({ userId: approved, seq: 2 }, 10);
    for (const query of queries) {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
        .bind('', 0, 10)
        .all<{ detail: string }>();
      expect(results.map((row) => row.detail)).toEqual([
        'SEARCH a USING PRIMARY KEY (user_id>?)',
        'SEARCH b USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
        // The events within one batch.
        'SCAN e VIRTUAL TABLE INDEX 1:',
      ]);
      expect(query).not.toMatch(/OFFSET/i);
    }
    expect(queries).toHaveLength(2);
  });
});
