import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passTime, reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';

const LIFE_MS = 30 * 60_000;

let uninstall = () => {};
beforeEach(() => void muteConsole());
afterEach(() => {
  uninstall();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function started() {
  const ilive = createScriptedIlive();
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  const { body } = await start(user);
  return { ilive, user, sessionId: String(body.session_id) };
}
const start = (user: string) => send('POST', `/v1/applicants/${user}/sessions`, { json: {} });

describe('at the end of a session that has no verdict', () => {
  it.each([0, 1, 9_999, 10_000, 10_001, 3_600_000])('%i ms later a start gives a new session', async (ms) => {
    const { user, sessionId } = await started();
    passTime(LIFE_MS + ms);
    expect((await readApplicant(user)).next_action).toBe('wait');
    const again = await start(user);
    expect(again.status).toBe(201);
    expect(again.body.session_id).not.toBe(sessionId);
    expect(await readApplicant(user)).toMatchObject({ next_action: 'complete_liveness', attempts_left: 1 });
    expect((await readLog(user)).map(({ type }) => type)).toContain('session_expired');
  });

  it('starts at the same moment share one session', async () => {
    const { user, ilive } = await started();
    passTime(LIFE_MS);
    const answers = await Promise.all([start(user), start(user), start(user)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.session_id)).size).toBe(1);
    expect(ilive.sessions.size).toBe(2);
  });

  it('one millisecond before, it is open', async () => {
    const { user, sessionId } = await started();
    passTime(LIFE_MS - 1);
    // The session was started some real milliseconds ago.
    vi.setSystemTime(Date.parse((await readApplicant(user)).liveness?.expires_at ?? '') - 1);
    expect((await readApplicant(user)).next_action).toBe('complete_liveness');
    expect(await start(user)).toMatchObject({ status: 200, body: { session_id: sessionId } });
  });

  it('the wait ends by itself', async () => {
    const { user } = await started();
    passTime(LIFE_MS);
    expect((await readApplicant(user)).next_action).toBe('wait');
    expect(await runUntilSettled(user)).toMatchObject({
      next_action: 'start_liveness',
      reasons: ['session_expired'],
    });
    expect((await start(user)).status).toBe(201);
  });
});

describe('at the end of a session that has a verdict nobody has heard of', () => {
  it('a start is 409, and the onboarding goes on with the verdict', async () => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    passTime(LIFE_MS);
    expect((await readApplicant(user)).next_action).toBe('wait');
    expect(await start(user)).toMatchObject({ status: 409, body: { code: 'wrong_status' } });
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
  });

  it('a start after a retry gives the next session', async () => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'retry', 'alice');
    passTime(LIFE_MS);
    expect(await start(user)).toMatchObject({ status: 201, body: { attempt: 2, mode: 'active' } });
  });
});

describe('while iLive cannot be asked', () => {
  it('a start is 502 and can be made again', async () => {
    const { ilive, user } = await started();
    ilive.play({ fault: (name) => (name === 'result' ? '503' : null) });
    passTime(LIFE_MS);
    for (let n = 0; n < 2; n += 1)
      expect(await start(user)).toMatchObject({ status: 502, body: { code: 'ilive_unavailable' } });
    expect((await readApplicant(user)).next_action).toBe('wait');
    ilive.play({});
    passTime(60_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    await env.APPLICANTS.getByName(user).wake();
    expect((await start(user)).status).toBe(201);
  });
});

describe('an erased applicant', () => {
  it('takes no write but another DELETE', async () => {
    const { user, sessionId, ilive } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    await reportVerdict(user, sessionId, 'fail');
    await runUntilSettled(user);
    expect((await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' })).status).toBe(200);
    const { seq } = await readApplicant(user);
    const form = new FormData();
    form.set('user_id', user);
    form.set('id_photo', new File(['no picture'], 'x.jpg'));
    const decision = { decision: 'approve', reviewer: 'r', note: 'n', seq: 1 };
    const writes = [
      await send('POST', '/v1/applicants', { json: { user_id: user } }),
      await send('POST', '/v1/applicants', { body: form }),
      await uploadOf(user, 'alice'),
      await send('PUT', `/v1/applicants/${user}/id-photo`, { body: 'no picture' }),
      await start(user),
      await send('POST', `/v1/applicants/${user}/decisions`, { as: 'reviewer', json: decision }),
      await send('POST', `/v1/applicants/${user}/decisions`, { as: 'reviewer', json: { ...decision, seq } }),
      await send('POST', `/v1/applicants/${user}/decisions`, {
        as: 'reviewer',
        json: { ...decision, ground: 'spoof' },
      }),
      await send('POST', `/v1/applicants/${user}/notifications/resend`),
    ];
    expect(writes.map(({ status, body }) => [status, body.code])).toEqual(writes.map(() => [410, 'gone']));
    expect((await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' })).status).toBe(200);
  });
});
