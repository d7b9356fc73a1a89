/** No background task of an applicant holds up another, and a change of settings reaches everybody. */

import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { Applicant } from '../../src/index.ts';
import { alarmOf, passTime, setClock } from '../support/controlled-applicant.ts';
import { readApplicant } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { runInApplicant } from '../support/onboard.ts';
import { approved, created, DAY, onScene, reported, rest } from './consenting-applicant.ts';

const scene = onScene();

/** The customer's endpoint holds the first notification until it is let go. */
function holdFirst(): () => void {
  let letGo = () => {};
  const held = new Promise<Response>((resolve) => {
    letGo = () => resolve(new Response(null, { status: 200 }));
  });
  scene.customer.answers.push(() => held);
  return letGo;
}

/** The compare fails so often at first, and its next try is waited for. */
async function waitingForCompare(failures: number): Promise<string> {
  scene.ilive.play({ fault: (name, nth) => (name === 'compare' && nth <= failures ? '503' : null) });
  const { user } = await reported(scene);
  await eventually(async () => expect(await alarmOf(user)).toBeLessThan(Date.now() + 2_000));
  return user;
}

it('what fell due while another task ran is done when that task ends', async () => {
  const letGo = holdFirst();
  const user = await waitingForCompare(1);
  // The second has passed, and the alarm is late.
  passTime(2_000);
  letGo();
  await eventually(async () => expect((await readApplicant(user)).status).toBe('approved'));
});

it('a receiver that does not answer delays no retry of a step', async () => {
  const letGo = holdFirst();
  const user = await waitingForCompare(2);
  for (let retry = 0; retry < 2; retry += 1) {
    setClock((await alarmOf(user)) ?? Number.NaN);
    expect(await runDurableObjectAlarm(env.APPLICANTS.getByName(user))).toBe(true);
  }
  expect((await readApplicant(user)).status).toBe('approved');
  expect(scene.customer.types(user)).toEqual(['applicant.created']);
  letGo();
  await rest(user);
  expect(scene.customer.types(user)).toHaveLength(3);
});

/** The cron, twice: it marks, and once that is late it wakes. */
async function sweptUnder(settings: object): Promise<void> {
  for (let run = 0; run < 2; run += 1) {
    await wakeOverdue({ ...env, ...settings } as Env);
    passTime(61_000);
  }
}

/** The object's alarm rings in an instance that has these settings, and what stood behind that run once more, for nothing. */
async function ringsUnder(user: string, settings: object): Promise<void> {
  await runInApplicant(user, async (_, state) => {
    await state.storage.deleteAlarm();
    const object = new Applicant(state, { ...env, ...settings } as Env);
    await object.alarm();
    await state.storage.deleteAlarm();
    await object.alarm();
  });
}

it('notifications switched off while one waits, and on again, are sent', async () => {
  await sweptUnder({ NOTIFY_URL: '' });
  scene.customer.answers.push(() => new Response(null, { status: 503 }));
  const user = await created();
  await rest(user);
  await ringsUnder(user, { NOTIFY_URL: '', RETAIN_ABANDONED_DAYS: '' });
  expect([scene.customer.of(user).length, await alarmOf(user)]).toEqual([1, null]);
  await sweptUnder({});
  expect(scene.customer.types(user)).toEqual(['applicant.created', 'applicant.created']);
});

it('retention switched on later reaches those decided before', async () => {
  await sweptUnder({ RETAIN_PHOTOS_DAYS: '' });
  const user = await approved(scene);
  await ringsUnder(user, { RETAIN_PHOTOS_DAYS: '' });
  expect(await alarmOf(user)).toBeNull();
  await sweptUnder({});
  const decidedAt = Date.parse((await readApplicant(user)).decided_at ?? '');
  expect(await alarmOf(user)).toBe(decidedAt + 30 * DAY);
});

it('settings that stay as they are wake nobody', async () => {
  await sweptUnder({});
  const user = await approved(scene);
  const wakeAt = () =>
    env.DB.prepare('SELECT wake_ms FROM applicants WHERE user_id = ?').bind(user).first('wake_ms');
  const before = await wakeAt();
  await sweptUnder({});
  expect(await wakeAt()).toBe(before);
});

it('a task that breaks does not put off what another has set the alarm for', async () => {
  const letGo = holdFirst();
  const user = await waitingForCompare(1);
  await runInApplicant(user, (_, { storage }) => {
    vi.spyOn(storage, 'transactionSync').mockImplementationOnce(() => {
      throw new Error('storage is away');
    });
  });
  letGo();
  await eventually(() => expect(scene.said.errors.join()).toContain('run_failed'));
  expect(((await alarmOf(user)) ?? 0) - Date.now()).toBeLessThanOrEqual(2_000);
});

it('settings that cannot be spread take the net from nobody', async () => {
  const user = await approved(scene);
  await env.DB.prepare('UPDATE applicants SET wake_ms = 1 WHERE user_id = ?').bind(user).run();
  await env.DB.prepare('ALTER TABLE settings RENAME TO away').run();
  await wakeOverdue(env);
  await env.DB.prepare('ALTER TABLE away RENAME TO settings').run();
  expect(scene.said.errors.join()).toContain('settings_not_spread');
  expect(scene.said.warnings.join()).toContain(`"applicant_woken","user_id":"${user}"`);
});
