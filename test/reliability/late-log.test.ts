/** While the applicant is awaited the log's copy is late and the lists are not: nothing is lost between the two. */
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { LOG_PAUSE_MS } from '../../src/applicant/due.ts';
import { DAILY_CRON } from '../../src/audit/daily-heads.ts';
import worker from '../../src/http/app.ts';
import { Applicant } from '../../src/index.ts';
import { sweep } from '../../src/sweep.ts';
import { log, newUserId, read, send } from '../support/customer.ts';
import { inside, reported, withSession } from '../support/onboard.ts';
import { onStage } from '../support/scripted-stage.ts';
import { crash, logCopied, passTime, settle, uploadOf } from '../support/stage.ts';

const stage = onStage();
const wake = (user: string) => env.APPLICANTS.getByName(user).wake();
const run = (query: string) => env.DB.prepare(query).run();
const copied = (user: string) =>
  env.DB.prepare('SELECT count(*) AS n FROM events WHERE user_id = ?').bind(user).first<number>('n');

/** Created, with an ID photo and nothing more. */
async function begun(): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'somebody');
  await wake(user);
  return user;
}

it('the lists take in at once all that more than a batch brings', async () => {
  const user = await begun();
  await run('ALTER TABLE applicants RENAME TO away');
  const path = `/v1/applicants/${user}/photos/id`;
  for (let view = 0; view < 200; view += 1) await send('GET', path, { as: 'reviewer' });
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
  expect(await copied(user)).toBe(200);
  await logCopied(user);
  expect(await copied(user)).toBe(203);
});

it('an object that does not know what it has copied copies again, and no row is written', async () => {
  const { user } = await withSession('alice');
  await wake(user);
  const written: number[][] = [];
  const batch = env.DB.batch.bind(env.DB);
  vi.spyOn(env.DB, 'batch').mockImplementation(async <T>(statements: D1PreparedStatement[]) => {
    const results = await batch<T>(statements);
    written.push(results.map(({ meta }) => meta.rows_written));
    return results;
  });
  await crash(user);
  await read(user);
  await vi.waitFor(() => expect(written).toEqual([[0, 0, 0, 0]]));
});

it('an erasure does not wait: the copy has all of the log, and nothing of the person', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user, metadata: { name: 'Ada Lovelace' } } });
  await wake(user);
  const document = () =>
    env.DB.prepare('SELECT document FROM applicants WHERE user_id = ?').bind(user).first<string>('document');
  expect([await copied(user), await document()]).toEqual([0, expect.stringContaining('Lovelace')]);
  await crash(user);
  await send('DELETE', `/v1/applicants/${user}`);
  expect(await document()).not.toContain('Lovelace');
  await settle(user);
  expect(await copied(user)).toBe((await log(user)).length);
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
  expect([await copied(lost), seen.mock.calls.length]).toEqual([0, 0]);
  await worker.scheduled({ cron: DAILY_CRON, scheduledTime: Date.now() } as ScheduledController, env);
  await sweeps();
  expect([await copied(lost), seen.mock.calls.length]).toEqual([2, 1]);
  await worker.scheduled({ cron: DAILY_CRON, scheduledTime: Date.now() } as ScheduledController, env);
  await sweeps();
  expect(seen).toHaveBeenCalledOnce();
});
