/** Who can write to D1 changes rows: each change is found, told, repaired and named, at the latest when its thirtieth comes. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRowWatch } from '../../src/audit/row-watch.ts';
import { createRowPorts } from '../../src/cron/run-nightly-audit.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { createNightRecords, placeAt } from '../../src/d1/night-queries.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import { alarmOf, crash, passTime, setClock } from '../support/controlled-applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  newUserId,
  readAfterRun,
  readApplicant,
  readLog,
  send,
  upload,
} from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { muteConsole } from '../support/mute-console.ts';
import {
  dayFileOf,
  dayFiles,
  dayFileTextOf,
  nextNightAt,
  rewriteLog,
  rowOf,
  runNextNight,
  runNight,
} from '../support/night.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let said: ReturnType<typeof muteConsole>;
/** Each test in a year of its own. */
let start = Date.now();

beforeEach(async () => {
  said = muteConsole();
  start += 400 * DAY;
  setClock(start);
  // Nobody from the test before, no face of theirs, and no file of its nights.
  await forgetFaces();
  await env.DB.batch(['applicants', 'sessions'].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function forgetFaces(): Promise<void> {
  await fetch('https://ilive.test/sandbox/state', { method: 'DELETE' });
}

/** Whose webhook is signed now. The clock must stand at the real time for that, so the rest is done by hand. */
async function approved(): Promise<string> {
  vi.useRealTimers();
  const user = newUserId();
  await createWithIdPhoto(user, 'cage.jpg');
  await completeLiveness(user, 'cage2_crop.jpg');
  setClock(start);
  await readAfterRun(user);
  expect((await readApplicant(user)).status).toBe('approved');
  return user;
}

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

async function begun(): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await readAfterRun(user);
  return user;
}

const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();

/** The row without what no log tells. */
async function content(user: string) {
  const { wake_ms, moved_ms, id, ...kept } = (await rowOf(user)) ?? {};
  return kept;
}

/** Puts a whole old row back, with its MAC and the time of its move. */
async function putBack({ id, user_id, ...old }: Record<string, unknown>): Promise<void> {
  const names = Object.keys(old);
  await run(
    `UPDATE applicants SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE user_id = ?`,
    ...names.map((name) => old[name]),
    user_id,
  );
}

/** The alarm of an open case, between midnight and the next night. */
async function ringAtNight(user: string): Promise<void> {
  const alarm = (await alarmOf(user)) ?? Number.NaN;
  expect(nextNightAt() - alarm).toBeGreaterThan(0);
  expect(nextNightAt() - alarm).toBeLessThan(HOUR / 2);
  setClock(alarm);
  await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
}

/** Nights until one names somebody, at most so many. */
async function nightsUntilFound(most: number) {
  for (let nth = 1; nth <= most; nth += 1) {
    const { mismatches, checks } = await runNextNight();
    if (mismatches.length > 0) return { nights: nth, mismatches, checks };
  }
  return { nights: most, mismatches: [], checks: null };
}

const ALTERATIONS: Readonly<Record<string, string>> = {
  'a status': "UPDATE applicants SET status = 'rejected' WHERE user_id = ?",
  'a similarity':
    "UPDATE applicants SET document = json_set(document, '$.match.similarity', 0.99) WHERE user_id = ?",
  'a similarity, hashed anew':
    "UPDATE applicants SET document = json_set(document, '$.match.similarity', 0.99), row_mac = lower(hex(randomblob(32))), head_hash = lower(hex(randomblob(32))) WHERE user_id = ?",
  'the number of the head': 'UPDATE applicants SET head_seq = head_seq + 1000000 WHERE user_id = ?',
  'how far it came': 'UPDATE applicants SET funnel_steps = 0 WHERE user_id = ?',
  'the time of the creation': 'UPDATE applicants SET id = id - (3600000 << 11) WHERE user_id = ?',
  'the id of the key': "UPDATE applicants SET mac_key = '00000000' WHERE user_id = ?",
  'reasons that it has not': 'UPDATE applicants SET reasons = \'["similarity_low"]\' WHERE user_id = ?',
  'the queue that it is in': "UPDATE applicants SET queue = 'senior' WHERE user_id = ?",
  'somebody who has claimed it': "UPDATE applicants SET claimed_by = 'eve@bank.example' WHERE user_id = ?",
  'until when it is claimed': 'UPDATE applicants SET claimed_until_ms = 9e12 WHERE user_id = ?',
  'a list by reason and queue that it is not in':
    "INSERT INTO reasons (id, reason, status, review_opened_ms, queue) SELECT id, 'similarity_low', status, review_opened_ms, 'senior' FROM applicants WHERE user_id = ?",
  'a list by reason that it is not in':
    "INSERT INTO reasons (id, reason, status, review_opened_ms) SELECT id, 'liveness_failed', status, review_opened_ms FROM applicants WHERE user_id = ?",
  'the time of its last move, so that nobody looks': 'UPDATE applicants SET moved_ms = 1 WHERE user_id = ?',
  'the time of its last move, to the end of all times':
    'UPDATE applicants SET moved_ms = 9223372036854775807 WHERE user_id = ?',
};

describe('a row that somebody changed', () => {
  it('each such change to the row of one who is at rest is found within thirty nights', async () => {
    const altered = new Map<string, { name: string; right: object }>();
    for (const name of Object.keys(ALTERATIONS)) {
      await forgetFaces();
      const user = await approved();
      altered.set(user, { name, right: await content(user) });
    }
    expect((await runNextNight()).mismatches).toEqual([]);
    for (const [user, { name }] of altered) await run(ALTERATIONS[name]!, user);
    const found: string[] = [];
    for (let nth = 0; nth < 30; nth += 1) {
      const { mismatches } = await runNextNight();
      for (const { user_id, ...mismatch } of mismatches) {
        found.push(user_id);
        expect({ user_id, ...mismatch }).toEqual({ user_id, what: 'altered', repaired: true });
      }
    }
    expect(found.sort()).toEqual([...altered.keys()].sort());
    for (const [user, { name, right }] of altered) expect([name, await content(user)]).toEqual([name, right]);
    expect(said.errors.filter((line) => line.includes('night_mismatch'))).toHaveLength(altered.size);
    expect((await nightsUntilFound(31)).mismatches).toEqual([]);
  });

  it.each(
    Object.entries(ALTERATIONS).filter(([name]) => !name.includes('nobody looks')),
  )('%s: the row of one who moved, in the same night, and the file has the true head', async (_, change) => {
    const user = await begun();
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    const right = await content(user);
    await run(change, user);
    const { mismatches, chains, checks } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
    expect(checks).toMatchObject({ mismatches: 1 });
    const { seq, hash } = (await readLog(user)).at(-1)!;
    expect(chains).toEqual([{ user_id: user, seq, hash }]);
    expect(await content(user)).toEqual(right);
  });

  it('an old row with its valid MAC: of an open case in the same night', async () => {
    const user = await begun();
    const old = await rowOf(user);
    vi.useRealTimers();
    await upload(user, 'walter2_crop.jpg');
    await completeLiveness(user, 'cage2_crop.jpg');
    setClock(start);
    await readAfterRun(user);
    expect((await readApplicant(user)).status).toBe('in_review');
    expect((await runNextNight()).mismatches).toEqual([]);
    const right = await content(user);
    await putBack(old!);
    await ringAtNight(user);
    expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'stale', repaired: true }]);
    expect(await content(user)).toEqual(right);
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('an old row with its valid MAC: of one at rest within thirty nights', async () => {
    const user = await begun();
    const old = await rowOf(user);
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    // Long enough ago that no new file names the head.
    for (let nth = 0; nth < 8; nth += 1) expect((await runNextNight()).mismatches).toEqual([]);
    const right = await content(user);
    await putBack(old!);
    const found = [];
    for (let nth = 0; nth < 30; nth += 1) found.push(...(await runNextNight()).mismatches);
    expect(found).toEqual([{ user_id: user, what: 'stale', repaired: true }]);
    expect(await content(user)).toEqual(right);
  });

  it('an old row with its valid MAC and its time: of one whom the file of this week names, in the same night', async () => {
    const user = await begun();
    const old = await rowOf(user);
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    for (let nth = 0; nth < 6; nth += 1) expect((await runNextNight()).mismatches).toEqual([]);
    const right = await content(user);
    await putBack(old!);
    const { mismatches } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: user, what: 'stale', repaired: true }]);
    expect(await content(user)).toEqual(right);
  });

  it('an old row with its valid MAC and its time: of one who moved twice that day, in the same night', async () => {
    await runNextNight();
    passTime(HOUR);
    const user = await begun();
    const old = await rowOf(user);
    passTime(1_000);
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    const right = await content(user);
    await putBack(old!);
    const { mismatches, chains } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: user, what: 'stale', repaired: true }]);
    expect(chains).toEqual([{ user_id: user, seq: 2, hash: right.head_hash }]);
    expect(await content(user)).toEqual(right);
  });

  it('an old row under one that moved, in the same night, and the file has the true head', async () => {
    const user = await begun();
    const old = await rowOf(user);
    passTime(60_000);
    vi.useRealTimers();
    await upload(user, 'cage.jpg');
    setClock(start + 60_000);
    await readAfterRun(user);
    const [right, { moved_ms }] = [await content(user), (await rowOf(user)) ?? {}];
    expect(right.head_seq).toBe(2);
    const names = Object.keys(old!).filter((name) => !['id', 'user_id', 'moved_ms'].includes(name));
    await run(
      `UPDATE applicants SET moved_ms = ?, ${names.map((name) => `${name} = ?`).join(', ')} WHERE user_id = ?`,
      start + 60_000,
      ...names.map((name) => old![name]),
      user,
    );
    expect(moved_ms).toBeDefined();
    const { mismatches, chains } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: user, what: 'stale', repaired: true }]);
    expect(chains).toEqual([{ user_id: user, seq: 2, hash: right.head_hash }]);
    expect(await content(user)).toEqual(right);
  });

  it('a deleted row of one whom a file of this week names is missed in the same night', async () => {
    const [gone, kept] = [await begun(), await begun()];
    expect((await runNextNight()).chains).toHaveLength(2);
    const right = await content(gone);
    await run('DELETE FROM applicants WHERE user_id = ?', gone);
    const { mismatches } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: gone, what: 'missing', repaired: true }]);
    expect(await content(gone)).toEqual(right);
    expect(await content(kept)).not.toEqual({});
  });

  it('a deleted row of one who moved before that is missed when the turn of its day comes', async () => {
    const gone = await begun();
    for (let nth = 0; nth < 8; nth += 1) expect((await runNextNight()).mismatches).toEqual([]);
    const right = await content(gone);
    await run('DELETE FROM applicants WHERE user_id = ?', gone);
    // The file of its day had 29 nights to its turn when it was written, seven of which are over.
    const { mismatches, nights } = await nightsUntilFound(30);
    expect([mismatches, nights]).toEqual([[{ user_id: gone, what: 'missing', repaired: true }], 23]);
    expect(await content(gone)).toEqual(right);
  });

  it('a case taken out of the queue is back by its own alarm before the night, which names it', async () => {
    const user = await inReview();
    await runNextNight();
    const right = await content(user);
    await run('UPDATE applicants SET review_opened_ms = NULL WHERE user_id = ?', user);
    expect((await send('GET', '/v1/reviews', { as: 'reviewer' })).body.data).toEqual([]);
    // Also in an object that has just started.
    await crash(user);
    await ringAtNight(user);
    await eventually(async () => expect(await content(user)).toEqual(right));
    expect(said.errors.join()).toContain('row_differs');
    const { body } = await send('GET', '/v1/reviews', { as: 'reviewer' });
    expect(body.data.map((it: { user_id: string }) => it.user_id)).toEqual([user]);
    expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('a case that was hidden and is decided before the night is named all the same', async () => {
    const user = await inReview();
    await runNextNight();
    await run("UPDATE applicants SET review_opened_ms = NULL, status = 'approved' WHERE user_id = ?", user);
    await ringAtNight(user);
    await eventually(async () => expect((await rowOf(user))?.status).toBe('in_review'));
    await decide(user, 'reject');
    await readAfterRun(user);
    // A night whose file another run of the cron wrote first.
    const [row, ports] = [await createRecords(env.DB).row(user), createRowPorts(env)];
    expect((await ports.checkRow(user, row, true, null))?.found).toBe('altered');
    expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'altered', repaired: true }]);
    expect((await rowOf(user))?.status).toBe('rejected');
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('a deleted case is back the same way', async () => {
    const user = await inReview();
    await runNextNight();
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    await ringAtNight(user);
    await eventually(async () => expect((await rowOf(user))?.status).toBe('in_review'));
    expect((await runNextNight()).mismatches).toEqual([{ user_id: user, what: 'missing', repaired: true }]);
  });

  it('a case taken out of the list of its reason, and wrong counts: in the same night', async () => {
    const user = await inReview();
    await run('DELETE FROM reasons');
    await run("INSERT INTO reasons VALUES (1, 'possible_duplicate', 'in_review', 1, 'standard')");
    await run("UPDATE queue_counts SET n = 7 WHERE reason IN ('', 'queue:senior')");
    const { mismatches } = await runNextNight();
    expect(mismatches).toEqual([
      { user_id: user, what: 'altered', repaired: true },
      { user_id: '', what: 'counts', repaired: true },
    ]);
    const counts = await env.DB.prepare(
      "SELECT n FROM queue_counts WHERE reason IN ('', 'liveness_failed', 'queue:senior') ORDER BY reason",
    ).all();
    expect(counts.results).toEqual([{ n: 1 }, { n: 1 }, { n: 0 }]);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM reasons').first('n')).toBe(1);
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('a row of nobody is removed', async () => {
    const user = await approved();
    await run(
      `INSERT INTO applicants SELECT id + 1, 'nobody', head_seq, head_hash, status, reasons, review_opened_ms, queue, claimed_by,
         claimed_until_ms, funnel_steps,
         reviewed_for, document, row_mac, mac_key, wake_ms, moved_ms FROM applicants WHERE user_id = ?`,
      user,
    );
    const { mismatches, chains } = await runNextNight();
    expect(mismatches).toEqual([{ user_id: 'nobody', what: 'foreign', repaired: true }]);
    expect(chains.map(({ user_id }) => user_id)).toEqual([user]);
    expect(await rowOf('nobody')).toBe(null);
  });

  it('a row that the service wrote stays, and is told, where the log is gone', async () => {
    const user = await begun();
    await runNextNight();
    await runInDurableObject(env.APPLICANTS.getByName(user), async (_, { storage }) => {
      await storage.deleteAll();
    });
    await crash(user);
    const { mismatches } = await nightsUntilFound(30);
    expect(mismatches).toContainEqual({ user_id: user, what: 'log_shorter', repaired: false });
    expect((await rowOf(user))?.status).toBe('awaiting_id_photo');
    // Named again each night until somebody has looked.
    expect((await runNextNight()).mismatches).toContainEqual({
      user_id: user,
      what: 'log_shorter',
      repaired: false,
    });
    // Also once the row, the last proof of it, is gone.
    await run('DELETE FROM applicants WHERE user_id = ?', user);
    for (let nth = 0; nth < 3; nth += 1)
      expect((await runNextNight()).mismatches).toEqual([
        { user_id: user, what: 'log_shorter', repaired: false },
      ]);
  });

  it('a row that names an event which the log has replaced is proof of lost events', async () => {
    const user = await begun();
    const old = await rowOf(user);
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    const events = await readLog(user);
    await rewriteLog(
      user,
      events.map((event) => ({ ...event, hash: '0'.repeat(64) })),
    );
    await run(
      'UPDATE applicants SET head_seq = ?, head_hash = ?, status = ?, document = ?, funnel_steps = ?, row_mac = ? WHERE user_id = ?',
      ...['head_seq', 'head_hash', 'status', 'document', 'funnel_steps', 'row_mac'].map((name) => old![name]),
      user,
    );
    const { mismatches } = await nightsUntilFound(30);
    expect(mismatches).toContainEqual({ user_id: user, what: 'log_shorter', repaired: true });
  });

  it('a head set too far ahead stops no write, least of all an erasure', async () => {
    const [moves, goes] = [newUserId(), newUserId()];
    for (const user_id of [moves, goes]) {
      await send('POST', '/v1/applicants', { json: { user_id, metadata: { name: 'Jane Doe' } } });
      await readAfterRun(user_id);
    }
    await run('UPDATE applicants SET head_seq = head_seq + 1000000');
    await upload(moves, 'cage.jpg');
    await readAfterRun(moves);
    expect(await rowOf(moves)).toMatchObject({ head_seq: 2, status: 'awaiting_liveness' });
    await send('DELETE', `/v1/applicants/${goes}`, { as: 'eraser' });
    await readAfterRun(goes);
    expect(JSON.stringify(await rowOf(goes))).not.toContain('Jane Doe');
    expect(await rowOf(goes)).toMatchObject({ status: 'erased' });
    expect(said.errors.filter((line) => line.includes('row_differs'))).toHaveLength(2);
  });

  it('no row can lie where no night looks', async () => {
    const user = await begun();
    await expect(run('UPDATE applicants SET id = -1 WHERE user_id = ?', user)).rejects.toThrow('CHECK');
    await expect(run("UPDATE applicants SET user_id = '' WHERE user_id = ?", user)).rejects.toThrow('CHECK');
  });

  it('an open case leaves proof of a longer log for the night to name', async () => {
    const user = await inReview();
    const events = await readLog(user);
    await rewriteLog(user, events.slice(0, -1));
    // Not in review by its own log any more: the sweep has it write its row.
    await readAfterRun(user);
    expect((await rowOf(user))?.head_seq).toBe(events.length);
    const { mismatches } = await runNextNight();
    expect(mismatches).toContainEqual({ user_id: user, what: 'log_shorter', repaired: true });
  });

  it('a log that ends before a head which was written down is told, and stays told in the file', async () => {
    const user = await begun();
    await upload(user, 'cage.jpg');
    await readAfterRun(user);
    await runNextNight();
    await rewriteLog(user, (await readLog(user)).slice(0, 1));
    const { mismatches } = await nightsUntilFound(30);
    expect(mismatches).toContainEqual({ user_id: user, what: 'log_shorter', repaired: true });
  });
});

describe('a night', () => {
  it('repairs so many and names them all', async () => {
    await run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
       INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, funnel_steps, reviewed_for, document, row_mac,
         mac_key, moved_ms)
       SELECT (?1 + i) << 11, 'forged-' || i, 1, '', 'approved', '[]', 0, '[]', '{"updated_at":"2026"}', '', '', ?1 FROM n`,
      start,
    );
    const records = createNightRecords(env.DB, 7);
    const watch = createRowWatch(createRowPorts(env), records, dayFiles, {
      repairs: 20,
    });
    for await (const { rows } of records.movedFrom(placeAt(start)))
      expect(await watch.headsOf(rows)).toEqual([]);
    const { checks, mismatches } = watch.findings();
    expect(checks).toMatchObject({ rows: 30, objects: 30, mismatches: 30 });
    expect(mismatches.filter(({ repaired }) => repaired)).toHaveLength(20);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM applicants').first('n')).toBe(10);
  });

  it('spends no repair on an object that is out of reach', async () => {
    const users = [await begun(), await begun()].sort();
    await run("UPDATE applicants SET status = 'approved'");
    const ports = createRowPorts(env);
    const watch = createRowWatch(
      {
        ...ports,
        checkRow: (user, ...rest) =>
          user === users[0] ? Promise.reject(new Error('away')) : ports.checkRow(user, ...rest),
      },
      createNightRecords(env.DB),
      dayFiles,
      { repairs: 1 },
    );
    const rows = await Promise.all(users.map((user) => ports.records.row(user)));
    for (const row of rows) await watch.headsOf([{ ...row!, is_cut: false }]);
    expect(watch.findings().mismatches).toEqual([
      { user_id: users[0], what: 'altered', repaired: false },
      { user_id: users[1], what: 'altered', repaired: true },
    ]);
  });

  it('names again each that was left, although D1 does not give the row of one', async () => {
    const ports = createRowPorts(env);
    const row = (user: string) =>
      user === 'first' ? Promise.reject(new Error('away')) : ports.records.row(user);
    const watch = createRowWatch(
      { ...ports, records: { ...ports.records, row } },
      createNightRecords(env.DB),
      dayFiles,
    );
    const left = ['first', 'second'].map((user_id) => ({
      user_id,
      what: 'log_shorter' as const,
      repaired: false,
    }));
    expect(await watch.askAgain(left)).toEqual([]);
    expect(watch.findings().mismatches).toEqual(left);
  });

  it('asks about so many that moved, and takes the others at their word, or names them', async () => {
    const users = [await begun(), await begun(), await begun()];
    // All of them seem to have moved long after their newest event; one is altered.
    for (const [nth, user] of users.entries())
      await run('UPDATE applicants SET moved_ms = moved_ms + ? WHERE user_id = ?', (nth + 1) * HOUR, user);
    await run("UPDATE applicants SET status = 'approved' WHERE user_id = ?", users[2]);
    const records = createNightRecords(env.DB);
    const watch = createRowWatch(createRowPorts(env), records, dayFiles, { moved: 1 });
    const heads = [];
    for await (const { rows } of records.movedFrom(placeAt(start)))
      heads.push(...(await watch.headsOf(rows)));
    expect(heads.map(({ user_id }) => user_id).sort()).toEqual(users.slice(0, 2).sort());
    expect(watch.findings()).toMatchObject({
      checks: { rows: 3, objects: 1 },
      mismatches: [{ user_id: users[2], what: 'altered', repaired: false }],
    });
  });

  it('with wrong settings writes nothing and says so; the next file has those heads', async () => {
    const user = await begun();
    const at = nextNightAt();
    await expect(runNight(at, { ...env, DATA_KEY: 'wrong' } as Env)).rejects.toThrow();
    expect(await dayFileTextOf(new Date(at - DAY).toISOString().slice(0, 10))).toBe(null);
    expect(said.errors.join()).toContain('day_heads_not_written');
    expect((await runNextNight()).chains).toMatchObject([{ user_id: user, seq: 1 }]);
  });

  it('with an object out of reach goes on with the others, and asks it the next night', async () => {
    const [one, other] = [await begun(), await begun()];
    await run("UPDATE applicants SET status = 'approved'");
    const away = { checkRow: () => Promise.reject(new Error('away')) };
    const getByName = (name: string) => (name === one ? away : env.APPLICANTS.getByName(name));
    const at = nextNightAt();
    await runNight(at, { ...env, APPLICANTS: { getByName } } as unknown as Env);
    const { chains, mismatches } = await dayFileOf(new Date(at - DAY).toISOString().slice(0, 10));
    expect(chains.map(({ user_id }) => user_id)).toEqual([other]);
    expect(mismatches).toEqual(
      expect.arrayContaining([
        { user_id: one, what: 'altered', repaired: false },
        { user_id: other, what: 'altered', repaired: true },
      ]),
    );
    expect(said.errors.join()).toContain('row_not_checked');
    // Away once more: it is named once more.
    const again = nextNightAt();
    await runNight(again, { ...env, APPLICANTS: { getByName } } as unknown as Env);
    const second = await dayFileOf(new Date(again - DAY).toISOString().slice(0, 10));
    expect(second.mismatches).toContainEqual({ user_id: one, what: 'altered', repaired: false });
    const next = await runNextNight();
    expect(next.mismatches).toEqual([{ user_id: one, what: 'altered', repaired: true }]);
    expect(next.chains).toContainEqual({ user_id: one, seq: 1, hash: (await readLog(one))[0]!.hash });
    expect((await runNextNight()).mismatches).toEqual([]);
  });

  it('finds nothing where nothing is wrong, whatever is on its way', async () => {
    const user = await begun();
    await approved();
    await inReview();
    // A row that is behind, since D1 was away when it was to be written.
    await run('ALTER TABLE applicants RENAME TO away');
    await upload(user, 'cage.jpg');
    await env.APPLICANTS.getByName(user).wake();
    await run('ALTER TABLE away RENAME TO applicants');
    for (let nth = 0; nth < 31; nth += 1) expect((await runNextNight()).mismatches).toEqual([]);
    expect(said.errors.join()).toBe('');
  });

  it('asks each row once in thirty nights', async () => {
    const records = createNightRecords(env.DB, 7);
    const users = Array.from({ length: 90 }, (_, nth) => `share-${nth}`);
    await run(
      `INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, funnel_steps, reviewed_for, document, row_mac,
         mac_key, moved_ms)
       SELECT (?2 + key * 977) << 11, value, 1, '', 'approved', '[]', 0, '[]', '{}', '', '', ?2 FROM json_each(?1)`,
      JSON.stringify(users),
      start,
    );
    const asked: string[] = [];
    for (let nth = 0; nth < 30; nth += 1)
      for await (const rows of records.share(30, nth)) asked.push(...rows.map(({ user_id }) => user_id));
    expect(asked.sort()).toEqual(users.sort());
  });
});

describe('while DATA_KEY rotates', () => {
  it('rows keep the id of their key, pass under the one before, and are brought over within thirty nights', async () => {
    const [moved, rest] = [await begun(), await begun()];
    await runNextNight();
    const before = createRowMac([Buffer.from(env.DATA_KEY, 'base64')]).keyId;
    const fresh = crypto.getRandomValues(new Uint8Array(32));
    const [DATA_KEY, DATA_KEY_PREVIOUS] = [Buffer.from(fresh).toString('base64'), env.DATA_KEY];
    const present = createRowMac([fresh]).keyId;
    const rotated = { ...env, DATA_KEY, DATA_KEY_PREVIOUS } as Env;
    const { runInApplicant } = await import('../support/onboard.ts');
    for (const user of [moved, rest])
      await runInApplicant(user, (object) => {
        object.env = { ...object.env, DATA_KEY, DATA_KEY_PREVIOUS } as Env;
      });
    await upload(moved, 'cage.jpg');
    await readAfterRun(moved);
    expect([(await rowOf(moved))?.mac_key, (await rowOf(rest))?.mac_key]).toEqual([present, before]);
    for (let nth = 0; nth < 30; nth += 1) {
      const at = nextNightAt();
      await runNight(at, rotated);
      expect((await dayFileOf(new Date(at - DAY).toISOString().slice(0, 10))).mismatches).toEqual([]);
    }
    expect((await rowOf(rest))?.mac_key).toBe(present);
    passTime(0);
    expect(said.errors.join()).toBe('');
  });
});
