import { env } from 'cloudflare:workers';
import canonicalize from 'canonicalize';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuditRecords } from '../../src/audit/audit-records.ts';
import { DAILY_CRON, keepDailyHeads } from '../../src/audit/daily-heads.ts';
import { createDayFiles } from '../../src/audit/day-files.ts';
import { type DayHeads, dayHeadsSchema, gatherHeads, rootOf } from '../../src/audit/day-heads.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { dayOf, daysAfter } from '../../src/day.ts';
import worker from '../../src/http/app.ts';
import { newPhotoPrefix } from '../../src/photos.ts';
import { createRecords } from '../../src/records.ts';
import { exportText } from '../support/audit-export.ts';
import { rehashed } from '../support/audited.ts';
import { created, decide, log, newUserId, send, settled, verify } from '../support/customer.ts';
import { setClock } from '../support/stage.ts';

/** The clock stands, so that midnight does not come in between; iLive's signatures are of the real time. */
const START = Date.now();
const TODAY = dayOf(START);
const day = (nth: number) => daysAfter(TODAY, nth);
const noon = (date: string) => Date.parse(`${date}T12:00:00.000Z`);
/** The cron of the night after that day. */
const nightAfter = (date: string) => Date.parse(`${daysAfter(date, 1)}T00:30:00.000Z`);
const scheduled = (cron: string, scheduledTime: number) =>
  worker.scheduled({ cron, scheduledTime } as ScheduledController, env);
const keep = (date: string) => scheduled(DAILY_CRON, nightAfter(date));

async function textOf(date: string): Promise<string | null> {
  return (await (await env.PHOTOS.get(`audit/${date}.json`))?.text()) ?? null;
}

async function fileOf(date: string): Promise<DayHeads> {
  return dayHeadsSchema.parse(JSON.parse((await textOf(date)) ?? 'null'));
}

async function filesThere(): Promise<string[]> {
  return (await env.PHOTOS.list({ prefix: 'audit/' })).objects.map(({ key }) => key);
}

/** Where the applicant's own log ends. */
async function headOf(user_id: string) {
  const { seq, hash } = (await log(user_id)).at(-1)!;
  return { user_id, seq, hash };
}

/** Somebody who has done nothing but begin. */
async function begun(prefix = 'user-'): Promise<string> {
  const user_id = newUserId(prefix);
  await send('POST', '/v1/applicants', { json: { user_id } });
  await settled(user_id);
  return user_id;
}

/** A look at the ID photo: one event more. */
async function looked(user: string): Promise<void> {
  await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
  await settled(user);
}

