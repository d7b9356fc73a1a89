/** The alarm is late, early, doubled or lost: the object goes on. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { alarmOf, crash, passTime, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant } from '../support/customer.ts';
import {
  createWaitingForCompare,
  createWithSession,
  createWithVerdict,
  runInApplicant,
} from '../support/onboard.ts';
import { fireAlarm, useScriptedSetup } from '../support/scripted-setup.ts';

const HOUR = 3_600_000;
const stage = useScriptedSetup();
const calls = (name: string) => stage.ilive.seen.filter((call) => call.name === name).length;

/** Stops at the next compare until the function that it gives is called. */
function stopAtCompare(): () => void {
  let stopped = true;
  stage.ilive.play({
    async before(name) {
      while (name === 'compare' && stopped) await scheduler.wait(1);
    },
  });
  return () => {
    stopped = false;
  };
}

/** What stood behind the last run stays where it was, rings once for nothing, and is not set again. */
async function expectRest(user: string): Promise<void> {
  const left = await alarmOf(user);
  expect(left, 'the net below the last run').toBe(Date.now() + 30_000);
  const before = stage.ilive.seen.length;
  setClock(left ?? 0);
  await fireAlarm(user);
  expect([stage.ilive.seen.length - before, await alarmOf(user)]).toEqual([0, null]);
}

describe('alarm', () => {
  it('late by hours: the work is done at once', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    passTime(7 * HOUR);
    await fireAlarm(user);
    expect((await readApplicant(user)).status).toBe('approved');
    await expectRest(user);
  });

  it('too early: it is set again for when something is due', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    const due = await alarmOf(user);
    await fireAlarm(user);
    expect(await alarmOf(user)).toBe(due);
    expect(calls('compare')).toBe(1);
  });

  it('twice at once: one run', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    passTime(HOUR);
    await Promise.all([fireAlarm(user), fireAlarm(user)]);
    expect((await readApplicant(user)).status).toBe('approved');
    expect([calls('compare'), calls('index'), stage.ilive.facesOf(user).length]).toEqual([2, 1, 1]);
  });

  it('in the middle of a run: it waits for that run, and something stands behind the run', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    passTime(HOUR);
    const goOn = stopAtCompare();
    const first = fireAlarm(user);
    while (calls('compare') < 2) await scheduler.wait(1);
    const second = fireAlarm(user);
    const net = await alarmOf(user);
    goOn();
    await Promise.all([first, second]);
    expect(net, 'the net below the run').toBe(Date.now() + 30_000);
    expect((await readApplicant(user)).status).toBe('approved');
    expect(calls('compare')).toBe(2);
    await expectRest(user);
  });

  it('of an applicant with nothing due: nothing happens', async () => {
    const user = await createWithVerdict(stage.ilive);
    const { status, seq } = await runUntilSettled(user);
    const before = stage.ilive.seen.length;
    await fireAlarm(user);
    expect(await readApplicant(user)).toMatchObject({ status, seq });
    expect([stage.ilive.seen.length - before, await alarmOf(user)]).toEqual([0, null]);
  });

  it('of an object without an applicant: nothing happens', async () => {
    const user = newUserId();
    await fireAlarm(user);
    expect(await alarmOf(user)).toBeNull();
    expect(stage.said.errors).toEqual([]);
  });

  it('of an open session: it stays set for the end of its life', async () => {
    const { user } = await createWithSession('alice');
    await env.APPLICANTS.getByName(user).wake();
    const due = await alarmOf(user);
    await fireAlarm(user);
    expect(await alarmOf(user)).toBe(due);
  });
});

describe('alarm lost', () => {
  const lose = (user: string) => runInApplicant(user, (_, state) => state.storage.deleteAlarm());
  const wakeAt = (user: string) =>
    env.DB.prepare('SELECT wake_ms FROM applicants WHERE user_id = ?').bind(user).first('wake_ms');

  it('the sweep does what is due', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    await lose(user);
    passTime(5 * 60_000);
    await wakeOverdue(env);
    expect((await readApplicant(user)).status).toBe('approved');
    expect(await wakeAt(user)).toBeNull();
  });

  it('a sweep that comes too early sets it again, and is not the last', async () => {
    stage.ilive.play({ fault: (name) => (name === 'compare' ? '500' : null) });
    const user = await createWithVerdict(stage.ilive);
    for (let rung = 0; rung < 7; rung += 1) {
      await env.APPLICANTS.getByName(user).wake();
      setClock(Math.max(Date.now(), (await alarmOf(user)) ?? 0));
      await fireAlarm(user);
    }
    const due = await alarmOf(user);
    await lose(user);
    passTime(61_000);
    expect(due, 'the try after this sweep').toBeGreaterThan(Date.now());
    await wakeOverdue(env);
    expect(await alarmOf(user)).toBe(due);
    expect(await wakeAt(user)).toBe(due);
  });

  it('a run that a request starts in an object that has just died sets one', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    await lose(user);
    passTime(HOUR);
    await crash(user);
    const goOn = stopAtCompare();
    await readApplicant(user);
    while (calls('compare') < 2) await scheduler.wait(1);
    const net = await alarmOf(user);
    goOn();
    expect(net).toBe(Date.now() + 30_000);
    expect((await runUntilSettled(user)).status).toBe('approved');
  });

  it('of an open session: the sweep sets it again', async () => {
    const { user } = await createWithSession('alice');
    await env.APPLICANTS.getByName(user).wake();
    const due = await alarmOf(user);
    await lose(user);
    await env.DB.prepare('UPDATE applicants SET wake_ms = 1 WHERE user_id = ?').bind(user).run();
    await wakeOverdue(env);
    expect([await alarmOf(user), await wakeAt(user)]).toEqual([due, due]);
  });
});
