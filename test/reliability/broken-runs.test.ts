/** The work of a run breaks: no exception reaches the platform, and the object tries again by itself. */
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { alarmOf, passTime, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { readApplicant, readLog, send } from '../support/customer.ts';
import { createWaitingForCompare, createWithVerdict, runInApplicant } from '../support/onboard.ts';
import { fireAlarm, useScriptedSetup } from '../support/scripted-setup.ts';

const HOUR = 3_600_000;
const stage = useScriptedSetup();

describe('run that breaks', () => {
  it('settings wrong for a while: tried again in a minute, until they are right', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    const right = await runInApplicant(user, (object) => object.env);
    await runInApplicant(user, (object) => {
      object.env = { ...right, MATCH_THRESHOLD: '7' } as unknown as Env;
    });
    for (let rung = 0; rung < 10; rung += 1) {
      passTime(60_000);
      await fireAlarm(user);
      expect(await alarmOf(user)).toBe(Date.now() + 60_000);
    }
    expect(stage.said.errors.filter((line) => line.includes('run_failed'))).toHaveLength(10);
    await runInApplicant(user, (object) => {
      object.env = right;
    });
    expect((await runUntilSettled(user)).status).toBe('approved');
  });

  it('the bucket away: the step is tried again like any other', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    const right = await runInApplicant(user, (object) => object.env);
    const away = () => Promise.reject(new Error('R2 is away'));
    await runInApplicant(user, (object) => {
      object.env = { ...right, PHOTOS: { get: away, put: away } } as unknown as Env;
    });
    passTime(HOUR);
    await fireAlarm(user);
    expect(await alarmOf(user)).toBeGreaterThan(Date.now());
    expect(stage.said.errors.join()).toContain('step_threw');
    await runInApplicant(user, (object) => {
      object.env = right;
    });
    expect((await runUntilSettled(user)).status).toBe('approved');
  });

  it.each(['transactionSync', 'setAlarm'] as const)('its own %s failing: no exception', async (method) => {
    const user = await createWaitingForCompare(stage.ilive);
    passTime(HOUR);
    await runInApplicant(user, async (object, { storage }) => {
      vi.spyOn(storage, method).mockImplementation(() => {
        throw new Error('storage is away');
      });
      await object.alarm().finally(() => vi.mocked(storage[method]).mockRestore());
    });
    expect(stage.said.errors.join()).toContain('run_failed');
    // Whoever comes next finds the work waiting, and at the latest it is the sweep.
    passTime(HOUR);
    await wakeOverdue(env);
    expect((await runUntilSettled(user)).status).toBe('approved');
  });

  it('after a run that failed, what is due sooner than its next try is not late', async () => {
    const user = await createWaitingForCompare(stage.ilive);
    await runInApplicant(user, async (object, { storage }) => {
      const right = object.env;
      object.env = { ...right, MATCH_THRESHOLD: '7' } as unknown as Env;
      const secondTry = await storage.getAlarm();
      await object.alarm();
      object.env = right;
      expect(await storage.getAlarm(), 'nothing is put off').toBe(secondTry);
    });
    await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    await env.APPLICANTS.getByName(user).wake();
    const due = await alarmOf(user);
    expect(due, 'the second try of the compare').toBeLessThan(Date.now() + 2_000);
  });

  it('D1 away: the onboarding ends all the same, and the row follows later', async () => {
    await env.DB.prepare('ALTER TABLE applicants RENAME TO away').run();
    const user = await createWithVerdict(stage.ilive);
    await env.APPLICANTS.getByName(user).wake();
    expect((await readApplicant(user)).status).toBe('approved');
    for (let rung = 0; rung < 12; rung += 1) {
      setClock((await alarmOf(user)) ?? Number.NaN);
      await fireAlarm(user);
    }
    expect(await alarmOf(user)).toBe(Date.now() + 5 * 60_000);
    await env.DB.prepare('ALTER TABLE away RENAME TO applicants').run();
    await runUntilSettled(user);
    const row = env.DB.prepare('SELECT head_seq, head_hash FROM applicants WHERE user_id = ?').bind(user);
    const { seq, hash } = (await readLog(user)).at(-1)!;
    expect(await row.first()).toEqual({ head_seq: seq, head_hash: hash });
  });
});
