/** Who can write to the bucket puts files of days there: no night stops, trusts them, or accuses anybody by them. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDayFiles } from '../../src/audit/day-files.ts';
import { type DayHeads, gatherHeads, rootOf } from '../../src/audit/day-heads.ts';
import { writeDay } from '../../src/audit/write-day.ts';
import { createRowPorts } from '../../src/cron/run-nightly-audit.ts';
import { createNightRecords } from '../../src/d1/night-queries.ts';
import { dayOf, daysAfter } from '../../src/platform/day.ts';
import { createTextMacs } from '../../src/platform/text-mac.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { newUserId, readAfterRun, readLog, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import {
  dayFileOf,
  dayFiles,
  dayFileTextOf,
  dayMac,
  nextNightAt,
  runNextNight,
  runNight,
} from '../support/night.ts';

const DAY = 24 * 3_600_000;
let said: ReturnType<typeof muteConsole>;
let start = Date.now();

beforeEach(async () => {
  said = muteConsole();
  start += 400 * DAY;
  setClock(start);
  await env.DB.prepare('DELETE FROM applicants').run();
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function begun(): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await readAfterRun(user);
  return user;
}

async function headOf(user_id: string) {
  const { seq, hash } = (await readLog(user_id)).at(-1)!;
  return { user_id, seq, hash };
}

/** A file as who knows the format would make it: its root fits, and it follows the newest. Its MAC is of a real file. */
async function forge(date: string, like: DayHeads, change: Partial<DayHeads> = {}): Promise<void> {
  const { root: _, ...rest } = { ...like, date, previous: { date: like.date, root: like.root }, ...change };
  await putForged(date, { ...rest, root: rootOf(rest) });
}

async function putForged(date: string, file: DayHeads): Promise<void> {
  const { root, root_mac, root_mac_key, ...rest } = file;
  // In the order that a real file has at its end.
  await env.PHOTOS.put(`audit/${date}.json`, JSON.stringify({ ...rest, root, root_mac, root_mac_key }));
}

/** The day whose file the next night writes. */
const nextDay = () => daysAfter(dayOf(nextNightAt()), -1);
const keys = async () => (await env.PHOTOS.list({ prefix: 'audit/' })).objects.map(({ key }) => key);

/** All files that the service wrote, as the night finds them. */
async function written(): Promise<DayHeads[]> {
  const { links } = await dayFiles.written();
  return (await Promise.all(links.map((link) => dayFiles.read(link)))).filter((file) => file !== null);
}

it('a file put in before the night stops no check, no head is lost, and the next night builds on the real one', async () => {
  await begun();
  const first = await runNextNight();
  const date = nextDay();
  const user = await begun();
  await forge(date, first, { chains: [], mismatches: [] });
  const forged = await dayFileTextOf(date);
  await env.DB.prepare("UPDATE applicants SET status = 'approved' WHERE user_id = ?").bind(user).run();
  await runNight(nextNightAt());
  expect(said.errors.join()).toContain(`"key":"audit/${date}.json"`);
  expect(said.errors.join()).toContain('day_file_foreign');
  const real = (await written()).at(-1)!;
  expect(real).toMatchObject({
    date,
    previous: { date: first.date, root: first.root },
    chains: [await headOf(user)],
    mismatches: [{ user_id: user, what: 'altered', repaired: true }],
  });
  // The forged one may be locked: it stays, and the real one lies next to it.
  expect(await dayFileTextOf(date)).toBe(forged);
  expect(await keys()).toContain(`audit/${date}.${real.root.slice(0, 16)}.json`);
  const next = await runNextNight();
  expect(next).toMatchObject({ previous: { date, root: real.root } });
  expect(next.earlier).toEqual([{ date: first.date, root: first.root }]);
  expect(gatherHeads(await written()).broken).toEqual([]);
});

it('a file of somebody else is never parsed, which would take many times its size', async () => {
  await begun();
  await runNextNight();
  const date = nextDay();
  await env.PHOTOS.put(`audit/${date}.json`, `[${'{},'.repeat(50_000)}{}]`);
  const parse = vi.spyOn(JSON, 'parse');
  await runNight(nextNightAt());
  // One that ends as the real file of that day does, under a key that comes before it.
  const real = (await keys()).find((key) => key.startsWith(`audit/${date}.`) && key !== `audit/${date}.json`);
  const end = (await (await env.PHOTOS.get(real!))!.text()).slice(-179);
  await env.PHOTOS.put(`audit/${date}.ffffffffffffffff.json`, `[${'{},'.repeat(50_000)}{}]${end}`);
  await runNextNight();
  expect(parse.mock.calls.filter(([text]) => String(text).startsWith('[{},'))).toEqual([]);
  expect((await written()).map((file) => file.date)).toHaveLength(3);
});

it('the night of a day whose name was taken is run once, however often the cron comes', async () => {
  await begun();
  const first = await runNextNight();
  const date = nextDay();
  await begun();
  await forge(date, first);
  const at = nextNightAt();
  await runNight(at);
  const before = await keys();
  await runNight(at);
  expect(await keys()).toEqual(before);
});

