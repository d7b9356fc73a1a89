/** Attacks on the idempotency keys. Each test states what ought to hold. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { IdempotencyKey } from '../../src/index.ts';
import { newUserId, send } from '../support/customer.ts';
import { inside } from '../support/onboard.ts';
import { passTime } from '../support/stage.ts';
import { CONSENT, created, DAY, onScene } from './scene.ts';

onScene();
const nameOf = (key: string) =>
  createHash('sha256')
    .update(JSON.stringify(['backend', key]))
    .digest('hex');

it('a request that begins while the old key is being cleaned up keeps its ticket', async () => {
  const key = crypto.randomUUID();
  const json = { user_id: newUserId(), consent: CONSENT };
  await send('POST', '/v1/applicants', { json, headers: { 'idempotency-key': key } });
  passTime(DAY);
  const stub = env.IDEMPOTENCY_KEYS.getByName(nameOf(key));
  await runInDurableObject(stub, async (object: IdempotencyKey) => {
    const cleaning = object.alarm();
    // The alarm waits for the applicant's object; meanwhile the key is used anew.
    expect(object.begin(nameOf(key), 'new-hash').state).toBe('new');
    await cleaning;
    expect(object.begin(nameOf(key), 'new-hash').state).toBe('in_progress');
  });
});

it('an answer whose request died before it told the key is dropped after a day too', async () => {
  const user = await created();
  const key = crypto.randomUUID();
  const stub = env.IDEMPOTENCY_KEYS.getByName(nameOf(key));
  await stub.begin(nameOf(key), 'hash');
  await env.APPLICANTS.getByName(user).keepAnswer(nameOf(key), '{"personal":"data"}');
  // The Worker dies here, before keep().
  passTime(DAY);
  await runDurableObjectAlarm(stub);
  const rows = await inside(user, (_, { storage }) =>
    storage.sql.exec("SELECT name FROM personal WHERE name LIKE 'answer:%'").toArray(),
  );
  expect(rows).toEqual([]);
});

it('a resend for an erased applicant is answered the same way twice', async () => {
  const user = await created();
  await send('DELETE', `/v1/applicants/${user}`);
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const resend = () => send('POST', `/v1/applicants/${user}/notifications/resend`, { headers });
  const first = await resend();
  const second = await resend();
  expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
});

it('a late first request does not overwrite the answer that the second has kept', async () => {
  const user = await created();
  const name = nameOf(crypto.randomUUID());
  const key = env.IDEMPOTENCY_KEYS.getByName(name);
  const applicant = env.APPLICANTS.getByName(user);
  const first = await key.begin(name, 'hash');
  passTime(60_001);
  const second = await key.begin(name, 'hash');
  if (first.state !== 'new' || second.state !== 'new') throw new Error('neither is new');
  await applicant.keepAnswer(name, 'second');
  await key.keep(second.ticket, { with: 'applicant', userId: user });
  await applicant.keepAnswer(name, 'first');
  await key.keep(first.ticket, { with: 'applicant', userId: user });
  expect(await applicant.answer(name)).toBe('second');
});
