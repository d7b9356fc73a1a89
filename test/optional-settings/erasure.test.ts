import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { hashOf } from '../../src/event-log/hash-chain.ts';
import { alarmOf, crash, passTime, reportVerdict, uploadOf } from '../support/controlled-applicant.ts';
import { decide, readApplicant, readLog, send } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import { approved, created, onScene, pictures, reported, rest, withSession } from './consenting-applicant.ts';

const scene = onScene();
const MINUTE_MS = 60_000;

const erase = (user: string) => send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });

/** All that the object itself and D1 hold of the applicant, as text. */
async function everythingStored(user: string): Promise<string> {
  const own = await runInApplicant(user, (_, { storage }) => {
    return [...storage.kv.list()];
  });
  const queries = [
    'SELECT * FROM applicants WHERE user_id = ?',
    'SELECT r.* FROM reasons r JOIN applicants a USING (id) WHERE a.user_id = ?',
    'SELECT * FROM sessions WHERE user_id = ?',
  ];
  const rows = await env.DB.batch(queries.map((query) => env.DB.prepare(query).bind(user)));
  return JSON.stringify([own, rows.map(({ results }) => results)]);
}

describe('DELETE erases', () => {
  it('photos, face, token, metadata, notes and the copy in D1, and answers with the receipt', async () => {
    const user = await approved(scene);
    expect(await pictures(user)).toHaveLength(2);
    expect(scene.ilive.facesOf(user)).toHaveLength(1);
    expect(await everythingStored(user)).toContain('Lovelace');

    const { status, body } = await erase(user);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ user_id: user, status: 'erased', next_action: 'none', reasons: [], metadata: {} },
      ...{ id_photo: null, liveness: null, match: null, face: null, dedupe: null, review: null },
      erasure: { erased_at: expect.any(String), cause: 'request' },
    });
    expect(body.erasure.deleted).toMatchObject([
      { what: 'personal_data', where: 'durable_object' },
      { what: 'photos', where: 'r2', count: 2 },
      { what: 'face', where: 'ilive', face_id: expect.any(String) },
      { what: 'personal_data', where: 'd1' },
    ]);
    expect(body.erasure.pending).toMatchObject([{ what: 'photos', where: 'r2', due_at: expect.any(String) }]);
    expect(body.erasure.note).toContain('30 days');
    expect(await pictures(user)).toEqual([]);
    expect(scene.ilive.facesOf(user)).toEqual([]);
    expect(await everythingStored(user)).not.toMatch(/Lovelace|session_url|ilive\.test/);
  });

  it('leaves a log without personal data that still verifies, and nothing due', async () => {
    const user = await approved(scene);
    await erase(user);
    passTime(MINUTE_MS + 1_000);
    await rest(user);
    const events = await readLog(user);
    expect(JSON.stringify(events)).not.toContain('Lovelace');
    let previous = '0'.repeat(64);
    for (const event of events as any[]) {
      expect(event.prev_hash).toBe(previous);
      expect(hashOf(previous, event)).toBe(event.hash);
      previous = event.hash;
    }
    // What stood behind the last run rings once more, for nothing.
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await alarmOf(user)).toBeNull();
    expect(await readLog(user)).toHaveLength(events.length);
    const row = await env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first();
    expect(row).toMatchObject({ status: 'erased', reasons: '[]', wake_ms: null, head_seq: events.length });
    // What is not stored is nothing: no metadata, no photo, no face, no case.
    const left = [
      'attempt',
      'attempts_left',
      'erasure',
      'next_action',
      'photos_deleted_at',
      'policy',
      'updated_at',
    ];
    expect(Object.keys(JSON.parse(String(row?.document))).filter((name) => !left.includes(name))).toEqual([]);
    const { created_at } = await readApplicant(user);
    const [after, before] = [-1, 1].map((by) => new Date(Date.parse(created_at) + by).toISOString());
    const list = await send('GET', `/v1/applicants?created_after=${after}&created_before=${before}`);
    expect(list.body.data).toContainEqual(await readApplicant(user));
  });

  it('a second time with the same answer', async () => {
    const user = await approved(scene);
    await erase(user);
    passTime(MINUTE_MS + 1_000);
    const settled = await rest(user);
    const second = await erase(user);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(settled);
    expect((await readLog(user)).filter(({ type }) => type === 'applicant_erased')).toHaveLength(1);
  });

  it('twenty times at once as once', async () => {
    const user = await approved(scene);
    const answers = await Promise.all(Array.from({ length: 20 }, () => erase(user)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const types = (await readLog(user)).map(({ type }) => type);
    expect(types.filter((type) => type === 'applicant_erased' || type === 'face_deleted')).toEqual([
      'applicant_erased',
      'face_deleted',
    ]);
  });

  it('nobody who is not there', async () => {
    const { status, body } = await erase('nobody-knows');
    expect([status, body.code]).toEqual([404, 'applicant_not_found']);
  });

  it('a reviewed applicant with its note, and the note is gone', async () => {
    const { user, sessionId } = await withSession('bob');
    scene.ilive.decide(sessionId, 'fail', 'bob');
    await reportVerdict(user, sessionId, 'fail');
    await rest(user);
    await decide(user, 'reject');
    expect((await readApplicant(user)).review?.note).toBe('seen');
    await erase(user);
    expect(await everythingStored(user)).not.toContain('"seen"');
    expect((await readApplicant(user)).review).toBeNull();
  });
});