it('files of all days to come stop none of them', async () => {
  const user = await begun();
  const first = await runNextNight();
  const days = Array.from({ length: 5 }, (_, nth) => daysAfter(nextDay(), nth));
  for (const day of [...days, '9999-12-31']) await forge(day, first, { chains: [] });
  await env.PHOTOS.put('audit/9999-12-30.json', '');
  await env.PHOTOS.put('audit/9999-12-29.json', '{"date":');
  await env.PHOTOS.put('audit/9999-12-28.json', 'x'.repeat(1_000));
  for (const day of days) {
    await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
    await runNight(nextNightAt());
    const { newest } = await dayFiles.written();
    expect(newest).toMatchObject({
      date: day,
      mismatches: [{ user_id: user, what: 'missing', repaired: true }],
    });
  }
  expect((await written()).map(({ date }) => date)).toEqual([first.date, ...days]);
});

it.each([
  ['of an earlier day', (first: DayHeads) => daysAfter(first.date, -3)],
  ['of a day in between', (first: DayHeads) => daysAfter(first.date, 1)],
  ['in place of a real one', (first: DayHeads) => first.date],
])('a file %s accuses no applicant of lost events', async (_, dateOf) => {
  const user = await begun();
  const first = await runNextNight();
  setClock(Date.now() + 3 * DAY);
  await runNextNight();
  const head = { ...(await headOf(user)), seq: 99 };
  const lost = { user_id: user, what: 'log_shorter' as const, repaired: false };
  await forge(dateOf(first), first, { chains: [head], mismatches: [lost] });
  for (let nth = 0; nth < 31; nth += 1) expect((await runNextNight()).mismatches).toEqual([]);
  expect(said.errors.join()).toMatch(/day_file_foreign|day_file_unreadable/);
});

it('a real MAC does not carry over: to another day, another content, or as a copy of the end', async () => {
  await begun();
  const first = await runNextNight();
  const date = nextDay();
  // The real file under another name, whole; and another content with the real end.
  await env.PHOTOS.put(`audit/${date}.json`, (await dayFileTextOf(first.date)) ?? '');
  expect((await dayFiles.written()).newest?.date).toBe(first.date);
  await putForged(date, { ...first, date });
  expect((await dayFiles.written()).newest?.date).toBe(first.date);
  await putForged(first.date, { ...first, chains: [] });
  expect((await dayFiles.written()).newest).toBe(null);
});

it('a row MAC is no day MAC, and one of another key is none', () => {
  const key = Buffer.from(env.DATA_KEY, 'base64');
  const seal = dayMac.make('2026-11-20 root');
  expect(dayMac.isRight('2026-11-20 root', seal)).toBe(true);
  expect(dayMac.isRight('2026-11-21 root', seal)).toBe(false);
  for (const other of [createTextMacs([key], 'row_mac'), createTextMacs([new Uint8Array(32)], 'day_mac')]) {
    expect(dayMac.isRight('2026-11-20 root', other.make('2026-11-20 root'))).toBe(false);
    expect(
      dayMac.isRight('2026-11-20 root', { ...other.make('2026-11-20 root'), mac_key: dayMac.keyId }),
    ).toBe(false);
  }
});

it('without any genuine file the days begin anew: all chains are listed', async () => {
  const user = await begun();
  const first = await runNextNight();
  await env.PHOTOS.delete(`audit/${first.date}.json`);
  await forge(first.date, first, { chains: [] });
  setClock(Date.now() + 3 * DAY);
  expect(await runNextNight()).toMatchObject({ previous: null, earlier: [], chains: [await headOf(user)] });
});

it('once DATA_KEY has rotated, the newest file vouches for those of the former key', async () => {
  await begun();
  const first = await runNextNight();
  const [former, present] = [Buffer.from(env.DATA_KEY, 'base64'), new Uint8Array(32).fill(7)];
  const during = createTextMacs([present, former], 'day_mac');
  const after = createTextMacs([present], 'day_mac');
  expect((await createDayFiles(env.PHOTOS, after).written()).newest).toBe(null);
  const at = nextNightAt();
  setClock(at);
  const files = createDayFiles(env.PHOTOS, during);
  const night = { night: createNightRecords(env.DB), rows: createRowPorts(env), files, dayMac: during };
  const second = await writeDay(night, daysAfter(dayOf(at), -1));
  const { newest, links, foreign } = await createDayFiles(env.PHOTOS, after).written();
  expect([newest?.date, links.map(({ date }) => date), foreign]).toEqual([
    second?.date,
    [first.date, second?.date],
    [],
  ]);
  expect(await dayFileOf(first.date)).toEqual(await createDayFiles(env.PHOTOS, after).read(links[0]!));
});

it('a day whose both names are held by files of others is not taken for written', async () => {
  const link = { date: '2031-02-03', root: 'ab'.repeat(32) };
  const names = [`audit/${link.date}.json`, `audit/${link.date}.${link.root.slice(0, 16)}.json`];
  for (const name of names) await env.PHOTOS.put(name, 'of somebody else');
  await expect(dayFiles.putOnce(link, ['{}'])).rejects.toThrow('both keys of the day');
  expect(await dayFiles.read(link)).toBe(null);
  for (const name of names) await env.PHOTOS.delete(name);
});
