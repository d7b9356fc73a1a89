/** Who can write to D1 makes columns of megabytes: the night reads no more than its memory takes, and writes the file. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRowPorts } from '../../src/cron/run-nightly-audit.ts';
import { movesFrom } from '../../src/d1/moves.ts';
import { createNightRecords, placeAt } from '../../src/d1/night-queries.ts';
import { userIdsFrom } from '../../src/d1/user-ids.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { newUserId, readAfterRun, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf, runNextNight } from '../support/night.ts';

const MOST_PAGE_CHARACTERS = 32_000_000;
const LONG = "replace(hex(zeroblob(400000)), '00', 'ab')";
let start = Date.now();

beforeEach(async () => {
  muteConsole();
  start += 400 * 24 * 3_600_000;
  setClock(start);
  await env.DB.prepare('DELETE FROM applicants').run();
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Somebody with metadata of so many characters. */
async function begun(characters = 0): Promise<string> {
  const user_id = newUserId();
  const texts = Array.from({ length: Math.ceil(characters / 500) }, (_, nth) => [`m${nth}`, 'x'.repeat(500)]);
  await send('POST', '/v1/applicants', { json: { user_id, metadata: Object.fromEntries(texts) } });
  await readAfterRun(user_id);
  return user_id;
}

/** Rows that nobody would write by the service, without the constraints of the schema. */
async function put(count: number, columns: Record<string, string> = {}): Promise<void> {
  const row = {
    ...{
      id: `(${start} + i) << 11`,
      user_id: "'foreign-' || i",
      head_seq: '1',
      head_hash: "''",
      status: "'approved'",
    },
    ...{ reasons: "'[]'", review_opened_ms: String(start), funnel_steps: '0', reviewed_for: "'[]'" },
    ...{ document: `'{"updated_at":"2026"}'`, row_mac: "''", mac_key: "''", moved_ms: String(start) },
    ...columns,
  };
  await env.DB.batch([
    env.DB.prepare('PRAGMA ignore_check_constraints = ON'),
    env.DB.prepare(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO applicants (${Object.keys(row).join(', ')}) SELECT ${Object.values(row).join(', ')} FROM n`),
    env.DB.prepare('PRAGMA ignore_check_constraints = OFF'),
  ]);
}

/** What a page of the largest size would have in characters, by the row that has most. */
async function largestPage(): Promise<number> {
  const night = createNightRecords(env.DB);
  let most = 0;
  const take = (rows: readonly object[]) => {
    for (const row of rows) most = Math.max(most, JSON.stringify(row).length);
  };
  for await (const { rows } of night.movedFrom(placeAt(0))) take(rows);
  for await (const rows of night.openCases(1, 0)) take(rows);
  for await (const rows of night.share(1, 0)) take(rows);
  return most * 1_000;
}

it.each([
  ['document', { document: LONG, status: "'begun'" }],
  ['document that is JSON', { document: `'{"updated_at":"2026","x":"' || ${LONG} || '"}'` }],
  ['reasons', { reasons: `'["' || ${LONG} || '"]'` }],
  ['reviewed_for', { reviewed_for: LONG }],
  ['head_hash, row_mac and mac_key', { head_hash: LONG, row_mac: LONG, mac_key: LONG }],
  ['status', { status: LONG }],
  [
    'text in every column',
    {
      document: LONG,
      reasons: `'["' || ${LONG} || '"]'`,
      reviewed_for: LONG,
      head_hash: LONG,
      row_mac: LONG,
      status: LONG,
    },
  ],
])('rows with a long %s: the file is written, and they are named and removed', async (_, columns) => {
  const user = await begun();
  await put(20, columns);
  expect(await largestPage()).toBeLessThan(MOST_PAGE_CHARACTERS);
  const { chains, mismatches } = await runNextNight();
  expect(chains.map(({ user_id }) => user_id)).toEqual([user]);
  expect(mismatches).toHaveLength(20);
  expect(mismatches[0]).toMatchObject({ what: 'foreign', repaired: true });
  expect(await env.DB.prepare('SELECT count(*) AS n FROM applicants').first('n')).toBe(1);
});

it.each([
  ['many characters', `i || ${LONG}`],
  ['many characters behind a NUL', `i || char(0) || ${LONG}`],
  ['bytes that are no UTF-8', `CAST(X'FF' || i AS TEXT)`],
  ['a NUL behind the id of somebody', `'%s' || char(0) || i`],
  ['characters that no id has', `i || ' é'`],
])('rows with a user_id of %s are not read, hide no row behind them, and go', async (_, text) => {
  const user = await begun();
  const user_id = text.replace('%s', user);
  // All of them moved at one moment, long after their creation: only the id tells where the next page begins.
  const moved_ms = String(start + 3_600_000);
  await put(20, { user_id, moved_ms });
  expect(await largestPage()).toBeLessThan(MOST_PAGE_CHARACTERS);
  await env.DB.prepare("UPDATE applicants SET status = 'approved' WHERE user_id = ?").bind(user).run();
  const night = createNightRecords(env.DB, 1);
  for (const pages of [night.share(1, 0), night.movedFrom(placeAt(0))]) {
    const users: string[] = [];
    for await (const page of pages)
      users.push(...('rows' in page ? page.rows : page).map((row) => row.user_id));
    expect(users).toEqual([user]);
  }
  // Neither does an export read them, nor begin a page with the page before.
  expect(await userIdsFrom(env.DB, '', 1)).toEqual({ userIds: [user], next: null });
  expect((await movesFrom(env.DB, { movedMs: 0, userId: '' }, 1)).next).toBeNull();
  const file = await runNextNight();
  expect(file.mismatches).toContainEqual({ user_id: user, what: 'altered', repaired: true });
  expect(file.mismatches).toContainEqual({ user_id: '', what: 'foreign', repaired: true });
  expect(file.mismatches).toHaveLength(2);
  expect(await env.DB.prepare('SELECT count(*) AS n FROM applicants').first('n')).toBe(1);
  expect(JSON.stringify(file).length).toBeLessThan(10_000);
});

it('rows with an id that JavaScript cannot hold exactly are not read, and go', async () => {
  const user = await begun();
  await put(20, { id: '4611686018427387905 + i' });
  const night = createNightRecords(env.DB, 1);
  const users: string[] = [];
  for await (const { rows } of night.movedFrom(placeAt(0))) users.push(...rows.map((row) => row.user_id));
  expect(users).toEqual([user]);
  await runNextNight();
  expect(await env.DB.prepare('SELECT count(*) AS n FROM applicants').first('n')).toBe(1);
});

it('a row that is listed by thousands of reasons is named and put right', async () => {
  const user = await begun();
  await env.DB.prepare(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO reasons (id, reason, status) SELECT id, 'reason-' || i, status FROM applicants, n`).run();
  expect(await largestPage()).toBeLessThan(MOST_PAGE_CHARACTERS);
  expect((await runNextNight()).mismatches).toContainEqual({
    user_id: user,
    what: 'altered',
    repaired: true,
  });
});

it('a row with the largest metadata is genuine, and an altered one is found', async () => {
  const user = await begun(25_000);
  const row = await createRowPorts(env).records.row(user);
  expect(row?.document.length).toBeGreaterThan(25_000);
  const { mismatches, chains } = await runNextNight();
  expect([mismatches, chains.length]).toEqual([[], 1]);
  await env.DB.prepare("UPDATE applicants SET document = replace(document, 'x', 'y'), moved_ms = ?")
    .bind(Date.now())
    .run();
  expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
  expect((await rowOf(user))?.document).toBe(row?.document);
});

it.each([
  'user_id',
  'head_hash',
  'status',
  'reasons',
  'reviewed_for',
  'document',
  'row_mac',
  'mac_key',
])('the schema refuses a %s far longer than any of ours', async (column) => {
  await begun();
  const long =
    column === 'document' ? "replace(hex(zeroblob(900000)), '00', 'ab')" : `'a' || char(0) || ${LONG}`;
  await expect(env.DB.prepare(`UPDATE applicants SET ${column} = ${long}`).run()).rejects.toThrow(/CHECK/);
});

it.each([
  `CAST(X'FF30' AS TEXT)`,
  `'a' || char(0)`,
  `'a b'`,
  `'é'`,
  `''`,
])('the schema refuses the user_id %s', async (user_id) => {
  await begun();
  await expect(env.DB.prepare(`UPDATE applicants SET user_id = ${user_id}`).run()).rejects.toThrow(/CHECK/);
});