describe('after an erasure', () => {
  it('nobody is revived, and nothing more is taken', async () => {
    const user = await approved(scene);
    const [sessionId = ''] = scene.ilive.sessions.keys();
    await erase(user);
    const again = await send('POST', '/v1/applicants', { json: { user_id: user } });
    expect([again.status, again.body.code]).toEqual([410, 'gone']);
    expect((await uploadOf(user, 'alice')).body.code).toBe('gone');
    expect((await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body.code).toBe('gone');
    const photo = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect([photo.status, photo.body.code]).toEqual([404, 'photo_not_found']);
    const before = (await readLog(user)).length;
    expect((await reportVerdict(user, sessionId, 'fail')).status).toBe(200);
    expect((await readLog(user)).length).toBe(before);
    expect((await readApplicant(user)).status).toBe('erased');
  });

  it('a face that an index call in flight creates is deleted, by its answer', async () => {
    const { user, sessionId } = await withSession('carol');
    scene.ilive.play({
      async before(name) {
        if (name !== 'index') return;
        env.APPLICANTS.getByName(user).erase('test');
        await eventually(async () => expect((await readApplicant(user)).status).toBe('erased'));
      },
    });
    scene.ilive.decide(sessionId, 'pass', 'carol');
    await reportVerdict(user, sessionId, 'pass');
    expect(await rest(user)).toMatchObject({ status: 'erased' });
    expect(scene.ilive.facesOf(user)).toEqual([]);
    const types = (await readLog(user)).map(({ type }) => type);
    expect(types.indexOf('face_indexed')).toBeGreaterThan(types.indexOf('applicant_erased'));
    expect(types).toContain('face_deleted');
  });

  it.each([
    'erase',
    'reject',
  ] as const)('one whose answer was lost in a crash is found by listing, at once and when it lands late (%s)', async (how) => {
    scene.ilive.play({ fault: (name) => (name === 'index' ? 'lost' : null) });
    const { user, sessionId } = await reported(scene);
    await eventually(() => expect(scene.ilive.facesOf(user)).toHaveLength(1));
    await crash(user);
    scene.ilive.play({});
    if (how === 'erase') {
      scene.ilive.play({ fault: (name) => (name === 'index' ? '503' : null) });
      expect((await erase(user)).body.erasure.pending).toContainEqual({
        ...{ what: 'face', where: 'ilive', session_id: sessionId },
        due_at: new Date(Date.now() + MINUTE_MS).toISOString(),
      });
    } else {
      scene.ilive.play({ fault: (name) => (name === 'list' ? '422' : null) });
      passTime(2_000);
      expect((await rest(user)).reasons).toEqual(['verification_unavailable']);
      scene.ilive.play({});
      expect((await decide(user, 'reject')).body).toMatchObject({ status: 'rejected' });
    }
    await rest(user);
    expect(scene.ilive.facesOf(user), 'at once').toEqual([]);
    scene.ilive.faces.push({
      ...{ face_id: 'late', external_face_id: user, external_image_id: sessionId, person: 'late' },
    });
    passTime(MINUTE_MS + 1_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    await rest(user);
    expect(scene.ilive.facesOf(user), 'a minute later').toEqual([]);
    expect(
      (await readLog(user)).filter(({ type }) => type === 'faces_reconciled').map(({ data }) => data.last),
    ).toEqual([false, true]);
  });

  it('a picture that no event names is gone too, and one that comes within the minute', async () => {
    const user = await created();
    await uploadOf(user, 'dora');
    const prefix = (await pictures(user))[0]?.split('/').slice(0, 2).join('/');
    await env.PHOTOS.put(`${prefix}/id-unnamed.jpg`, pictureOf('dora'));
    await erase(user);
    expect(await pictures(user)).toEqual([]);
    await env.PHOTOS.put(`${prefix}/id-late.jpg`, pictureOf('dora'));
    passTime(MINUTE_MS + 1_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await pictures(user)).toEqual([]);
    expect((await readApplicant(user)).erasure?.pending).toEqual([]);
  });

  it('an outage of iLive leaves the face pending, holds nothing else up, and ends with it gone', async () => {
    const user = await approved(scene);
    scene.ilive.play({ fault: (name) => (name === 'delete' ? '409' : null) });
    const { body } = await erase(user);
    expect(body.erasure.pending).toContainEqual({
      what: 'face',
      where: 'ilive',
      face_id: expect.any(String),
    });
    expect(await pictures(user)).toEqual([]);
    for (let hour = 0; hour < 60; hour += 1) {
      passTime(3_600_000);
      await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    }
    expect((await readApplicant(user)).erasure?.pending).toMatchObject([{ what: 'face' }]);
    expect(scene.said.errors.join()).toContain('face_not_deleted');
    scene.ilive.play({});
    passTime(6 * 3_600_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect((await rest(user)).erasure?.pending).toEqual([]);
    expect(scene.ilive.facesOf(user)).toEqual([]);
  });

  it('an outage of R2 and D1 is waited for', async () => {
    const user = await approved(scene);
    const list = vi.spyOn(env.PHOTOS, 'list').mockRejectedValue(new Error('R2 is away'));
    const batch = vi.spyOn(env.DB, 'batch').mockRejectedValue(new Error('D1 is away'));
    const { status, body } = await erase(user);
    list.mockRestore();
    batch.mockRestore();
    expect(status).toBe(200);
    const away = body.erasure.pending.map(({ where }: { where: string }) => where);
    expect(away).toEqual(expect.arrayContaining(['r2', 'd1']));
    passTime(MINUTE_MS + 1_000);
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect((await rest(user)).erasure?.pending).toEqual([]);
    expect(await pictures(user)).toEqual([]);
  });

  it('an outage of R2 that is over makes the next one wait no longer', async () => {
    const user = await approved(scene);
    const list = vi.spyOn(env.PHOTOS, 'list').mockRejectedValue(new Error('R2 is away'));
    await erase(user);
    for (const seconds of [1, 2, 4]) {
      passTime(seconds * 1_000);
      await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    }
    list.mockRestore();
    passTime(8_000);
    await rest(user);
    expect(await pictures(user)).toEqual([]);
    vi.spyOn(env.PHOTOS, 'list').mockRejectedValueOnce(new Error('R2 is away again'));
    passTime(MINUTE_MS);
    await rest(user);
    expect(await alarmOf(user)).toBe(Date.now() + 1_000);
  });

  it('a customer who does not answer holds nothing up, the receipt neither', async () => {
    let release = () => {};
    const hanging = new Promise<Response>((resolve) => {
      release = () => resolve(new Response(null, { status: 200 }));
    });
    scene.customer.answers.push(() => hanging);
    const { user } = await reported(scene);
    await eventually(async () => expect((await readApplicant(user)).status).toBe('approved'));
    const { status, body } = await erase(user);
    expect(status).toBe(200);
    expect(body.erasure.pending).toMatchObject([{ what: 'photos', where: 'r2' }]);
    expect(await pictures(user)).toEqual([]);
    expect(scene.ilive.facesOf(user)).toEqual([]);
    release();
    await rest(user);
    expect(scene.customer.types(user).at(-1)).toBe('applicant.erased');
  });

  it('a crash right after it changes nothing but the time it takes', async () => {
    const user = await approved(scene);
    await runInApplicant(user, (object) => void object.erase('test'));
    await crash(user);
    passTime(MINUTE_MS + 1_000);
    expect((await rest(user)).erasure?.pending).toEqual([]);
    expect(await pictures(user)).toEqual([]);
    expect(scene.ilive.facesOf(user)).toEqual([]);
  });
});