const byUser = (chains: DayHeads['chains']) =>
  [...chains].sort((one, other) => (one.user_id < other.user_id ? -1 : 1));

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the heads of a day', () => {
  let [approved, rejected, idle] = ['', '', ''];

  beforeAll(async () => {
    setClock(START);
    approved = newUserId();
    await created(approved, 'cage.jpg');
    await verify(approved, 'cage2_crop.jpg');
    rejected = newUserId('fail-');
    await created(rejected, 'walter2_crop.jpg');
    await verify(rejected, 'walter2_crop.jpg');
    await decide(rejected, 'reject');
    await settled(rejected);
    idle = await begun();
    // As before there was the column.
    await env.DB.prepare("UPDATE applicants SET moved_on = '' WHERE user_id = ?").bind(idle).run();
  });

  it('list where each chain ended, in canonical JSON with the root at its end', async () => {
    await keep(TODAY);
    const text = await textOf(TODAY);
    const file = await fileOf(TODAY);
    expect(file).toMatchObject({ date: TODAY, previous: null });
    const heads = await Promise.all([approved, rejected, idle].map(headOf));
    expect(byUser(file.chains)).toEqual(byUser(heads));
    expect(file.root).toBe(rootOf(file));
    expect(text).toBe(canonicalize(file));
    const digest = await crypto.subtle.digest(
      'SHA-256',
      new TextEncoder().encode(text!.replace(/,"root":.*/, '}')),
    );
    expect(Buffer.from(digest).toString('hex')).toBe(file.root);
  });

  it('stand once they are written, however often and at the same time the cron comes', async () => {
    const before = await textOf(TODAY);
    setClock(START);
    await looked(approved);
    await keep(TODAY);
    expect(await textOf(TODAY)).toBe(before);

    const said = vi.spyOn(console, 'info');
    await Promise.all([keep(day(1)), keep(day(1)), keep(day(1))]);
    expect(said.mock.calls.filter(([line]) => line.includes('day_heads_written'))).toHaveLength(1);
    expect(await filesThere()).toEqual([`audit/${TODAY}.json`, `audit/${day(1)}.json`]);
  });

  it('follow the day before, and list nobody who has not moved', async () => {
    const { root } = await fileOf(TODAY);
    expect(await fileOf(day(1))).toMatchObject({ previous: { date: TODAY, root }, chains: [] });
    setClock(noon(day(2)));
    await looked(approved);
    const newcomer = await begun();
    await keep(day(2));
    const { previous, chains } = await fileOf(day(2));
    expect(previous).toEqual({ date: day(1), root: (await fileOf(day(1))).root });
    expect(byUser(chains)).toEqual(byUser(await Promise.all([approved, newcomer].map(headOf))));
  });

  it('of missed days are in the next file', async () => {
    setClock(noon(day(3)));
    await looked(approved);
    setClock(noon(day(4)));
    await looked(rejected);
    await keep(day(5));
    const { previous, chains } = await fileOf(day(5));
    expect(previous?.date).toBe(day(2));
    expect(byUser(chains)).toEqual(byUser(await Promise.all([approved, rejected].map(headOf))));
    expect(await textOf(day(4))).toBe(null);
  });

  it('hold a chain that moves just before they are written, and so does the next file', async () => {
    setClock(nightAfter(day(6)) - 60_000);
    await looked(approved);
    await keep(day(6));
    await keep(day(7));
    for (const date of [day(6), day(7)])
      expect((await fileOf(date)).chains).toEqual([await headOf(approved)]);
  });

  it('are not written for a day before one that has a file, and that is told', async () => {
    const said = vi.spyOn(console, 'error');
    await keep(day(3));
    expect(await textOf(day(3))).toBe(null);
    expect(said.mock.calls.join()).toContain('day_heads_ahead');
  });

  it('are written by the daily cron alone', async () => {
    const before = await filesThere();
    await scheduled('* * * * *', nightAfter(day(8)));
    await scheduled('', nightAfter(day(8)));
    expect(await filesThere()).toEqual(before);
  });

  it('wait for the next day when D1 is away', async () => {
    const said = vi.spyOn(console, 'error');
    await env.DB.exec('ALTER TABLE events RENAME TO events_away');
    try {
      await expect(keep(day(8))).rejects.toThrow();
    } finally {
      await env.DB.exec('ALTER TABLE events_away RENAME TO events');
    }
    expect(said.mock.calls.join()).toContain('day_heads_not_written');
    expect(await textOf(day(8))).toBe(null);
  });

  it('do not follow a file that is none', async () => {
    const key = `audit/${day(9)}.json`;
    await env.PHOTOS.put(key, '{"date":');
    await expect(keep(day(10))).rejects.toThrow();
    expect(await textOf(day(10))).toBe(null);
    await env.PHOTOS.delete(key);
  });

  it('fit the export; the chains themselves are unbroken', async () => {
    const days = await Promise.all((await filesThere()).map((key) => fileOf(key.slice(6, -5))));
    const heads = gatherHeads(days);
    expect(heads).toMatchObject({ broken: [], sinceTheFirst: true });
    const verified = await verifyAudit([await exportText()], heads);
    expect(verified).toMatchObject({ kind: 'export', chains: 4, broken: [], uncovered: { events: 0 } });
    expect(verified).toMatchObject({
      events: (await log(approved)).length + (await log(rejected)).length + 2,
    });
  });

  it('show what is rewritten in D1 afterwards, link by link', async () => {
    const days = await Promise.all((await filesThere()).map((key) => fileOf(key.slice(6, -5))));
    const brokenNow = async () => {
      const verified = await verifyAudit([await exportText()], gatherHeads(days));
      if (!verified.readable) throw new Error(verified.why);
      return verified.broken.map(({ user_id, seq, wrong }) => [user_id, seq, wrong]);
    };
    const events = await log(approved);
    const first = days[0]!.chains.find((chain) => chain.user_id === approved)!.seq;

    const actor = 'api_key:somebody';
    await env.DB.prepare('UPDATE events SET actor = ? WHERE user_id = ? AND seq = 3')
      .bind(actor, approved)
      .run();
    expect(await brokenNow()).toEqual([[approved, 3, 'altered']]);

    const forged = rehashed(
      events.map((event) => ({
        ...(event as unknown as Parameters<typeof rehashed>[0][number]),
        ...(event.seq === 3 ? { actor } : {}),
      })),
      3,
    );
    for (const { seq, prev_hash, hash } of forged) {
      await env.DB.prepare('UPDATE events SET prev_hash = ?, hash = ? WHERE user_id = ? AND seq = ?')
        .bind(prev_hash, hash, approved, seq)
        .run();
    }
    expect(await verifyAudit([await exportText()], null)).toMatchObject({ broken: [] });
    expect(await brokenNow()).toEqual([[approved, first, 'forked']]);

    await env.DB.prepare('DELETE FROM events WHERE user_id = ? AND seq > ?').bind(rejected, 2).run();
    expect(await verifyAudit([await exportText()], null)).toMatchObject({ broken: [] });
    expect(await brokenNow()).toContainEqual([rejected, 3, 'missing']);
  });
});

