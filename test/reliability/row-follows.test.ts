/** The row in D1 follows each change at once, and whatever dies on the way, what is armed with the event brings it. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ROW_NET_MS } from '../../src/applicant/schedule/due-times.ts';
import type { StoredPhoto } from '../../src/core/evidence.ts';
import type { Result } from '../../src/core/result.ts';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import {
  alarmOf,
  crash,
  passTime,
  reportVerdict,
  runUntilSettled,
  setClock,
  uploadOf,
} from '../support/controlled-applicant.ts';
import { newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { nextNightAt, rowOf, runNight } from '../support/night.ts';
import { createWithSession, createWithVerdict, runInApplicant } from '../support/onboard.ts';
import { fireAlarm, useScriptedSetup } from '../support/scripted-setup.ts';

const stage = useScriptedSetup();
const wake = (user: string) => env.APPLICANTS.getByName(user).wake();
const run = (query: string) => env.DB.prepare(query).run();
const headOf = async (user: string) => (await rowOf(user))?.head_seq ?? null;
const away = () => run('ALTER TABLE applicants RENAME TO away');
const back = () => run('ALTER TABLE away RENAME TO applicants');

/** Until what is under way is done. */
async function done(user: string): Promise<void> {
  await runInApplicant(user, async (_, { storage }) => {
    await storage.sync();
    await scheduler.wait(20);
  });
}

/** An event is stored, and the object dies before anything else is done. */
async function storesAndDies(user: string): Promise<void> {
  await runInApplicant(user, async (object, state) => {
    object.recordConsent(crypto.randomUUID(), 'applicant', 0);
    await state.storage.sync();
    state.abort('crash');
  }).catch(() => {});
}

/** The ID photo in use, as the log names it. */
async function photoOf(object: {
  locatePhoto(kind: 'id'): Result<StoredPhoto> | Promise<Result<StoredPhoto>>;
}) {
  const located = await object.locatePhoto('id');
  if (!located.ok) throw new Error('no photo');
  return { photo: 'id' as const, key: located.value.key };
}

it('each step is in D1 at once, with the head of the log', async () => {
  const user = newUserId();
  const steps = [
    () => send('POST', '/v1/applicants', { json: { user_id: user } }),
    () => uploadOf(user, 'ana'),
    () => send('POST', `/v1/applicants/${user}/sessions`, { json: {} }),
  ];
  for (const [nth, step] of steps.entries()) {
    await step();
    await done(user);
    const { hash } = (await readLog(user)).at(-1)!;
    expect(await rowOf(user)).toMatchObject({ head_seq: nth + 1, head_hash: hash });
  }
  const approved = await createWithVerdict(stage.ilive);
  await done(approved);
  const { status, seq } = await readApplicant(approved);
  expect(await rowOf(approved)).toMatchObject({ status, head_seq: seq });
  expect(status).toBe('approved');
});

it('what a crash kept from the row comes within five minutes, though nobody asks', async () => {
  const { user } = await createWithSession('cleo');
  await wake(user);
  await storesAndDies(user);
  expect([await headOf(user), (await readApplicant(user)).seq]).toEqual([3, 4]);
  expect(await alarmOf(user)).toBeLessThanOrEqual(Date.now() + ROW_NET_MS);
  passTime(ROW_NET_MS);
  await fireAlarm(user);
  expect(await headOf(user)).toBe(4);
});

it('a look in between takes nothing of that time away', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'dora');
  await wake(user);
  await storesAndDies(user);
  const alarm = await alarmOf(user);
  await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
  await done(user);
  expect([await headOf(user), await alarmOf(user)]).toEqual([2, alarm]);
  setClock(alarm ?? Number.NaN);
  await fireAlarm(user);
  expect(await headOf(user)).toBe(3);
});

it('an alarm that is overdue when somebody looks brings the row all the same', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'eve');
  await wake(user);
  await storesAndDies(user);
  // It has not rung: the platform is late.
  passTime(60 * 60_000);
  await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
  await done(user);
  expect(await headOf(user)).toBe(3);
});

it('an object that starts again asks nothing of D1 until its alarm rings', async () => {
  const { user } = await createWithSession('emma');
  await wake(user);
  await away();
  try {
    await crash(user);
    await readApplicant(user);
    await done(user);
    expect(stage.said.warnings.join()).not.toContain('row_not_written');
    await fireAlarm(user);
    expect(stage.said.warnings.join()).toContain('row_not_written');
  } finally {
    await back();
  }
});

