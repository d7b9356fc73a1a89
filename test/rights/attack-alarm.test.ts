/** Attacks on the alarm. Each test states what ought to hold. */
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Applicant } from '../../src/index.ts';
import { read } from '../support/customer.ts';
import { inside } from '../support/onboard.ts';
import { alarmOf, passTime } from '../support/stage.ts';
import { approved, created, onScene, reported, rest } from './scene.ts';

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
  console.log('took', Date.now() - before);
  // 1 s and 2 s of backoff, each a quarter more at most.
  expect(Date.now() - before).toBeLessThan(8_000);
}, 80_000);

it('notifications switched off while one waits, and on again: something wakes the applicant', async () => {
  scene.customer.answers.push(() => new Response(null, { status: 503 }));
  const user = await created();
  await rest(user);
  const alarm = await inside(user, async (_, state) => {
    // Deployed without NOTIFY_URL: the alarm for the next try rings in an instance that wants none.
    await state.storage.deleteAlarm();
    const off = new Applicant(state, { ...env, NOTIFY_URL: '', RETAIN_ABANDONED_DAYS: '' } as any);
    await off.alarm();
    return state.storage.getAlarm();
  });
  expect(scene.customer.of(user)).toHaveLength(1);
  // Deployed with it again. Nobody asks for this applicant any more, and the records know of no notifications.
  expect(alarm).not.toBeNull();
});

it('retention switched on later reaches those decided before', async () => {
  const user = await approved(scene);
  const alarm = await inside(user, async (_, state) => {
    await state.storage.deleteAlarm();
    const without = new Applicant(state, { ...env, RETAIN_PHOTOS_DAYS: '' } as any);
    await without.alarm();
    return state.storage.getAlarm();
  });
  expect(alarm).not.toBeNull();
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
