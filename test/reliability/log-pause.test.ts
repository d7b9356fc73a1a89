/** The log's copy waits for more while the applicant is awaited; the lists do not, and nothing is lost on the way. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { LOG_PAUSE_MS } from '../../src/applicant/due.ts';
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
const cursorOf = (user: string) =>
  inside(user, (_, { storage }) => storage.kv.get<string>('cursor/records') ?? null);

it('the lists follow each step at once, the log in one batch five minutes after the last', async () => {
  const { user } = await withSession('ana');
  await env.APPLICANTS.getByName(user).wake();
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
  await env.APPLICANTS.getByName(user).wake();
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
  await env.APPLICANTS.getByName(user).wake();
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
  await env.APPLICANTS.getByName(calm.user).wake();
  await env.DB.prepare('ALTER TABLE applicants RENAME TO away').run();
  try {
    await crash(calm.user);
    await env.APPLICANTS.getByName(calm.user).wake();
    expect(stage.said.warnings.join()).not.toContain('records_postponed');
    const late = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: late } });
    await uploadOf(late, 'emma');
    await env.APPLICANTS.getByName(late).wake();
    expect(stage.said.warnings.join()).toContain('records_postponed');
    await crash(late);
    await env.DB.prepare('ALTER TABLE away RENAME TO applicants').run();
    passTime(10_000);
    await ring(late);
    expect(await copied(late)).toEqual({ listed: 2, events: 0, batches: 0 });
  } finally {
    await env.DB.prepare('ALTER TABLE away RENAME TO applicants')
      .run()
      .catch(() => {});
  }
});