describe('a trigger that keeps D1 from taking rows', () => {
  it.each([
    ['drops each new row', 'BEFORE INSERT ON applicants BEGIN SELECT RAISE(IGNORE); END'],
    ['refuses each new row', "BEFORE INSERT ON applicants BEGIN SELECT RAISE(ABORT, 'no'); END"],
    [
      'drops each row that is decided',
      "BEFORE INSERT ON applicants WHEN new.status = 'approved' BEGIN SELECT RAISE(IGNORE); END",
    ],
    ['drops each change', 'BEFORE UPDATE ON applicants BEGIN SELECT RAISE(IGNORE); END'],
  ])('and %s: steps go on, tries have pauses, and the row follows once it is gone', async (name, trigger) => {
    const person = newUserId('face-');
    const { user, sessionId } = await createWithSession(person);
    if (name === 'drops each change') await wake(user);
    await run(`CREATE TRIGGER foreign_trigger ${trigger}`);
    try {
      stage.ilive.decide(sessionId, 'pass', person);
      await reportVerdict(user, sessionId, 'pass');
      await wake(user);
      expect((await readApplicant(user)).status).toBe('approved');
      await done(user);
      const tries = () => stage.said.warnings.filter((line) => line.includes('row_not_written')).length;
      const before = tries();
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(20);
      if (trigger.includes('ABORT'))
        expect(stage.said.warnings.join()).toContain('"refusal":"SQLITE_CONSTRAINT_TRIGGER"');
      expect(await alarmOf(user)).toBeGreaterThan(Date.now());
      setClock((await alarmOf(user)) ?? Number.NaN);
      await fireAlarm(user);
      expect(tries()).toBe(before + 1);
      expect((await rowOf(user))?.status).not.toBe('approved');
    } finally {
      await run('DROP TRIGGER foreign_trigger');
    }
    setClock((await alarmOf(user)) ?? Number.NaN);
    await fireAlarm(user);
    expect(await rowOf(user)).toMatchObject({
      status: 'approved',
      head_seq: (await readApplicant(user)).seq,
    });
  });
});

it('D1 away: tried again after as long as the row has been behind, at most five minutes, and a restart forgets nothing', async () => {
  await away();
  const user = await createWithVerdict(stage.ilive);
  const waits: number[] = [];
  try {
    await done(user);
    for (let nth = 0; nth < 14; nth += 1) {
      const alarm = (await alarmOf(user)) ?? Number.NaN;
      waits.push(alarm - Date.now());
      if (nth % 3 === 0) await crash(user);
      setClock(alarm);
      await fireAlarm(user);
    }
  } finally {
    await back();
  }
  expect(Math.max(...waits)).toBe(300_000);
  expect(waits.filter((wait) => wait === 300_000).length).toBeGreaterThan(2);
  expect(waits.slice(1).every((wait, nth) => wait >= waits[nth]! || wait === 300_000)).toBe(true);
  await runUntilSettled(user);
  expect((await rowOf(user))?.status).toBe('approved');
});

it('what is appended while D1 is written is written as well', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await Promise.all(Array.from({ length: 5 }, (_, nth) => uploadOf(user, `gus-${nth}`)));
  await done(user);
  expect(await headOf(user)).toBe((await readApplicant(user)).seq);
});

it('an erasure does not wait: nothing of the person is in D1 when it is answered', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user, metadata: { name: 'Ada Lovelace' } } });
  await done(user);
  expect(JSON.stringify(await rowOf(user))).toContain('Lovelace');
  await crash(user);
  await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  expect(JSON.stringify(await rowOf(user))).not.toContain('Lovelace');
});

it('a row that is behind and an alarm that is lost: of one who moved, in the next night', async () => {
  await run('DELETE FROM applicants');
  await wakeOverdue(env);
  const { user } = await createWithSession('hal');
  await wake(user);
  await storesAndDies(user);
  await runInApplicant(user, (_, { storage }) => storage.deleteAlarm());
  await crash(user);
  passTime(11 * 60_000);
  expect(await headOf(user)).toBe(3);
  await runNight(nextNightAt());
  expect(await headOf(user)).toBe(4);
  expect(stage.said.errors.join()).toContain('"found":"stale"');
});

it('the same of a case that has long been open: in the next night', async () => {
  await run('DELETE FROM applicants');
  stage.ilive.addFace('stranger', 'face-ivy');
  const user = await createWithVerdict(stage.ilive, 'face-ivy');
  await done(user);
  const { status, seq } = await readApplicant(user);
  expect([status, await headOf(user)]).toEqual(['in_review', seq]);
  for (let nth = 0; nth < 8; nth += 1) await runNight(nextNightAt());
  await runInApplicant(user, async (object, state) => {
    object.noteAlteredPhoto({ ...(await photoOf(object)), foundSha256: null }, 'service');
    await state.storage.sync();
    state.abort('crash');
  }).catch(() => {});
  await runInApplicant(user, (_, { storage }) => storage.deleteAlarm());
  await crash(user);
  passTime(11 * 60_000);
  expect(await headOf(user)).toBe(seq);
  await runNight(nextNightAt());
  expect(await headOf(user)).toBe(seq + 1);
});

it('is written by the sweep, with the time at which something is due', async () => {
  const { user } = await createWithSession('ida');
  await wake(user);
  await storesAndDies(user);
  await runInApplicant(user, (_, { storage }) => storage.deleteAlarm());
  await env.DB.prepare('UPDATE applicants SET wake_ms = 1 WHERE user_id = ?').bind(user).run();
  await wakeOverdue(env);
  expect(await rowOf(user)).toMatchObject({ head_seq: 4, wake_ms: await alarmOf(user) });
});
