/** A photo is compared once R2 has it and the log says so: no decision stands on one that is not stored. */

import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { reportVerdict, runUntilSettled } from '../support/controlled-applicant.ts';
import { newUserId, readLog } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { createWithSession, runInApplicant } from '../support/onboard.ts';
import { useScriptedSetup } from '../support/scripted-setup.ts';

const stage = useScriptedSetup();
const calls = (name: string) => stage.ilive.seen.filter((call) => call.name === name).length;
const typesOf = async (user: string) => (await readLog(user)).map(({ type }) => type);

type Put = (key: string, value: Uint8Array, options: R2PutOptions) => Promise<unknown>;

/** Passed and reported, with a bucket whose `put` is the test's. */
async function reportedWith(put: (right: Put) => Put, quality = 0.9) {
  const person = newUserId('face-');
  const { user, sessionId } = await createWithSession(person);
  const right = await runInApplicant(user, (object) => object.env);
  await runInApplicant(user, (object) => {
    const bucket = right.PHOTOS;
    const photos = { get: bucket.get.bind(bucket), put: put(bucket.put.bind(bucket)) };
    object.env = { ...right, PHOTOS: photos } as unknown as Env;
  });
  stage.ilive.decide(sessionId, 'pass', person, quality);
  await reportVerdict(user, sessionId, 'pass');
  return { user, right };
}

it('waits for R2, however long it takes', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = 0;
  const { user } = await reportedWith((put) => async (...given) => {
    asked += 1;
    await held;
    expect(calls('compare'), 'before R2 has it').toBe(0);
    return put(...given);
  });
  await eventually(() => expect(asked).toBe(1));
  expect((await typesOf(user)).at(-1)).toBe('liveness_confirmed');
  letGo();
  await env.APPLICANTS.getByName(user).wake();
  const types = await typesOf(user);
  expect(types.slice(-4)).toEqual([
    'liveness_photo_stored',
    'faces_compared',
    'face_indexed',
    'faces_searched',
  ]);
  expect(calls('compare')).toBe(1);
});

it('an answer of R2 that is lost leaves one picture, the one that the log names', async () => {
  let puts = 0;
  const { user } = await reportedWith((put) => async (...given) => {
    puts += 1;
    const answer = await put(...given);
    if (puts === 1) throw new Error('the answer is lost');
    return answer;
  });
  await env.APPLICANTS.getByName(user).wake();
  const stored = (await readLog(user)).find(({ type }) => type === 'liveness_photo_stored')?.data ?? {};
  const prefix = String('key' in stored ? stored.key : '').replace(/liveness-.*/, 'liveness-');
  const { objects } = await env.PHOTOS.list({ prefix });
  expect([puts, objects.map(({ key }) => key)]).toEqual([2, ['key' in stored && stored.key]]);
});

it('a photo that R2 does not take leaves no comparison behind', async () => {
  const { user, right } = await reportedWith(() => () => Promise.reject(new Error('R2 is away')));
  await env.APPLICANTS.getByName(user).wake();
  expect((await typesOf(user)).at(-1)).toBe('liveness_confirmed');
  expect(calls('compare')).toBe(0);
  await runInApplicant(user, (object) => {
    object.env = right;
  });
  expect((await runUntilSettled(user)).status).toBe('approved');
});

it('a photo that is too poor is compared with nothing', async () => {
  const { user } = await reportedWith((put) => put, 0.1);
  await env.APPLICANTS.getByName(user).wake();
  expect(await typesOf(user)).toContain('liveness_photo_stored');
  expect(calls('compare')).toBe(0);
});