describe('the chains that moved', () => {
  it('are read batch by batch, each once, also one that moves meanwhile', async () => {
    await env.DB.exec('DELETE FROM applicants; DELETE FROM events;');
    const count = 4_500;
    await env.DB.batch([
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
         INSERT INTO applicants (user_id, seq, status, created_at, document, moved_on)
         SELECT 'many-' || i, 2, 'verifying', '2026', '{}', ? FROM n`,
      ).bind(day(11)),
      env.DB.prepare(
        `INSERT INTO events SELECT user_id, n.seq, 'photo_viewed', '', '', '{}', '', printf('%064x', n.seq)
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
                  .bind(day(12), moving)
                  .run();
                return page;
              },
            }),
          }) as unknown as D1PreparedStatement,
      );
    await keepDailyHeads({ ...env, DB: { prepare } } as unknown as Env, nightAfter(day(11)));
    const { chains } = await fileOf(day(11));
    expect(chains).toHaveLength(count);
    expect(new Set(chains.map((chain) => chain.user_id)).size).toBe(count);
    expect(chains.every(({ seq, hash }) => seq === 2 && hash.endsWith('02'))).toBe(true);
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it('are found by the index alone, their heads by the key', async () => {
    const queries: string[] = [];
    const prepare = (query: string) => {
      queries.push(query);
      return env.DB.prepare(query);
    };
    await createAuditRecords({ prepare } as unknown as D1Database).movedChains(
      { movedOn: TODAY, userId: '' },
      10,
    );
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${queries[0]}`)
      .bind(TODAY, '', 10)
      .all<{ detail: string }>();
    expect(results.map((row) => row.detail)).toEqual([
      'SEARCH a USING COVERING INDEX applicants_by_moved ((moved_on,user_id)>(?,?))',
      'SEARCH e USING PRIMARY KEY (user_id=? AND seq=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH events USING PRIMARY KEY (user_id=?)',
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

  /** Copies, and says how many rows each statement about the applicant's own row wrote. */
  async function followed(user: string, seq: number, from: number, to: number): Promise<number[]> {
    const written: number[] = [];
    const db = {
      prepare: (query: string) => env.DB.prepare(query),
      async batch(statements: D1PreparedStatement[]) {
        const results = await env.DB.batch(statements);
        written.push(...results.slice(4).map(({ meta }) => meta.rows_written));
        return results;
      },
    } as unknown as D1Database;
    const document = {
      ...{ user_id: user, seq, status: 'awaiting_id_photo', reasons: [] },
      ...{ created_at: '2026-01-01T00:00:00.000Z', review: null },
    } as unknown as Parameters<ReturnType<typeof createRecords>['follow']>[0]['document'];
    await createRecords(db).follow({ document, wakeAt: null, events: events(user, from, to) });
    return written;
  }
  const movedOn = (user: string) =>
    env.DB.prepare('SELECT moved_on FROM applicants WHERE user_id = ?').bind(user).first('moved_on');
  const headInD1 = async (user: string) =>
    (await createAuditRecords(env.DB).movedChains({ movedOn: '', userId: '' }, 10_000)).find(
      ({ user_id }) => user_id === user,
    );

  it('is one index entry at first, nothing more on that day, and a row with its entry on another', async () => {
    const user = newUserId();
    setClock(noon(day(20)));
    // The row, and its entries by time, by status and by the day it moved.
    expect(await followed(user, 2, 1, 2)).toEqual([4, 0]);
    // The row, and its entry by status, which every change writes.
    expect(await followed(user, 3, 3, 3)).toEqual([2, 0]);
    expect(await movedOn(user)).toBe(day(20));
    setClock(noon(day(21)));
    expect(await followed(user, 4, 4, 4)).toEqual([2, 2]);
    expect(await movedOn(user)).toBe(day(21));
    expect(await headInD1(user)).toMatchObject({ seq: 4, hash: events(user, 4, 4)[0]!.hash });
  });

  it('is as of the last copied event, and the day of the last batch', async () => {
    const user = newUserId();
    setClock(noon(day(20)));
    await followed(user, 5, 1, 2);
    expect(await headInD1(user)).toMatchObject({ moved_on: day(20), seq: 2 });
    setClock(noon(day(21)));
    await followed(user, 5, 3, 5);
    expect(await headInD1(user)).toMatchObject({ moved_on: day(21), seq: 5 });
  });

  it('does not move with what brings no event, nor back in time', async () => {
    const user = newUserId();
    setClock(noon(day(21)));
    await followed(user, 2, 1, 2);
    setClock(noon(day(22)));
    expect(await followed(user, 2, 3, 2)).toEqual([0]);
    expect(await movedOn(user)).toBe(day(21));
    setClock(noon(day(20)));
    await followed(user, 3, 3, 3);
    expect(await movedOn(user)).toBe(day(21));
  });
});

describe('the bucket', () => {
  it('is listed page by page for its newest day, whatever else lies there', async () => {
    const names = ['2026-01-01', '2027-03-04', '2026-12-31', '2025-07-08', '2026-02-03'].map(
      (date) => `audit/${date}.json`,
    );
    const others = ['audit/2099-01-01.json.bak', 'audit/zz/2099-01-01.json', 'audit2/2099-01-01.json'];
    const before = await filesThere();
    await env.PHOTOS.delete(before);
    expect(await createDayFiles(env.PHOTOS).newestDay()).toBe(null);
    for (const key of [...names, ...others]) await env.PHOTOS.put(key, '');
    const list = vi.fn((options?: R2ListOptions) => env.PHOTOS.list({ ...options, limit: 2 }));
    expect(await createDayFiles({ list } as unknown as R2Bucket).newestDay()).toBe('2027-03-04');
    expect(list).toHaveBeenCalledTimes(4);
    await env.PHOTOS.delete([...names, ...others]);
  });

  it('has pictures under 32 hex digits, so never under audit/', () => {
    for (let nth = 0; nth < 100; nth += 1) expect(newPhotoPrefix()).toMatch(/^[0-9a-f]{32}$/);
  });
});
