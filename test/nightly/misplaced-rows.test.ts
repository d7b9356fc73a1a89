/** Who can write to D1 puts rows where no page of a night begins: they are found in the same night all the same. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createNightRecords } from '../../src/d1/night-queries.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { newUserId, readAfterRun, send } from '../support/customer.ts';
import { addForeignRows, withoutChecks } from '../support/insider.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf, runNextNight } from '../support/night.ts';

let said: ReturnType<typeof muteConsole>;
let start = Date.now();

beforeEach(async () => {
  said = muteConsole();
  start += 400 * 24 * 3_600_000;
  setClock(start);
  await env.DB.prepare('DELETE FROM applicants').run();
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function begun(): Promise<string> {
  const user_id = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id } });
  await readAfterRun(user_id);
  return user_id;
}

/** The row without what no log tells. */
async function content(user: string) {
  const { wake_ms, moved_ms, id, ...kept } = (await rowOf(user)) ?? {};
  return kept;
}

const countRows = () => env.DB.prepare('SELECT count(*) AS n FROM applicants').first('n');

it.each([
  'id = -1',
  'id = -4097, moved_ms = 1',
  'id = -9223372036854775808, moved_ms = 1',
  'id = 9007199254740992',
  'id = 9223372036854775807, moved_ms = 1',
  'review_opened_ms = -1, moved_ms = 1',
  'review_opened_ms = 9007199254740993, moved_ms = 1',
  'moved_ms = -1',
  'moved_ms = 9007199254740993',
])('a row with %s is named, repaired and back the same night', async (change) => {
  const user = await begun();
  expect((await runNextNight()).mismatches).toEqual([]);
  const right = await content(user);
  await withoutChecks(`UPDATE applicants SET status = 'approved', ${change} WHERE user_id = ?`, user);
  expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
  expect(await content(user)).toEqual(right);
  expect((await runNextNight()).mismatches).toEqual([]);
});

it('a row with an empty user_id is removed the same night, and the applicant is missed', async () => {
  const user = await begun();
  expect((await runNextNight()).mismatches).toEqual([]);
  const right = await content(user);
  await withoutChecks("UPDATE applicants SET user_id = '' WHERE user_id = ?", user);
  const { mismatches } = await runNextNight();
  expect(mismatches).toHaveLength(2);
  expect(mismatches).toContainEqual({ user_id: '', what: 'foreign', repaired: true });
  expect(mismatches).toContainEqual({ user_id: user, what: 'missing', repaired: true });
  expect(await content(user)).toEqual(right);
  expect(said.errors.join()).toContain('foreign_rows_removed');
});

it.each([
  '-1',
  '-9007199254740993',
  '-9223372036854775808',
])('an open case of nobody, opened at %s, is removed the same night', async (review_opened_ms) => {
  await runNextNight();
  await addForeignRows(1, { id: `${start} << 11`, review_opened_ms, moved_ms: '1' });
  const { mismatches } = await runNextNight();
  expect(mismatches).toContainEqual({ user_id: 'foreign-1', what: 'foreign', repaired: true });
  expect(await countRows()).toBe(0);
});

it('open cases at one moment that no number is exactly hide no case behind them', async () => {
  await runNextNight();
  await addForeignRows(20, {
    id: `(${start} + i) << 11`,
    review_opened_ms: '-9007199254740993',
    moved_ms: '1',
  });
  await addForeignRows(1, {
    user_id: "'behind'",
    id: `${start} << 11`,
    review_opened_ms: String(start),
    moved_ms: String(start),
  });
  const users: string[] = [];
  for await (const page of createNightRecords(env.DB, 7).openCases(1, 0))
    users.push(...page.map(({ user_id }) => user_id));
  expect(users).toEqual(['behind']);
  const { mismatches } = await runNextNight();
  expect(mismatches.filter(({ what, repaired }) => what === 'foreign' && repaired)).toHaveLength(21);
  expect(await countRows()).toBe(0);
});

it.each(['-1', '9007199254740992'])('the schema refuses a review_opened_ms of %s', async (ms) => {
  const user = await begun();
  const update = `UPDATE applicants SET review_opened_ms = ${ms} WHERE user_id = ?`;
  await expect(env.DB.prepare(update).bind(user).run()).rejects.toThrow('CHECK');
});
