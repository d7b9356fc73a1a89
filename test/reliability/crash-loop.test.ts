/** A step at which the object crashes each time is given up: an attempt counts before it is made. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmOf, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { createCrasher } from '../support/crash-on-demand.ts';
import { readApplicant } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { type CallName, createScriptedIlive } from '../support/scripted-ilive.ts';
import { verifiedLog } from './audit.ts';
import { apply, enter, type Play, recover } from './cell.ts';

let play: Play;

beforeEach(async () => {
  muteConsole();
  setClock(Date.now() + 86_400_000);
  play = await enter(createScriptedIlive());
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The object dies at each of these calls, and its alarm starts it again. @returns how often it died */
async function crashingAt(call: CallName, most: number): Promise<number> {
  const crasher = createCrasher(play.user);
  let crashes = 0;
  play.ilive.play({
    before: async (name) => {
      await crasher.rest();
      if (name !== call || crashes >= most) return;
      crashes += 1;
      await crasher.die();
    },
  });
  await apply(play).catch(() => {});
  for (let rung = 0; rung < 12; rung += 1) {
    await crasher.rest();
    const alarm = await alarmOf(play.user);
    if (alarm === null || (await readApplicant(play.user)).status !== 'verifying') break;
    setClock(Math.max(Date.now(), alarm));
    await runDurableObjectAlarm(env.APPLICANTS.getByName(play.user)).catch(() => false);
  }
  await crasher.rest();
  crasher.stop();
  return crashes;
}

describe('an object that crashes at each attempt', () => {
  it.each<CallName>([
    'result',
    'photo',
    'compare',
    'index',
    'search',
  ])('at %s is a reviewer’s case', async (call) => {
    expect(await crashingAt(call, 50)).toBe(6);
    const { status, reasons } = await runUntilSettled(play.user, { until: Date.now() + 60_000 });
    expect({ status, reasons }).toEqual({ status: 'in_review', reasons: ['verification_unavailable'] });
    const failed = (await verifiedLog(play.user)).find(({ type }) => type === 'verification_failed');
    expect(failed?.data).toMatchObject({ code: 'step_crashed' });
    await recover(play);
    expect((await readApplicant(play.user)).status).toBe('approved');
  });

  it('five times and not a sixth goes on', async () => {
    expect(await crashingAt('compare', 5)).toBe(5);
    expect((await runUntilSettled(play.user)).status).toBe('approved');
  });
});
