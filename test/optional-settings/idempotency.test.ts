import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { idempotent } from '../../src/api/idempotency/idempotent.ts';
import type { HttpEnv } from '../../src/http/context.ts';
import type { IdempotencyKey } from '../../src/index.ts';
import { passTime, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, send } from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import { CONSENT, created, DAY, onScene } from './consenting-applicant.ts';

const scene = onScene();
const newKey = () => crypto.randomUUID();
const keyed = (key: string) => ({ 'idempotency-key': key });
const create = (key: string, json: object) => send('POST', '/v1/applicants', { json, headers: keyed(key) });
const objectOf = (key: string, caller = 'backend') => {
  const name = createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('hex');
  return env.IDEMPOTENCY_KEYS.getByName(name);
};
const rowsOf = (key: string) =>
  runInDurableObject(objectOf(key), (_, { storage }) => [...storage.kv.list()].length);

const alarmOf = (key: string) => runInDurableObject(objectOf(key), (_, { storage }) => storage.getAlarm());

async function awaitingLiveness(): Promise<string> {
  const user = await created();
  await uploadOf(user, 'kim');
  return user;
}

describe('the same key again', () => {
  it('gives the first answer, whatever has happened since', async () => {
    const key = newKey();
    const json = { user_id: newUserId(), consent: CONSENT };
    const first = await create(key, json);
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    await uploadOf(json.user_id, 'kim');
    const second = await create(key, json);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('cache-control')).toBe('no-store');
    expect((await create(newKey(), json)).status).toBe(200);
  });

  it('opens one session', async () => {
    const user = await awaitingLiveness();
    const key = newKey();
    const start = () => send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers: keyed(key) });
    const [first, second] = [await start(), await start()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(scene.ilive.sessions.size).toBe(1);
  });

  it('gives the first refusal too', async () => {
    const user = await created();
    const key = newKey();
    const start = () => send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers: keyed(key) });
    expect((await start()).body.code).toBe('wrong_status');
    await uploadOf(user, 'kim');
    const again = await start();
    expect([again.status, again.body.code]).toEqual([409, 'wrong_status']);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
    const invalid = newKey();
    for (const _ of [1, 2])
      expect((await create(invalid, { user_id: '!' })).body.code).toBe('invalid_request');
  });

  it('takes a form by its fields: its boundary is another at each try', async () => {
    const key = newKey();
    const user = newUserId();
    const post = (person: string, names = ['user_id', 'metadata', 'id_photo']) => {
      const fields: [string, string | File][] = [
        ['user_id', user],
        ['metadata', '{}'],
        ['consent', '{}'],
        ['id_photo', new File([pictureOf(person)], 'id.jpg')],
      ];
      const form = new FormData();
      for (const name of names) {
        for (const [field, value] of fields) if (field === name) form.set(field, value);
      }
      return send('POST', '/v1/applicants', { body: form, headers: keyed(key) });
    };
    expect((await post('kim')).status).toBe(201);
    expect((await post('kim')).headers.get('idempotent-replayed')).toBe('true');
    const inAnotherOrder = await post('kim', ['id_photo', 'metadata', 'user_id']);
    expect(inAnotherOrder.headers.get('idempotent-replayed')).toBe('true');
    expect((await post('lee')).body.code).toBe('idempotency_key_reused');
    const asConsent = await post('kim', ['user_id', 'consent', 'id_photo']);
    expect(asConsent.body.code).toBe('idempotency_key_reused');
  });

  it('is another key for another caller', async () => {
    const user = await created();
    const key = newKey();
    const path = `/v1/applicants/${user}/decisions`;
    const json = { decision: 'reject', reviewer: 'r', note: 'seen', seq: 1 };
    await send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers: keyed(key) });
    const other = await send('POST', path, { json, as: 'reviewer', headers: keyed(key) });
    expect(other.body.code).not.toBe('idempotency_key_reused');
  });
});

