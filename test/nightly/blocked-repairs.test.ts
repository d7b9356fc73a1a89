/** Who can write to D1 keeps a row from being repaired: room is made for it, or the night says that it is not repaired. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmOf, setClock } from '../support/controlled-applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  upload,
} from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { addForeignRows } from '../support/insider.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf, runNextNight } from '../support/night.ts';

let said: ReturnType<typeof muteConsole>;
let start = Date.now();

beforeEach(async () => {
  said = muteConsole();
  start += 400 * 24 * 3_600_000;
  setClock(start);
  await fetch('https://ilive.test/sandbox/state', { method: 'DELETE' });
  await env.DB.batch(['applicants', 'sessions'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();
const countRows = () => env.DB.prepare('SELECT count(*) AS n FROM applicants').first<number>('n');

async function begun(): Promise<string> {
  const user_id = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id } });
  await readAfterRun(user_id);
  return user_id;
}

/** An open case. Webhooks are signed at the real time. */
async function inReview(): Promise<string> {
  vi.useRealTimers();
  const user = newUserId('fail-');
  await createWithIdPhoto(user, 'walter2_crop.jpg');
  await completeLiveness(user, 'walter2_crop.jpg');
  setClock(start);
  await readAfterRun(user);
  expect((await readApplicant(user)).status).toBe('in_review');
  return user;
}

async function ringAtNight(user: string): Promise<void> {
  setClock((await alarmOf(user)) ?? Number.NaN);
  await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
}

/** Runs a piece with that trigger in D1. */
async function withTrigger(trigger: string, piece: () => Promise<void>): Promise<void> {
  await run(`CREATE TRIGGER foreign_trigger ${trigger}`);
  try {
    await piece();
  } finally {
    await run('DROP TRIGGER foreign_trigger');
  }
}

describe('a deleted case whose millisecond is taken', () => {
  const AT = (id: string) => ({ id, moved_ms: '1' });
  it.each([
    ['the last two ids of it', 2, (base: number) => AT(`${base} + 2045 + i`)],
    ['the last id of it', 1, (base: number) => AT(`${base} + 2047`)],
    ['the first and the last id of it', 2, (base: number) => AT(`${base} + (i - 1) * 2047`)],
    ['all ids of it', 2_048, (base: number) => AT(`${base} + i - 1`)],
  ])('by foreign rows at %s is back by its own alarm, and named', async (_, count, columns) => {
    const user = await inReview();
    await runNextNight();
    const { id, wake_ms, moved_ms, ...right } = (await rowOf(user)) ?? {};
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    await addForeignRows(count, columns(Number(id) - (Number(id) % 2_048)));
    await ringAtNight(user);
    await eventually(async () => expect(await rowOf(user)).toMatchObject(right));
    expect(Math.floor(Number((await rowOf(user))?.id) / 2_048)).toBe(Math.floor(Number(id) / 2_048));
    expect(await countRows()).toBeGreaterThanOrEqual(count);
    const { mismatches } = await runNextNight();
    expect(mismatches).toContainEqual({ user_id: user, what: 'missing', repaired: true });
    const listed = (await send('GET', '/v1/reviews', { as: 'reviewer' })).body.data;
    expect(listed.map(({ user_id }: { user_id: string }) => user_id)).toContain(user);
  });
});

