/** `PUT /v1/rows`: rows that are missing or wrong are written from the logs, and the logs stay as they are. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmOf, crash } from '../support/controlled-applicant.ts';
import {
  createWithIdPhoto,
  newUserId,
  readAfterRun,
  readLog,
  send,
  startSession,
} from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf } from '../support/night.ts';
import { rowMac } from '../support/sealed-rows.ts';

let said: ReturnType<typeof muteConsole>;
beforeEach(() => {
  said = muteConsole();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const idOf = (user: string) => env.APPLICANTS.idFromName(user).toString();
const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();

/** Has those objects write their rows; gives the outcomes. */
async function rebuild(...objectIds: string[]): Promise<string[]> {
  const { status, body } = await send('PUT', '/v1/rows', { as: 'operator', json: { object_ids: objectIds } });
  expect(status).toBe(200);
  expect(body.rows.map(({ object_id }: { object_id: string }) => object_id)).toEqual(objectIds);
  return body.rows.map(({ outcome }: { outcome: string }) => outcome);
}

/** An applicant with a session, whose row is there. */
async function applicantWithRow(): Promise<string> {
  const user = newUserId();
  await createWithIdPhoto(user, 'cage.jpg');
  await startSession(user);
  await readAfterRun(user);
  return user;
}

/** A row without what a row written anew may have otherwise. */
async function contentOf(user: string) {
  const { moved_ms: _, ...content } = (await rowOf(user)) ?? {};
  return content;
}
const sessionsOf = async (user: string) =>
  (await env.DB.prepare('SELECT * FROM sessions WHERE user_id = ?').bind(user).all()).results;

describe('an object writes its row', () => {
  it.each([
    ['that is missing', 'DELETE FROM applicants WHERE user_id = ?'],
    ['that was changed by somebody', "UPDATE applicants SET status = 'approved' WHERE user_id = ?"],
    ['whose MAC is gone', "UPDATE applicants SET row_mac = 'x' WHERE user_id = ?"],
  ])('%s', async (_, damage) => {
    const user = await applicantWithRow();
    const before = { row: await contentOf(user), sessions: await sessionsOf(user), log: await readLog(user) };
    await run(damage, user);
    await run('DELETE FROM sessions WHERE user_id = ?', user);
    expect(await rebuild(idOf(user))).toEqual(['written']);
    const after = { row: await contentOf(user), log: await readLog(user) };
    expect(after).toEqual({ row: before.row, log: before.log });
    if (damage.startsWith('DELETE')) expect(await sessionsOf(user)).toEqual(before.sessions);
    expect(await rebuild(idOf(user))).toEqual(['unchanged']);
    expect(await sessionsOf(user)).toEqual(before.sessions);
  });

  it('that an earlier state of the database has', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await readAfterRun(user);
    const earlier = (await rowOf(user)) ?? {};
    await createWithIdPhoto(user, 'cage.jpg');
    await readAfterRun(user);
    const now = await contentOf(user);
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    const names = Object.keys(earlier);
    const marks = names.map(() => '?').join(', ');
    await run(`INSERT INTO applicants (${names.join(', ')}) VALUES (${marks})`, ...Object.values(earlier));
    expect(await rebuild(idOf(user))).toEqual(['written']);
    expect(await contentOf(user)).toEqual(now);
  });

  it('and nothing else: a right row costs no write and no alarm, a missing one no error', async () => {
    const user = await applicantWithRow();
    const [row, alarm] = [await rowOf(user), await alarmOf(user)];
    expect(await rebuild(idOf(user))).toEqual(['unchanged']);
    expect([await rowOf(user), await alarmOf(user)]).toEqual([row, alarm]);
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    expect(await rebuild(idOf(user))).toEqual(['written']);
    expect(said.errors).toEqual([]);
  });

  it('also after it was evicted, without its name', async () => {
    const user = await applicantWithRow();
    const before = await contentOf(user);
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    await crash(user);
    expect(await rebuild(idOf(user))).toEqual(['written']);
    expect(await contentOf(user)).toEqual(before);
  });
});

describe('an object that cannot', () => {
  it('has no log', async () => {
    const id = env.APPLICANTS.newUniqueId().toString();
    expect(await rebuild(id)).toEqual(['no_log']);
    const stored = await runInDurableObject(
      env.APPLICANTS.get(env.APPLICANTS.idFromString(id)),
      (_, { storage }) => [...storage.kv.list()],
    );
    expect(stored).toEqual([]);
  });

  it('is none of the applicants', async () => {
    const other = env.RATE_LIMITER.idFromName('x').toString();
    expect(await rebuild('0'.repeat(64), other)).toEqual(['unknown_object', 'unknown_object']);
  });

  it('has a log that this version cannot read, and the others are not held up', async () => {
    const [unreadable, other] = [await applicantWithRow(), await applicantWithRow()];
    await runInDurableObject(env.APPLICANTS.getByName(unreadable), async (_, { storage }) => {
      const first = storage.kv.get<object>('event/0000000001');
      storage.kv.put('event/0000000001', { ...first, format: 2 });
      await storage.sync();
    });
    await crash(unreadable);
    const row = await rowOf(unreadable);
    await run('DELETE FROM applicants WHERE user_id = ?', other);
    expect(await rebuild(idOf(unreadable), idOf(other))).toEqual(['log_unreadable', 'written']);
    expect(await rowOf(unreadable)).toEqual(row);
  });

  it('has lost events that a row of ours proves: the row stays as evidence', async () => {
    const user = await applicantWithRow();
    const row = await rowOf(user);
    const { id: _, row_mac: __, mac_key: ___, ...content } = row as never as Record<string, never>;
    const proof = rowMac.seal({
      ...content,
      created_ms: Math.floor(Number(row?.id) / 2 ** 11),
      head_seq: 99,
    } as never);
    await run('UPDATE applicants SET head_seq = 99, row_mac = ? WHERE user_id = ?', proof.row_mac, user);
    const before = await rowOf(user);
    expect(await rebuild(idOf(user))).toEqual(['log_shorter']);
    expect(await rowOf(user)).toEqual(before);
  });

  it('cannot reach D1', async () => {
    const user = await applicantWithRow();
    await run('ALTER TABLE applicants RENAME TO away');
    try {
      expect(await rebuild(idOf(user))).toEqual(['out_of_reach']);
    } finally {
      await run('ALTER TABLE away RENAME TO applicants');
    }
    expect(await rebuild(idOf(user))).toEqual(['unchanged']);
  });
});

describe('a request', () => {
  const id = '0'.repeat(64);
  it.each([
    ['no ids', { object_ids: [] }],
    ['more than a hundred', { object_ids: Array.from({ length: 101 }, () => id) }],
    ['a user_id', { object_ids: ['user-1'] }],
    ['an id in upper case', { object_ids: ['A'.repeat(64)] }],
    ['no list', { object_ids: id }],
    ['nothing', {}],
    ['another field', { object_ids: [id], force: true }],
  ])('with %s is refused', async (_, json) => {
    const { status, body } = await send('PUT', '/v1/rows', { as: 'operator', json });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  it('with a hundred is answered in their order', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => idOf(`nobody-${index}`));
    expect(await rebuild(...ids)).toEqual(ids.map(() => 'no_log'));
  });
});