describe('a key that was used for something else', () => {
  type Request = (user: string) => [path: string, json: object];
  it.each<[string, Request]>([
    ['another body', (user) => ['/v1/applicants', { user_id: user, metadata: { a: 1 } }]],
    ['another applicant', () => ['/v1/applicants', { user_id: newUserId() }]],
    ['another route', (user) => [`/v1/applicants/${user}/sessions`, { user_id: user }]],
  ])('is refused: %s', async (_name, request) => {
    const key = newKey();
    const user = newUserId();
    await create(key, { user_id: user });
    const [path, json] = request(user);
    const answer = await send('POST', path, { json, headers: keyed(key) });
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it.each(['', 'ü', 'x'.repeat(256)])('or is none: %j', async (key) => {
    const answer = await create(key, { user_id: newUserId() });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('at the same moment', () => {
  it('one request is made, the others are told to wait', async () => {
    const user = await awaitingLiveness();
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers: keyed(key) }),
      ),
    );
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.filter((code) => code === 201).length).toBeGreaterThanOrEqual(1);
    expect(codes.filter((code) => code !== 201 && code !== 'idempotency_in_progress')).toEqual([]);
    expect(scene.ilive.sessions.size).toBe(1);
  });

  it('a request that died gives the key free after a minute, and comes too late itself', async () => {
    const key = newKey();
    const object = objectOf(key);
    const first = await object.begin('hash');
    expect(await object.begin('hash')).toEqual({ state: 'in_progress' });
    passTime(60_001);
    const second = await object.begin('hash');
    expect(second.state).toBe('new');
    if (first.state !== 'new' || second.state !== 'new') throw new Error('neither is new');
    await object.keep(first.ticket, { with: 'key', answer: 'first' });
    await object.forget(first.ticket);
    expect(await object.begin('hash')).toEqual({ state: 'in_progress' });
    await object.keep(second.ticket, { with: 'key', answer: 'second' });
    expect(await object.begin('hash')).toEqual({
      state: 'done',
      kept: { with: 'key', answer: 'second' },
    });
  });
});

describe('what is not kept', () => {
  it.each([
    ['401', 'nobody', 'missing_api_key'],
    ['403', 'auditor', 'insufficient_scope'],
  ] as const)('an answer %s', async (_status, as, code) => {
    const key = newKey();
    const json = { user_id: newUserId() };
    expect((await send('POST', '/v1/applicants', { json, as, headers: keyed(key) })).body.code).toBe(code);
    expect((await create(key, json)).status).toBe(201);
  });

  it('an answer 502', async () => {
    const user = await awaitingLiveness();
    const key = newKey();
    const start = () => send('POST', `/v1/applicants/${user}/sessions`, { json: {}, headers: keyed(key) });
    scene.ilive.play({ fault: (name) => (name === 'create_session' ? '503' : null) });
    expect((await start()).status).toBe(502);
    expect(await rowsOf(key)).toBe(0);
    expect(await alarmOf(key)).toBeNull();
    scene.ilive.play({});
    expect((await start()).status).toBe(201);
  });

  it('anything after a day, on either side', async () => {
    const key = newKey();
    const json = { user_id: newUserId(), consent: CONSENT };
    await create(key, json);
    const answers = () =>
      runInApplicant(json.user_id, (_, { storage }) => [...storage.kv.list({ prefix: 'side_data/answer:' })]);
    expect(await answers()).toHaveLength(1);
    passTime(DAY);
    await runDurableObjectAlarm(objectOf(key));
    expect([await rowsOf(key), await answers()]).toEqual([0, []]);
    expect((await create(key, json)).status).toBe(200);
  });

  it.each([
    [401, 2],
    [403, 2],
    [429, 2],
    [500, 2],
    [503, 2],
    [409, 1],
  ] as const)('an answer %i of the route itself: asked for twice, made %i times', async (status, times) => {
    let made = 0;
    const app = new Hono<HttpEnv>();
    app.post(
      '/v1/anything',
      (c, next) => {
        c.set('caller', { name: 'backend', scopes: [] });
        return next();
      },
      idempotent,
      (c) => {
        made += 1;
        return c.json({}, status);
      },
    );
    const headers = keyed(newKey());
    for (const _ of [1, 2]) {
      const answer = await app.request('/v1/anything', { method: 'POST', headers }, env);
      expect(answer.status).toBe(status);
    }
    expect(made).toBe(times);
  });

  it('anything after a day, also where its alarm has not rung', async () => {
    const object = objectOf(newKey());
    const begun = await object.begin('hash');
    if (begun.state !== 'new') throw new Error('it is not new');
    await object.keep(begun.ticket, { with: 'key', answer: 'first' });
    passTime(DAY - 1);
    expect((await object.begin('another')).state).toBe('reused');
    passTime(1);
    expect((await object.begin('another')).state).toBe('new');
  });

  it('the key itself, but only once the answer has gone', async () => {
    const key = newKey();
    await create(key, { user_id: newUserId(), metadata: { name: 'Ada Lovelace' } });
    passTime(DAY);
    await runInDurableObject(objectOf(key), async (object: IdempotencyKey, { storage }) => {
      expect(JSON.stringify([...storage.kv.list()])).not.toContain('Lovelace');
      const own = object as IdempotencyKey & { env: Env };
      const { env: before } = own;
      const away = () => {
        throw new Error('the applicant is away');
      };
      own.env = { ...before, APPLICANTS: { getByName: away } as unknown as Env['APPLICANTS'] };
      await own.alarm();
      own.env = before;
    });
    expect(await rowsOf(key)).toBe(1);
    expect(await alarmOf(key)).toBe(Date.now() + 3_600_000);
  });

  it('an answer of whoever was erased', async () => {
    const key = newKey();
    const json = { user_id: newUserId(), consent: CONSENT };
    await create(key, json);
    await send('DELETE', `/v1/applicants/${json.user_id}`, { as: 'eraser' });
    const again = await create(key, json);
    expect([again.status, again.body.code]).toEqual([410, 'gone']);
    const applicant = env.APPLICANTS.getByName(json.user_id);
    expect(await applicant.keepAnswer('late', 'of a request that the erasure overtook')).toBe(false);
    expect(await applicant.answer('late')).toBeNull();
  });
});
