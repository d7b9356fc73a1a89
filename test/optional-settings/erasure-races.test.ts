/** Erasure in the middle of something else. */

import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { passTime, reportVerdict, uploadOf } from '../support/controlled-applicant.ts';
import { decide, readApplicant, readLog, send } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { created, onScene, pictures, reported, rest, withSession } from './consenting-applicant.ts';

const scene = onScene();
const ring = (user: string) => runDurableObjectAlarm(env.APPLICANTS.getByName(user));

it('one face that iLive will not delete does not keep the others there', async () => {
  scene.ilive.addFace('stranger', 'twin');
  const { user, sessionId } = await withSession('twin');
  scene.ilive.decide(sessionId, 'pass', 'twin');
  await reportVerdict(user, sessionId, 'pass');
  expect((await rest(user)).reasons).toEqual(['possible_duplicate']);
  const [stuck] = scene.ilive.facesOf(user);
  await decide(user, 'retry_liveness');
  const again = (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body.session_id;
  const inner = globalThis.fetch;
  globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    if (request.method === 'DELETE' && request.url.includes(String(stuck)))
      return Response.json({ detail: { code: 'face_locked' } }, { status: 409 });
    return inner(request);
  }) as typeof fetch;
  try {
    scene.ilive.decide(again, 'pass', 'twin');
    await reportVerdict(user, again, 'pass');
    await rest(user);
    expect(scene.ilive.facesOf(user)).toHaveLength(2);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    for (let hour = 0; hour < 80; hour += 1) {
      passTime(3_600_000);
      await ring(user);
    }
    await rest(user);
    expect(scene.ilive.facesOf(user)).toEqual([stuck]);
  } finally {
    globalThis.fetch = inner;
  }
});

it('an upload that outlasts the erasure by more than a minute leaves no picture, even if R2 fails once', async () => {
  const user = await created();
  await rest(user);
  scene.ilive.play({
    async before(name) {
      if (name !== 'detect') return;
      // A slow upload: everything below happens while it is on its way.
      await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
      passTime(61_000);
      await ring(user);
      await rest(user);
      expect((await readApplicant(user)).erasure?.pending).toEqual([]);
      vi.spyOn(env.PHOTOS, 'delete').mockRejectedValueOnce(new Error('R2 is away'));
    },
  });
  expect((await uploadOf(user, 'slow')).status).not.toBe(200);
  await rest(user);
  for (let day = 0; day < 3; day += 1) {
    passTime(86_400_000);
    await ring(user);
  }
  expect(await pictures(user)).toEqual([]);
});

it.each(['compare'] as const)('no picture is sent to iLive after the erasure: %s', async (call) => {
  const { user, sessionId } = await withSession('nora');
  const get = env.PHOTOS.get.bind(env.PHOTOS);
  let reads = 0;
  // compare reads two pictures, index one.
  const at = 1;
  vi.spyOn(env.PHOTOS, 'get').mockImplementation((async (key: string) => {
    reads += 1;
    const found = await get(key);
    if (reads === at) {
      env.APPLICANTS.getByName(user).erase('test');
      await eventually(async () => expect((await readApplicant(user)).status).toBe('erased'));
    }
    return found;
  }) as any);
  scene.ilive.decide(sessionId, 'pass', 'nora');
  await reportVerdict(user, sessionId, 'pass');
  await rest(user);
  expect((await readApplicant(user)).status).toBe('erased');
  expect(scene.ilive.seen.map(({ name }) => name)).not.toContain(call);
});

it('a slow receiver does not slow an erasure down', async () => {
  const { user } = await reported(scene);
  await rest(user);
  let release = () => {};
  scene.customer.answers.push(
    () =>
      new Promise((resolve) => {
        release = () => resolve(new Response(null, { status: 200 }));
      }),
  );
  const before = performance.now();
  await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  const took = performance.now() - before;
  release();
  expect((await readLog(user)).map(({ type }) => type)).toContain('applicant_erased');
  // An erasure that waited for the receiver would take the 2 s after which it answers anyway.
  expect(took).toBeLessThan(1_500);
});
