import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { passTime, reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';

let uninstall = () => {};
afterEach(() => {
  uninstall();
  vi.useRealTimers();
});

/** Each applicant has a face of its own: one from an earlier test may wake up meanwhile, and index its face. */
async function started() {
  const ilive = createScriptedIlive();
  uninstall = ilive.install();
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, user);
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  return { ilive, user, sessionId: String(body.session_id) };
}

/** The row in D1. */
const rowOf = (user: string) =>
  env.DB.prepare('SELECT head_seq, wake_ms FROM applicants WHERE user_id = ?').bind(user).first();

/** Tokens that are still kept, by session. */
const tokensOf = (user: string) =>
  runInDurableObject(env.APPLICANTS.getByName(user), (_, { storage }) =>
    [...storage.kv.list<string>({ prefix: 'side_data/session:' })].filter(
      ([, value]) => JSON.parse(value).token !== null,
    ),
  );

describe('answers that no log could hold, or that nobody expects', () => {
  it('a verdict that is no text ends with a reviewer, not in a circle', async () => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, '\ud800', user);
    await reportVerdict(user, sessionId, 'pass');
    expect(await runUntilSettled(user)).toMatchObject({
      status: 'in_review',
      reasons: ['verification_unavailable'],
    });
  });

  it('the records follow while a step waits to be tried again', async () => {
    const { ilive, user, sessionId } = await started();
    ilive.play({ fault: (name) => (name === 'compare' ? '503' : null) });
    ilive.decide(sessionId, 'pass', user);
    await reportVerdict(user, sessionId, 'pass');
    await env.APPLICANTS.getByName(user).wake();
    const { seq, status } = await readApplicant(user);
    expect(status).toBe('verifying');
    expect(await rowOf(user)).toMatchObject({ head_seq: seq, wake_ms: expect.any(Number) });
  });

  it.each([
    '400',
    '409',
    '422',
  ])('a session that is not over yet is no case for a reviewer: /result says %s', async (status) => {
    const { ilive, user, sessionId } = await started();
    ilive.play({ fault: (name) => (name === 'result' ? (status as '409') : null) });
    passTime(31 * 60_000);
    expect(await runUntilSettled(user)).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['session_expired'],
    });
    ilive.play({});
    ilive.decide(sessionId, 'pass', user);
    await reportVerdict(user, sessionId, 'pass');
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
  });

  it('no token outlives its use', async () => {
    const { ilive, user, sessionId } = await started();
    expect(await tokensOf(user)).toHaveLength(1);
    ilive.play({ fault: (name) => (name === 'result' ? '409' : null) });
    await reportVerdict(user, sessionId, 'pass');
    expect(await runUntilSettled(user)).toMatchObject({ reasons: ['verification_unavailable'] });
    expect(await tokensOf(user)).toHaveLength(1);
    await decide(user, 'retry_liveness');
    expect(await tokensOf(user)).toEqual([]);
    ilive.play({});
    const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
    ilive.decide(body.session_id, 'pass', user);
    await reportVerdict(user, body.session_id, 'pass');
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
    expect(await tokensOf(user)).toEqual([]);
    expect((await readLog(user)).at(-1)?.type).toMatch(/faces_(searched|reconciled)/);
  });
});
