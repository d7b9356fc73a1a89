import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { createOutbox } from '../../src/applicant/storage/outbox.ts';
import { createOutboxStore } from '../../src/applicant/storage/outbox-store.ts';
import {
  alarmOf,
  crash,
  passTime,
  reportVerdict,
  setClock,
  uploadOf,
} from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { runInApplicant } from '../support/onboard.ts';
import { approved, created, DAY, onScene, reported, rest, withSession } from './consenting-applicant.ts';

const scene = onScene();
const status =
  (code: number, headers = {}) =>
  () =>
    new Response(null, { status: code, headers });
const resend = (user: string) => send('POST', `/v1/applicants/${user}/notifications/resend`);

/** Rings the alarms until the customer is told again; gives the seconds until then. */
async function nextTry(user: string): Promise<number> {
  const told = scene.customer.of(user).length;
  const from = Date.now();
  // The log's copy may have its turn before.
  while (scene.customer.of(user).length === told) {
    setClock((await alarmOf(user)) ?? Number.NaN);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    // The alarm's handler waits for no receiver.
    await rest(user);
  }
  return (Date.now() - from) / 1_000;
}

it('tells of each change of status, in order, signed so that the official library takes it', async () => {
  const user = await approved(scene);
  await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  await rest(user);
  const told = scene.customer.of(user);
  expect(told.map(({ type }) => type)).toEqual([
    'applicant.created',
    'applicant.awaiting_liveness',
    'applicant.approved',
    'applicant.erased',
  ]);
  const seqs = told.map(({ data }) => data.seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(new Set(told.map(({ id }) => id)).size).toBe(4);
  const events = await readLog(user);
  expect(told[2]).toMatchObject({
    timestamp: told[2]?.data.occurred_at,
    data: { user_id: user, status: 'approved', reasons: [], seq: expect.any(Number) },
  });
  expect(events.find(({ seq }) => seq === told[2]?.data.seq)?.type).toBe('faces_searched');
  expect(Object.keys(told[2]?.data ?? {})).toEqual(['user_id', 'status', 'reasons', 'seq', 'occurred_at']);
});

it('tells of a review with its reasons, of a retry and of a rejection', async () => {
  const { user, sessionId } = await withSession('gina');
  scene.ilive.decide(sessionId, 'fail', 'gina');
  await reportVerdict(user, sessionId, 'fail');
  await rest(user);
  await decide(user, 'retry_liveness');
  await rest(user);
  const again = (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body;
  scene.ilive.decide(again.session_id, 'fail', 'gina');
  await reportVerdict(user, again.session_id, 'fail');
  await rest(user);
  await decide(user, 'reject');
  await rest(user);
  expect(scene.customer.of(user).map(({ type, data }) => [type, data.reasons])).toEqual([
    ['applicant.created', []],
    ['applicant.awaiting_liveness', []],
    ['applicant.in_review', ['liveness_failed']],
    ['applicant.awaiting_liveness', ['requested_by_reviewer']],
    ['applicant.in_review', ['liveness_failed']],
    ['applicant.rejected', ['liveness_failed']],
  ]);
});

it('tries again by the schedule, under the same id, holds what comes after it back, and parks it', async () => {
  scene.customer.answers.push(...Array.from({ length: 10 }, () => status(503)));
  const user = await created();
  await rest(user);
  await uploadOf(user, 'hugo');
  await rest(user);
  const waits: number[] = [];
  for (let failures = 1; failures < 10; failures += 1) waits.push(await nextTry(user));
  const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual((schedule[index] ?? 0) * 0.98);
    expect(wait).toBeLessThanOrEqual((schedule[index] ?? 0) * 1.11);
  }
  const told = scene.customer.of(user);
  expect(told.slice(0, 10).map(({ type }) => type)).toEqual(Array(10).fill('applicant.created'));
  expect(new Set(told.slice(0, 10).map(({ id }) => id)).size).toBe(1);
  expect(told[10]?.type).toBe('applicant.awaiting_liveness');
  expect(scene.said.errors.join()).toContain('notification_parked');

  const { status: code, body } = await resend(user);
  expect([code, body]).toEqual([200, { user_id: user, resent: [1] }]);
  await rest(user);
  expect(scene.customer.types(user).at(-1)).toBe('applicant.created');
  expect(scene.customer.of(user).at(-1)?.id).toBe(told[0]?.id);
  expect((await resend(user)).body.resent).toEqual([]);
});

it('obeys Retry-After, takes a redirect for a failure, and stops at 410', async () => {
  scene.customer.answers.push(
    status(429, { 'retry-after': '120' }),
    status(308, { location: 'https://elsewhere.test/' }),
    status(410),
  );
  const user = await created();
  await rest(user);
  expect(await nextTry(user)).toBeGreaterThanOrEqual(119);
  expect(scene.customer.of(user)).toHaveLength(2);
  await nextTry(user);
  expect(scene.customer.of(user)).toHaveLength(3);
  expect(scene.said.errors.join()).toContain('http_410');
  await uploadOf(user, 'ines');
  await rest(user);
  expect(scene.customer.types(user).at(-1)).toBe('applicant.awaiting_liveness');
  scene.customer.answers.push(status(410));
  expect((await resend(user)).body.resent).toEqual([1]);
  await rest(user);
  expect(scene.customer.of(user)).toHaveLength(5);
  await crash(user);
  expect((await resend(user)).body.resent).toEqual([1]);
});

it('knows after an eviction or a crash what was sent and what was not', async () => {
  scene.customer.answers.push(status(500));
  const user = await created();
  await rest(user);
  await crash(user);
  expect((await readApplicant(user)).status).toBe('awaiting_id_photo');
  expect(scene.customer.of(user)).toHaveLength(1);
  await nextTry(user);
  expect(scene.customer.of(user)).toHaveLength(2);
  await crash(user);
  await rest(user);
  expect(scene.customer.of(user)).toHaveLength(2);
});

it('is set going after a crash by whoever comes first, and is nothing that the sweep should wake for', async () => {
  scene.customer.answers.push(status(500));
  const user = await created();
  await rest(user);
  const row = env.DB.prepare('SELECT wake_ms FROM applicants WHERE user_id = ?').bind(user);
  expect(await row.first('wake_ms')).toBe(Date.now() + 60 * DAY);
  await crash(user);
  passTime(6_000);
  await readApplicant(user);
  await eventually(() => expect(scene.customer.of(user)).toHaveLength(2));
});

it('sends again what was taken while the service crashed: at least once', async () => {
  const user = newUserId();
  // Taken, but the answer never reaches us.
  scene.customer.answers.push(() => new Promise(() => {}));
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await eventually(() => expect(scene.customer.of(user)).toHaveLength(1));
  await crash(user);
  passTime(31_000);
  await rest(user);
  expect(scene.customer.types(user)).toEqual(['applicant.created', 'applicant.created']);
});

it('what was asked for again holds nothing up, is not held up, and is asked for once', async () => {
  scene.customer.answers.push(status(410), status(503), status(503));
  const user = await created();
  await rest(user);
  await uploadOf(user, 'jana');
  await rest(user);
  expect((await resend(user)).body.resent).toEqual([1]);
  await rest(user);
  const [first, second] = ['applicant.created', 'applicant.awaiting_liveness'];
  expect(scene.customer.types(user)).toEqual([first, second, first]);
  expect((await resend(user)).body.resent).toEqual([]);
  await rest(user);
  expect(scene.customer.of(user)).toHaveLength(3);
  passTime(6_000);
  await rest(user);
  expect(scene.customer.types(user).slice(3).toSorted()).toEqual([second, first]);
  await crash(user);
  expect((await resend(user)).body.resent).toEqual([]);
  await rest(user);
  expect(scene.customer.of(user)).toHaveLength(5);
});

it('tells nothing that happened before anybody wanted to know', async () => {
  const user = await created();
  await rest(user);
  await runInApplicant(user, (_, { storage }) => {
    storage.kv.delete('cursor/notifications');
    const off = createOutbox(createOutboxStore(storage), false);
    off.startCursor(0);
    expect(createOutboxStore(storage).cursor()).toBeNull();
  });
  await crash(user);
  scene.customer.answers.push(status(500));
  await uploadOf(user, 'kira');
  await rest(user);
  await crash(user);
  passTime(6_000);
  await rest(user);
  const [old, wanted] = ['applicant.created', 'applicant.awaiting_liveness'];
  expect(scene.customer.types(user)).toEqual([old, wanted, wanted]);
});

it('knows of a creation that was stored only at the second try', async () => {
  const user = newUserId();
  await runInApplicant(user, (object, { storage }) => {
    const alarm = vi.spyOn(storage, 'setAlarm').mockImplementationOnce(() => {
      throw new Error('storage is away');
    });
    expect(() =>
      object.create({ userId: user, metadata: {}, consent: null, redirectUrl: null }, 'test'),
    ).toThrow('away');
    alarm.mockRestore();
  });
  scene.customer.answers.push(() => new Promise(() => {}));
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await eventually(() => expect(scene.customer.of(user)).toHaveLength(1));
  await crash(user);
  passTime(31_000);
  await rest(user);
  expect(scene.customer.types(user)).toEqual(['applicant.created', 'applicant.created']);
});

it('a storage that fails while one is given up neither parks nor skips it', async () => {
  const user = await created();
  await rest(user);
  const full = await runInApplicant(user, (_, { storage: { kv } }) => {
    const put = kv.put.bind(kv);
    return vi.spyOn(kv, 'put').mockImplementation((key, value) => {
      if (key === 'cursor/notifications') throw new Error('the disk is full');
      put(key, value);
    });
  });
  scene.customer.answers.push(status(410), status(410));
  await uploadOf(user, 'lena');
  await rest(user);
  expect(scene.said.errors.join()).toContain('run_failed');
  await runInApplicant(user, (_, { storage }) => {
    expect([...storage.kv.list({ prefix: 'parked/' })]).toEqual([]);
    full.mockRestore();
  });
  scene.customer.answers.length = 0;
  const before = scene.customer.of(user).length;
  await nextTry(user);
  expect(scene.customer.types(user).slice(before)).toEqual(['applicant.awaiting_liveness']);
  expect((await resend(user)).body.resent).toEqual([]);
});

it('a receiver that hangs delays nobody', async () => {
  let release = () => {};
  const hanging = new Promise<Response>((resolve) => {
    release = () => resolve(new Response(null, { status: 200 }));
  });
  scene.customer.answers.push(() => hanging);
  const { user } = await reported(scene);
  await eventually(async () => expect((await readApplicant(user)).status).toBe('approved'));
  expect(scene.customer.types(user)).toEqual(['applicant.created']);
  release();
  await rest(user);
  expect(scene.customer.types(user)).toEqual([
    'applicant.created',
    'applicant.awaiting_liveness',
    'applicant.approved',
  ]);
});

it('resending is asked for with the right key, and for somebody who is there', async () => {
  expect((await resend('nobody-knows')).body.code).toBe('applicant_not_found');
  const user = await created();
  const denied = await send('POST', `/v1/applicants/${user}/notifications/resend`, { as: 'auditor' });
  expect(denied.body.code).toBe('insufficient_scope');
});

it('reviewers who want another ID photo are heard of, once the second has decided the same', async () => {
  const { user, sessionId } = await withSession('olga');
  scene.ilive.decide(sessionId, 'pass', 'somebody-else');
  await reportVerdict(user, sessionId, 'pass');
  expect((await rest(user)).reasons).toEqual(['similarity_low']);
  const proposed = await decide(user, 'new_id_photo');
  expect(proposed.status).toBe(200);
  const said = { decision: 'new_id_photo', ground: 'other', samePerson: null, note: 'the same' } as const;
  const by = { reviewer: 'r-2', isSenior: false, takeOver: false, seq: proposed.body.seq };
  await env.APPLICANTS.getByName(user).decide({ ...said, ...by }, 'reviewer:second@example.com');
  expect((await rest(user)).next_action).toBe('upload_id_photo');
  expect(scene.customer.of(user).at(-1)?.data.status).toBe('awaiting_id_photo');
});
