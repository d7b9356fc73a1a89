/** No strand of an applicant's work holds up another, and a change of settings reaches everybody. */
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Applicant } from '../../src/index.ts';
import { sweep } from '../../src/sweep.ts';
import { read } from '../support/customer.ts';
import { inside } from '../support/onboard.ts';
import { alarmOf, passTime } from '../support/stage.ts';
import { approved, created, DAY, onScene, reported, rest } from './scene.ts';

const scene = onScene();

it('what fell due while another strand ran is not put off by half a minute when that strand ends', async () => {
  scene.customer.answers.push(
    () =>
      new Promise<Response>((resolve) => {
        const poll = setInterval(() => {
          if (!over) return;
          clearInterval(poll);
          resolve(new Response(null, { status: 200 }));
        }, 20);
      }),
  );
  let over = false;
  scene.ilive.play({ fault: (name, nth) => (name === 'compare' && nth === 1 ? '503' : null) });
  const { user } = await reported(scene);
  await vi.waitFor(async () => expect(await alarmOf(user)).toBeLessThan(Date.now() + 2_000));
  // The second has passed; the alarm is about to ring (or waits for the handler of the last one to end).
  passTime(2_000);
  over = true;
  await vi.waitFor(() => expect(scene.customer.types(user).length).toBeGreaterThan(1));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const status = (await read(user)).status;
  const inMs = ((await alarmOf(user)) ?? 0) - Date.now();
  expect(status === 'approved' || inMs <= 0, `${status}, alarm in ${inMs} ms`).toBe(true);
});

it.each([0, 10_000])('a receiver that takes %i ms delays no retry of a step', async (ms) => {
  vi.useRealTimers();
  scene.customer.answers.push(async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return new Response(null, { status: 200 });
  });
  scene.ilive.play({ fault: (name, nth) => (name === 'compare' && nth <= 2 ? '503' : null) });
  const before = Date.now();
  const { user } = await reported(scene);
  await vi.waitFor(async () => expect((await read(user)).status).toBe('approved'), {
    timeout: 60_000,
    interval: 200,
  });
  // 1 s and 2 s of backoff, each a quarter more at most.
  expect(Date.now() - before).toBeLessThan(8_000);
}, 80_000);

/** The cron, twice: it marks, and once that is late it wakes. */
async function sweptUnder(settings: object): Promise<void> {
  for (let run = 0; run < 2; run += 1) {
    await sweep({ ...env, ...settings } as Env);
    passTime(61_000);
  }
}

/** The object's alarm rings in an instance that has these settings. */
async function ringsUnder(user: string, settings: object): Promise<void> {
  await inside(user, async (_, state) => {
    await state.storage.deleteAlarm();
    await new Applicant(state, { ...env, ...settings } as Env).alarm();
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
  const decidedAt = Date.parse((await read(user)).decided_at ?? '');
  expect(await alarmOf(user)).toBe(decidedAt + 30 * DAY);
});

it('settings that stay as they are wake nobody', async () => {
  await sweptUnder({});
  const user = await approved(scene);
  const wakeAt = () =>
    env.DB.prepare('SELECT wake_at FROM applicants WHERE user_id = ?').bind(user).first('wake_at');
  const before = await wakeAt();
  await sweptUnder({});
  expect(await wakeAt()).toBe(before);
});

it('a strand that breaks does not put off what another has set the alarm for', async () => {
  let over = false;
  scene.customer.answers.push(
    () =>
      new Promise<Response>((resolve) => {
        const poll = setInterval(() => {
          if (!over) return;
          clearInterval(poll);
          resolve(new Response(null, { status: 200 }));
        }, 20);
      }),
  );
  scene.ilive.play({ fault: (name, nth) => (name === 'compare' && nth === 1 ? '503' : null) });
  const { user } = await reported(scene);
  await vi.waitFor(async () => expect(await alarmOf(user)).toBeLessThan(Date.now() + 2_000));
  await inside(user, (_, { storage }) => {
    vi.spyOn(storage, 'transactionSync').mockImplementationOnce(() => {
      throw new Error('storage is away');
    });
  });
  over = true;
  await vi.waitFor(() => expect(scene.said.errors.join()).toContain('run_failed'));
  const inMs = ((await alarmOf(user)) ?? 0) - Date.now();
  expect(inMs).toBeLessThanOrEqual(2_000);
});