describe('a repair that D1 does not keep', () => {
  const FORGE = "UPDATE applicants SET status = 'approved' WHERE user_id = new.user_id";
  it.each([
    ['a trigger forges it again', `AFTER INSERT ON applicants BEGIN ${FORGE}; END`, 'altered'],
    [
      'a trigger deletes it again',
      'AFTER INSERT ON applicants BEGIN DELETE FROM applicants WHERE id = new.id; END',
      'altered',
    ],
    ['a trigger drops it', 'BEFORE INSERT ON applicants BEGIN SELECT RAISE(IGNORE); END', 'altered'],
    ['a trigger refuses it', "BEFORE INSERT ON applicants BEGIN SELECT RAISE(ABORT, 'no'); END", 'altered'],
  ])('is named as not repaired, each night until it holds: %s', async (_, trigger, what) => {
    const user = await begun();
    await runNextNight();
    const { wake_ms, moved_ms, id, ...right } = (await rowOf(user)) ?? {};
    await run("UPDATE applicants SET status = 'approved', moved_ms = ?", Date.now());
    await withTrigger(trigger, async () => {
      const { mismatches } = await runNextNight();
      expect(mismatches).toContainEqual({ user_id: user, what, repaired: false });
      expect(said.errors.filter((line) => line.includes('row_differs')).join()).not.toContain('true');
      const again = (await runNextNight()).mismatches.filter(({ user_id }) => user_id === user);
      expect(again).toEqual([{ user_id: user, what: expect.any(String), repaired: false }]);
    });
    const { mismatches } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: user, what: expect.any(String), repaired: true }]);
    expect(await rowOf(user)).toMatchObject(right);
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('is named as what it was, although the alarm of the case could not repair it', async () => {
    const user = await inReview();
    await runNextNight();
    await run('UPDATE applicants SET review_opened_ms = NULL WHERE user_id = ?', user);
    await withTrigger("BEFORE INSERT ON applicants BEGIN SELECT RAISE(ABORT, 'no'); END", async () => {
      await ringAtNight(user);
      await eventually(async () => expect(said.errors.join()).toContain('row_differs'));
      expect(said.errors.join()).not.toContain('"repaired":true');
    });
    await env.APPLICANTS.getByName(user).wake();
    await eventually(async () => expect((await rowOf(user))?.review_opened_ms).not.toBeNull());
    expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
  });

  it('of a row that has long been behind is named as not repaired', async () => {
    const user = await begun();
    await runNextNight();
    await withTrigger("BEFORE UPDATE ON applicants BEGIN SELECT RAISE(ABORT, 'no'); END", async () => {
      await upload(user, 'cage.jpg');
      await env.APPLICANTS.getByName(user).wake();
      expect(await rowOf(user)).toMatchObject({ head_seq: 1 });
      const found: object[] = [];
      for (let nth = 0; nth < 30; nth += 1) found.push(...(await runNextNight()).mismatches);
      expect(found).toContainEqual({ user_id: user, what: 'stale', repaired: false });
      expect(found).not.toContainEqual(expect.objectContaining({ repaired: true }));
    });
    await runNextNight();
    expect((await rowOf(user))?.head_seq).toBe(2);
  });

  it('of a foreign row that cannot be removed is named as not repaired', async () => {
    await runNextNight();
    await addForeignRows(1, {
      id: `${start} << 11`,
      review_opened_ms: String(start),
      moved_ms: String(start),
    });
    const foreign = { user_id: 'foreign-1', what: 'foreign', repaired: false };
    for (const trigger of ['SELECT RAISE(IGNORE)', "SELECT RAISE(ABORT, 'no')"])
      await withTrigger(`BEFORE DELETE ON applicants BEGIN ${trigger}; END`, async () => {
        expect((await runNextNight()).mismatches).toContainEqual(foreign);
        expect(await rowOf('foreign-1')).not.toBeNull();
      });
    expect((await runNextNight()).mismatches).toContainEqual({ ...foreign, repaired: true });
    expect(await rowOf('foreign-1')).toBeNull();
  });

  it('of the counts is named as not repaired', async () => {
    await inReview();
    await runNextNight();
    await run("UPDATE queue_counts SET n = 7 WHERE reason = ''");
    const trigger = 'AFTER INSERT ON queue_counts BEGIN UPDATE queue_counts SET n = n + 1; END';
    await withTrigger(trigger, async () => {
      const { mismatches } = await runNextNight();
      expect(mismatches).toContainEqual({ user_id: '', what: 'counts', repaired: false });
    });
    expect((await runNextNight()).mismatches).toContainEqual({ user_id: '', what: 'counts', repaired: true });
  });
});
