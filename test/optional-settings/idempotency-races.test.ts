/** Requests that die, come late or begin while a key is being cleaned up. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { IdempotencyKey } from '../../src/index.ts';
import { passTime } from '../support/controlled-applicant.ts';
import { newUserId, send } from '../support/customer.ts';
import { CONSENT, created, DAY, onScene } from './consenting-applicant.ts';

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
    expect((await object.begin('new-hash')).state).toBe('new');
    await cleaning;
    expect((await object.begin('new-hash')).state).toBe('in_progress');
  });
});

it('an answer whose request died before it told the key goes when another is kept a day later', async () => {
  const user = await created();
  const applicant = env.APPLICANTS.getByName(user);
  await applicant.keepAnswer('died', 'personal data');
  passTime(DAY - 1);
  await applicant.keepAnswer('another', '{}');
  expect(await applicant.answer('died')).toBe('personal data');
  passTime(2);
  await applicant.keepAnswer('a third', '{}');
  expect([await applicant.answer('died'), await applicant.answer('another')]).toEqual([null, '{}']);
});

it('of one applicant no more than a hundred answers are kept in a day', async () => {
  const user = await created();
  const applicant = env.APPLICANTS.getByName(user);
  for (let nth = 0; nth < 100; nth += 1) expect(await applicant.keepAnswer(`answer ${nth}`, '{}')).toBe(true);
  expect(await applicant.keepAnswer('one too many', '{}')).toBe(false);
  expect(await applicant.answer('answer 0')).toBe('{}');
  passTime(DAY + 1);
  expect(await applicant.keepAnswer('the next day', '{}')).toBe(true);
});

it('a resend for an erased applicant is answered the same way twice', async () => {
  const user = await created();
  await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const resend = () => send('POST', `/v1/applicants/${user}/notifications/resend`, { headers });
  const first = await resend();
  const second = await resend();
  expect([first.status, second.status, second.body]).toEqual([410, 410, first.body]);
});

it('a late first request does not overwrite the answer that the second has kept', async () => {
  const user = await created();
  const key = env.IDEMPOTENCY_KEYS.getByName(nameOf(crypto.randomUUID()));
  const applicant = env.APPLICANTS.getByName(user);
  const [first, second] = [await begun(), await begun()];
  await finish(second, 'second');
  await finish(first, 'first');
  const known = await key.begin('hash');
  if (known.state !== 'done' || known.kept.with !== 'applicant') throw new Error('nothing was kept');
  expect(await applicant.answer(known.kept.name)).toBe('second');

  async function begun(): Promise<string> {
    const begun = await key.begin('hash');
    if (begun.state !== 'new') throw new Error('it is not new');
    passTime(60_001);
    return begun.ticket;
  }
  async function finish(ticket: string, answer: string): Promise<void> {
    await applicant.keepAnswer(ticket, answer);
    await key.keep(ticket, { with: 'applicant', userId: user, name: ticket });
  }
});
