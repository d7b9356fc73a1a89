/** The log's copy waits for more while the applicant is awaited; the lists do not, and nothing is lost on the way. */
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { LOG_PAUSE_MS } from '../../src/applicant/due.ts';
import { DAILY_CRON } from '../../src/audit/daily-heads.ts';
import worker from '../../src/http/app.ts';
import { Applicant } from '../../src/index.ts';
import { sweep } from '../../src/sweep.ts';
import { log, newUserId, read, send } from '../support/customer.ts';
import { inside, reported, withSession } from '../support/onboard.ts';
import { onStage, ring } from '../support/scripted-stage.ts';
import { alarmOf, crash, logCopied, passTime, setClock, settle, uploadOf } from '../support/stage.ts';

const stage = onStage();

/** The `seq` that the lists show; how many events of how many batches are copied. */
async function copied(user: string) {
  const one = (query: string) => env.DB.prepare(query).bind(user).first<number>('n');
  return {
    listed: await one('SELECT seq AS n FROM applicants WHERE user_id = ?'),
    events: await one('SELECT count(*) AS n FROM events WHERE user_id = ?'),
    batches: await one('SELECT count(DISTINCT batch) AS n FROM events WHERE user_id = ?'),
  };
}
const wake = (user: string) => env.APPLICANTS.getByName(user).wake();
const run = (query: string) => env.DB.prepare(query).run();
const cursorOf = (user: string) =>
  inside(user, (_, { storage }) => storage.kv.get<string>('cursor/records') ?? null);

/** Created, with an ID photo and nothing more. */
async function begun(): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'somebody');
  await wake(user);
  return user;
}

it('the lists follow each step at once, the log in one batch five minutes after the last', async () => {
  const { user } = await withSession('ana');
  await wake(user);
  expect([await copied(user), await cursorOf(user)]).toEqual([{ listed: 3, events: 0, batches: 0 }, null]);
  const rung: number[] = [];
  for (let at = await alarmOf(user); (await copied(user)).events === 0; at = await alarmOf(user)) {
    rung.push((at ?? Number.NaN) - Date.parse((await read(user)).updated_at));
    setClock(at ?? Number.NaN);
    await ring(user);
  }
  expect(rung).toEqual([LOG_PAUSE_MS]);
  expect(await copied(user)).toEqual({ listed: 3, events: 3, batches: 1 });
  expect(await cursorOf(user)).toContain('"seq":3');
});

it('a decision takes the whole log along at once, in one batch', async () => {
  const user = await reported(stage.ilive);
  await wake(user);
  expect((await read(user)).status).toBe('approved');
  expect(await copied(user)).toEqual({ listed: 9, events: 9, batches: 1 });
});

it('a log that was copied in part goes on where it was', async () => {
  const { user, sessionId } = await withSession('bea');
  await logCopied(user);
  stage.ilive.decide(sessionId, 'fail', 'bea');
  await crash(user);
  await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
  expect(await copied(user)).toMatchObject({ events: 3, batches: 1 });
  passTime(3_600_000);
  await settle(user);
  const { events, batches } = await copied(user);
  expect([events, batches]).toEqual([(await log(user)).length, 2]);
});

it('what a crash kept from the lists comes with the log, though nobody asks', async () => {
  const { user } = await withSession('cleo');
  await wake(user);
  await inside(user, async (object, state) => {
    object.recordConsent('terms-9', 'applicant');
    await state.storage.sync();
    state.abort('crash');
  }).catch(() => {});
  expect([(await copied(user)).listed, (await read(user)).seq]).toEqual([3, 4]);
  passTime(LOG_PAUSE_MS);
  await ring(user);
  expect(await copied(user)).toEqual({ listed: 4, events: 4, batches: 1 });
});

it('an object that starts again asks nothing of D1, unless a copy has failed', async () => {
  const calm = await withSession('dora');
  await wake(calm.user);
  await run('ALTER TABLE applicants RENAME TO away');
  try {
    await crash(calm.user);
    await wake(calm.user);
    expect(stage.said.warnings.join()).not.toContain('records_postponed');
    const late = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: late } });
    await uploadOf(late, 'emma');
    await wake(late);
    expect(stage.said.warnings.join()).toContain('records_postponed');
    await crash(late);
    await run('ALTER TABLE away RENAME TO applicants');
    passTime(10_000);
    await ring(late);
    expect(await copied(late)).toEqual({ listed: 2, events: 0, batches: 0 });
  } finally {
    await run('ALTER TABLE away RENAME TO applicants').catch(() => {});
  }
});

it('the lists take in at once all that more than a batch brings', async () => {
  const user = await begun();
  await run('ALTER TABLE applicants RENAME TO away');
  const object = env.APPLICANTS.getByName(user);
  for (let view = 0; view < 200; view += 1) await object.viewPhoto('id', `reviewer:${view}`);
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
  await wake(user);
  await run('ALTER TABLE away RENAME TO applicants');
  passTime(60_000);
  await wake(user);
  const session = env.DB.prepare('SELECT user_id FROM sessions WHERE session_id = ?').bind(body.session_id);
  expect(await session.first('user_id')).toBe(user);
  const row = env.DB.prepare('SELECT seq, reached FROM applicants WHERE user_id = ?').bind(user);
  // The ID photo, and the session.
  expect(await row.first()).toEqual({ seq: 203, reached: 3 });
  expect((await copied(user)).events).toBe(200);
  await logCopied(user);
  expect((await copied(user)).events).toBe(203);
});

it('an erasure does not wait: the copy has all of the log, and nothing of the person', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user, metadata: { name: 'Ada Lovelace' } } });
  await wake(user);
  const document = () =>
    env.DB.prepare('SELECT document FROM applicants WHERE user_id = ?').bind(user).first<string>('document');
  expect([(await copied(user)).events, await document()]).toEqual([0, expect.stringContaining('Lovelace')]);
  await crash(user);
  await send('DELETE', `/v1/applicants/${user}`);
  expect(await document()).not.toContain('Lovelace');
  await settle(user);
  expect((await copied(user)).events).toBe((await log(user)).length);
});

it('the alarm lost meanwhile: the night finds who is behind, a sweep wakes them, and nobody else', async () => {
  await run('DELETE FROM applicants');
  // The settings are known to all.
  await sweep(env);
  await sweep(env);
  const [lost, copiedInTime, approved] = [await begun(), await begun(), await reported(stage.ilive)];
  await logCopied(copiedInTime);
  await settle(approved);
  await inside(lost, (_, { storage }) => storage.deleteAlarm());
  await crash(lost);
  const seen = vi.spyOn(Applicant.prototype, 'wake');
  const sweeps = async () => {
    passTime(61_000);
    await sweep(env);
  };
  passTime(LOG_PAUSE_MS);
  await sweeps();
  expect([(await copied(lost)).events, seen.mock.calls.length]).toEqual([0, 0]);
  await worker.scheduled({ cron: DAILY_CRON, scheduledTime: Date.now() } as ScheduledController, env);
  await sweeps();
  expect([(await copied(lost)).events, seen.mock.calls.length]).toEqual([2, 1]);
  await worker.scheduled({ cron: DAILY_CRON, scheduledTime: Date.now() } as ScheduledController, env);
  await sweeps();
  expect(seen).toHaveBeenCalledOnce();
});
