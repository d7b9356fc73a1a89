import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sealReturnLink } from '../../src/links/return-link.ts';
import { createSeal } from '../../src/platform/seal.ts';
import {
  capture,
  createWithIdPhoto,
  decide,
  deliver,
  deliveryOf,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  startSession,
  typesOf,
} from '../support/customer.ts';

const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

/** The path that iLive was given for that session, sealed anew. */
async function returnLink(user: string, sessionId: string): Promise<string> {
  const stub = env.APPLICANTS.getByName(user);
  const { return_ref: returnRef } = await runInDurableObject(stub, (_, { storage }) =>
    JSON.parse(String(storage.kv.get(`side_data/session:${sessionId}`))),
  );
  const seal = createSeal([Uint8Array.from(atob(env.DATA_KEY), (char) => char.charCodeAt(0))]);
  return `/return/${await sealReturnLink(seal, { objectId: stub.id.toString(), returnRef })}`;
}

/** The object dies on the spot, as in a crash: what it was doing is gone, what it stored is not. */
async function crash(user: string): Promise<void> {
  await runInDurableObject(env.APPLICANTS.getByName(user), (_, state) => state.abort('crash')).catch(
    () => {},
  );
}

afterEach(() => {
  vi.useRealTimers();
});

describe('lost and late signals', () => {
  it('asks /result once when the applicant comes back and no webhook does', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'SeanConnery.jpg');
    const { session_id } = await startSession(user, 'https://app.example/done?order=7');
    const path = await returnLink(user, session_id);
    await capture(session_id, 'sean_guru2_crop.jpg');
    const back = await send('GET', `${path}?session_id=${session_id}&verdict=pass`, { as: 'nobody' });
    expect([back.status, back.headers.get('location')]).toEqual([
      303,
      `https://app.example/done?order=7&session_id=${session_id}`,
    ]);
    expect(await readAfterRun(user)).toMatchObject({
      status: 'awaiting_liveness',
      next_action: 'complete_liveness',
    });
    later(5_001);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await readAfterRun(user)).toMatchObject({ status: 'approved' });
    expect(await typesOf(user)).not.toContain('verdict_received');
  });

  it('asks only once after a return without a verdict, and once more at the end of the life', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const { session_id } = await startSession(user);
    const path = await returnLink(user, session_id);
    expect((await send('GET', path, { as: 'nobody' })).status).toBe(200);
    await send('GET', path, { as: 'nobody' });
    later(6_000);
    await readAfterRun(user);
    expect(await readApplicant(user)).toMatchObject({ status: 'awaiting_liveness', reasons: [] });
    expect((await typesOf(user)).slice(-2)).toEqual(['applicant_returned', 'result_pending']);
    await send('GET', path, { as: 'nobody' });
    await readAfterRun(user);
    expect((await typesOf(user)).at(-1)).toBe('result_pending');

    later(1_811_000);
    await readAfterRun(user);
    expect(await readApplicant(user)).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['session_expired'],
      attempt: 1,
      attempts_left: 1,
    });
    expect((await typesOf(user)).slice(-2)).toEqual(['session_timed_out', 'session_expired']);
    // A fresh session, on the same attempt.
    expect(await startSession(user)).toMatchObject({ attempt: 1, mode: 'passive' });
  });

  it('shows a plain page for any link that is none of ours, and notes nothing', async () => {
    for (const opaque of ['x', 'a'.repeat(200), '%00', '..%2f..', 'A'.repeat(5_000)]) {
      const answer = await send('GET', `/return/${opaque}`, { as: 'nobody' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    }
  });

  it('counts a verdict that comes after the expiry', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'obama4_crop.jpg');
    const { session_id } = await startSession(user);
    later(1_811_000);
    await readAfterRun(user);
    expect((await readApplicant(user)).reasons).toEqual(['session_expired']);
    vi.useRealTimers();
    await capture(session_id, 'obama4_crop.jpg');
    await deliver(await deliveryOf(session_id));
    expect(await readAfterRun(user)).toMatchObject({ status: 'approved', reasons: [] });
  });

  it('takes a late fail of an older session to a reviewer', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'queen20_crop.jpg');
    const older = await startSession(user);
    later(1_811_000);
    await readAfterRun(user);
    const newer = await startSession(user);
    expect(newer.session_id).not.toBe(older.session_id);
    vi.useRealTimers();
    await capture(older.session_id, 'queen20_crop.jpg', 'fail');
    await deliver(await deliveryOf(older.session_id));
    expect(await readAfterRun(user)).toMatchObject({ status: 'in_review', reasons: ['verdict_mismatch'] });
    expect((await decide(user, 'approve')).body.code).toBe('decision_not_allowed');
  });

  it('stops a start beyond MAX_SESSIONS and leaves it to a reviewer', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    for (let session = 1; session <= 5; session += 1) {
      await startSession(user);
      later(1_811_000);
      await readAfterRun(user);
    }
    const sixth = await send('POST', `/v1/applicants/${user}/sessions`);
    expect(sixth).toMatchObject({ status: 409, body: { code: 'session_limit_reached' } });
    expect(await readApplicant(user)).toMatchObject({
      status: 'in_review',
      reasons: ['session_expired', 'session_limit_reached'],
    });
    expect((await decide(user, 'retry_liveness')).body).toMatchObject({ status: 'awaiting_liveness' });
    expect((await send('POST', `/v1/applicants/${user}/sessions`)).status).toBe(201);
  });

  it('resumes after a crash in the middle of a run', async () => {
    const user = newUserId('slow-');
    await createWithIdPhoto(user, 'franck_02045.jpg');
    const { session_id } = await startSession(user);
    await capture(session_id, 'franck_04117.jpg');
    await deliver(await deliveryOf(session_id));
    await crash(user);
    expect((await readApplicant(user)).status).toBe('verifying');
    later(120_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await readAfterRun(user)).toMatchObject({ status: 'approved' });
    const once = (await typesOf(user)).filter((type) => type === 'face_indexed');
    expect(once).toHaveLength(1);
  });
});
