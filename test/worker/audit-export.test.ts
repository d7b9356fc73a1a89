import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isBroken, reportLines } from '../../scripts/audit-report.ts';
import { verifyAudit } from '../../src/audit/verify/verify.ts';
import { Applicant } from '../../src/index.ts';
import { exportPage, exportPages } from '../support/audit-export.ts';
import { crash, setClock } from '../support/controlled-applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  newUserId,
  readAfterRun,
  readLog,
  send,
  upload,
} from '../support/customer.ts';
import { rowOf } from '../support/night.ts';

type Line = Record<string, unknown> & { user_id: string; seq: number };

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
async function everything(limit: number, query = '') {
  return (await exportPages(limit, query)).map((found) => ({ ...found, lines: linesOf(found.text) }));
}

/** Who has an event in those lines, in their order. */
const usersIn = (lines: readonly Line[]) => [
  ...new Set(lines.flatMap(({ user_id, hash }) => (hash ? [user_id] : []))),
];

async function begun(user_id: string): Promise<void> {
  await send('POST', '/v1/applicants', { json: { user_id } });
  await readAfterRun(user_id);
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the export of nobody', () => {
  it('is its closing line, and its only page', async () => {
    const { status, text, headers } = await page('');
    expect([status, text]).toEqual([200, '{"applicants":0,"events":0,"problems":0}\n']);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect([headers.get('link'), headers.get('x-next-cursor')]).toEqual([null, null]);
  });
});

describe('the export', () => {
  // One of them sorts before the other although it came later, and one id is the beginning of another.
  const [approved, ended] = [newUserId('b-'), newUserId('a-')];
  const users = [approved, `${approved}.1`, ended];

  beforeAll(async () => {
    await createWithIdPhoto(approved, 'cage.jpg');
    await completeLiveness(approved, 'cage2_crop.jpg');
    for (const user_id of users.slice(1)) await begun(user_id);
  });

  it('has each event of each log once, as it was hashed, by applicant and number, and counts them at the end', async () => {
    const { lines, next, headers } = await page('');
    const expected = [];
    for (const user_id of [...users].sort()) {
      for (const event of await readLog(user_id)) expected.push({ user_id, ...event });
    }
    expect(lines).toEqual([...expected, { applicants: 3, events: expected.length, problems: 0 }]);
    expect(lines.length).toBeGreaterThan(11);
    expect(Object.keys(lines[0]!)).toEqual('user_id seq type at actor data prev_hash hash'.split(' '));
    expect(next).toBeUndefined();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is the same by pages of any size; the last one has no next', async () => {
    const { lines: all } = await page('');
    for (const limit of [1, 2, 3, all.length - 1, all.length]) {
      const pages = await everything(limit);
      expect(pages.flatMap((it) => it.lines)).toEqual(all);
      expect(pages.slice(0, -1).every((it) => it.lines.length === limit)).toBe(true);
      expect(pages.at(-1)!.cursor).toBe(null);
    }
  });

  it('names the next page by a cursor too', async () => {
    const first = await page('?limit=3');
    const { lines: all } = await page('');
    expect((await page(`?limit=2&cursor=${first.cursor}`)).lines).toEqual(all.slice(3, 5));
  });

  it('keeps odd text as it was hashed, on one line', async () => {
    const version = '"\\\u2028\u0000é __proto__\n{"user_id":"injected"}';
    const user_id = `${approved}.0`;
    const consent = { version, given_at: '2026-01-01T00:00:00Z' };
    expect((await send('POST', '/v1/applicants', { json: { user_id, consent } })).status).toBe(201);
    await readAfterRun(user_id);
    const { lines, text } = await page('');
    const own = lines.filter((line) => line.user_id === user_id);
    expect(own.map(({ data }) => data)).toEqual((await readLog(user_id)).map(({ data }) => data));
    expect(own.at(-1)).toMatchObject({ data: { version } });
    const verified = await verifyAudit([text], null);
    expect(verified.readable && isBroken(verified, null)).toBe(false);
    await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user_id).run();
  });

  it('takes up to a thousand events at a time, and asks at most eight objects at the same time', async () => {
    const many = Array.from({ length: 40 }, (_, nth) => `many-${String(nth).padStart(2, '0')}`);
    await Promise.all(many.map(begun));
    let [atOnce, most] = [0, 0];
    const events = Applicant.prototype.events;
    const slow = async function (this: Applicant, ...asked: Parameters<typeof events>) {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await scheduler.wait(5);
      atOnce -= 1;
      return events.apply(this, asked);
    };
    vi.spyOn(Applicant.prototype, 'events').mockImplementation(slow as unknown as typeof events);
    const { lines } = await page('');
    expect(usersIn(lines)).toEqual([...users, ...many].sort());
    expect(most).toBe(8);
    expect((await everything(7)).flatMap((it) => it.lines)).toEqual(lines);
    for (const user of many)
      await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
  });

  it('goes on behind logs that cannot be read, which give a line each, and no gap stays unseen', async () => {
    const [newer, away, forged] = [`${approved}.2`, `${approved}.3`, `${approved}.4`];
    for (const user of [newer, away]) await begun(user);
    const row = await rowOf(away);
    await env.DB.prepare(
      `INSERT INTO applicants SELECT id + 1, ?, head_seq, head_hash, status, reasons, review_opened_ms, queue, claimed_by,
         claimed_until_ms, funnel_steps,
         reviewed_for, document, row_mac, mac_key, wake_ms, moved_ms FROM applicants WHERE user_id = ?`,
    )
      .bind(forged, away)
      .run();
    expect(row).not.toBe(null);
    await runInDurableObject(env.APPLICANTS.getByName(newer), (_, { storage }) => {
      const key = 'event/0000000001';
      storage.kv.put(key, { ...storage.kv.get<object>(key), format: 2 });
    });
    await crash(newer);
    const events = Applicant.prototype.events;
    vi.spyOn(Applicant.prototype, 'events').mockImplementation(function (this: Applicant, ...asked) {
      if (this.read()?.user_id === away) throw new Error('out of reach');
      return events.apply(this, asked);
    });
    for (const limit of [2, 1_000]) {
      const lines = (await everything(limit)).flatMap((it) => it.lines);
      expect(lines.filter((line) => 'problem' in line)).toEqual([
        { problem: 'log_unreadable', user_id: newer },
        { problem: 'out_of_reach', user_id: away },
        { problem: 'log_missing', user_id: forged },
      ]);
      expect(usersIn(lines)).toEqual([...users].sort());
      expect(lines.at(-1)).toMatchObject({ applicants: 3, problems: 3 });
      const text = lines.map((line) => `${JSON.stringify(line)}\n`);
      const verified = await verifyAudit(text, null);
      if (!verified.readable) throw new Error(verified.why);
      expect(isBroken(verified, null)).toBe(true);
      const report = reportLines(verified, null).join('\n');
      for (const user of [newer, away, forged]) expect(report).toContain(user);
    }
    for (const user of [newer, away, forged])
      await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=2.5',
    'cursor=',
    'cursor=!!',
    'moved_since=yesterday',
    'moved_since=2026-11-27',
    `cursor=${btoa('["a"]')}`,
    `cursor=${btoa('{"moved_since":null,"at":0,"user_id":"a","seq":-1,"applicants":0,"events":0,"problems":0}')}`,
    `cursor=${btoa('{"moved_since":null,"at":0,"user_id":"a","seq":0,"applicants":0,"events":0}')}`,
  ])('is refused with %s', async (query) => {
    const { status, headers, body } = await send('GET', `/v1/events?${query}`, { as: 'auditor' });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('the export of what moved since', () => {
  const START = Date.parse('2031-03-01T10:00:00.000Z');
  const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();
  const since = async (minutes: number, limit = 1_000) =>
    (await everything(limit, `&moved_since=${encodeURIComponent(at(minutes))}`)).flatMap((it) => it.lines);
  const names = ['m-one', 'm-two', 'm-three', 'm-four'];

  beforeAll(async () => {
    for (const [nth, name] of names.entries()) {
      setClock(START + nth * 60_000);
      await begun(name);
    }
    // An hour later, and within the first quarter of an hour.
    setClock(START + 10 * 60_000);
    await upload('m-two', 'cage.jpg');
    await readAfterRun('m-two');
    setClock(START + 60 * 60_000);
    await upload('m-one', 'cage.jpg');
    await readAfterRun('m-one');
  });

  it('has the whole logs of those that changed, in the order of the change', async () => {
    const lines = await since(0);
    expect(usersIn(lines)).toEqual(['m-three', 'm-four', 'm-two', 'm-one']);
    const events = lines.length - 1;
    expect(lines.at(-1)).toEqual({ applicants: 4, events, problems: 0, moved_since: at(0) });
    expect(lines.filter(({ user_id }) => user_id === 'm-one').map(({ seq }) => seq)).toEqual(
      (await readLog('m-one')).map(({ seq }) => seq),
    );
    expect(usersIn(await since(3))).toEqual(['m-four', 'm-two', 'm-one']);
    expect(usersIn(await since(4))).toEqual(['m-two', 'm-one']);
    expect(usersIn(await since(11))).toEqual(['m-one']);
    expect(await since(61)).toEqual([{ applicants: 0, events: 0, problems: 0, moved_since: at(61) }]);
  });

  it('is the same by pages of any size, and no look at a photo moves a log', async () => {
    const all = await since(0);
    setClock(START + 120 * 60_000);
    await send('GET', '/v1/applicants/m-two/photos/id', { as: 'reviewer' });
    await readAfterRun('m-two');
    for (const limit of [1, 2, 5]) {
      const lines = await since(0, limit);
      expect(usersIn(lines)).toEqual(usersIn(all));
      expect(lines.filter(({ type }) => type === 'photo_viewed')).toHaveLength(1);
    }
    expect(usersIn(await since(61))).toEqual([]);
  });

  it('goes on only as what it began as', async () => {
    const query = `&moved_since=${encodeURIComponent(at(0))}`;
    const { cursor } = await page(`?limit=1${query}`);
    const everybody = await page('?limit=1');
    for (const other of [`?cursor=${cursor}`, `?cursor=${cursor}&moved_since=${encodeURIComponent(at(1))}`]) {
      expect((await send('GET', `/v1/events${other}`, { as: 'auditor' })).body.code).toBe('invalid_request');
    }
    const mixed = `/v1/events?cursor=${everybody.cursor}${query}`;
    expect((await send('GET', mixed, { as: 'auditor' })).body.code).toBe('invalid_request');
    expect((await page(`?limit=1&cursor=${cursor}${query}`)).status).toBe(200);
  });

  it('comes again with a log that moves meanwhile, and is unbroken all the same', async () => {
    const query = `&moved_since=${encodeURIComponent(at(0))}`;
    const first = await page(`?limit=1${query}`);
    expect(usersIn(first.lines)).toEqual(['m-three']);
    setClock(START + 180 * 60_000);
    await upload('m-three', 'cage.jpg');
    await readAfterRun('m-three');
    const rest = [];
    for (let next = first.next; next; ) {
      const following = await exportPage(next);
      rest.push(following.text);
      next = following.next;
    }
    const lines = linesOf(rest.join(''));
    expect(lines.filter(({ user_id }) => user_id === 'm-three').map(({ seq }) => seq)).toEqual([1, 2]);
    const verified = await verifyAudit([first.text, ...rest], null);
    expect(verified).toMatchObject({ readable: true, broken: [] });
    expect(verified.readable && isBroken(verified, null)).toBe(false);
  });
});
