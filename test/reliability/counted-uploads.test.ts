/** `MAX_UPLOADS` counts each picture that iLive is asked about, and no other, however an upload ends. */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { giveKnownFace } from '../../src/applicant/give-known-face.ts';
import { requireServices } from '../../src/config/services.ts';
import { passTime, reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readLog, send } from '../support/customer.ts';
import { createWithSession, runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import { useScriptedSetup } from '../support/scripted-setup.ts';

const stage = useScriptedSetup();
const looks = () => stage.ilive.seen.filter(({ name }) => name === 'detect').length;
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];
const KEY = (JSON.parse(env.TEST_KEYS) as Record<string, string>).backend;
const FULL = [409, 'upload_limit_reached'];

function limitedTo(user: string, limit: number): Promise<void> {
  return runInApplicant(user, (object) => {
    object.env = { ...object.env, MAX_UPLOADS: String(limit) } as Env;
  });
}

async function created(limit: number): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await limitedTo(user, limit);
  return user;
}

function sendForm(user: string, picture: Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.set('user_id', user);
  form.set('id_photo', new File([picture], 'id.jpg'));
  return send('POST', '/v1/applicants', { body: form });
}

const ticketsOf = (user: string) =>
  runInApplicant(user, (_object, { storage }) => [...storage.kv.list({ prefix: 'uploads/' })].length);

function breakR2(times: number): void {
  const put = env.PHOTOS.put.bind(env.PHOTOS) as (...given: unknown[]) => Promise<unknown>;
  let calls = 0;
  vi.spyOn(env.PHOTOS, 'put').mockImplementation((async (...given: unknown[]) => {
    calls += 1;
    if (calls <= times) throw new Error('put: We encountered an internal error. Please try again. (10001)');
    return put(...given);
  }) as never);
}

describe('a form whose photo is refused', () => {
  it('counts for its user, also once the object starts anew, and for the uploads after the creation', async () => {
    const user = newUserId();
    await limitedTo(user, 3);
    for (let nth = 0; nth < 3; nth += 1) {
      expect(codeOf(await sendForm(user, pictureOf('noface')))).toEqual([422, 'no_face_in_id_photo']);
    }
    expect(codeOf(await sendForm(user, pictureOf('alice')))).toEqual(FULL);
    await evictDurableObject(env.APPLICANTS.getByName(user));
    await limitedTo(user, 3);
    expect(codeOf(await sendForm(user, pictureOf('alice')))).toEqual(FULL);
    // Each was looked at in four ways.
    expect(looks()).toBe(3 * 4);
    // Nothing but the count was made, and the applicant can be created without a photo.
    expect((await send('POST', '/v1/applicants', { json: { user_id: user } })).status).toBe(201);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
    await limitedTo(user, 4);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
  });

  it('does not count if iLive was not asked', async () => {
    const user = newUserId();
    await limitedTo(user, 1);
    for (const [picture, code] of [
      [Uint8Array.from(Buffer.from('GIF89a, which is neither')), 'unsupported_image'],
      [new Uint8Array(0), 'empty_image'],
    ] as const)
      expect((await sendForm(user, picture)).body.code).toBe(code);
    expect((await sendForm(user, pictureOf('alice'))).status).toBe(201);
    expect([looks(), await ticketsOf(user)]).toEqual([1, 0]);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  });
});

describe('many at once', () => {
  it('forms: never are more looks paid than are allowed, and one applicant is created', async () => {
    const user = newUserId();
    await limitedTo(user, 4);
    const answers = await Promise.all(Array.from({ length: 12 }, () => sendForm(user, pictureOf('alice'))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer)[0] === 409).length).toBe(8);
    expect(looks()).toBe(4);
    expect((await readLog(user)).map(({ type }) => type)).toEqual(['applicant_created', 'id_photo_stored']);
    // Three were paid for and are in no log.
    expect(await ticketsOf(user)).toBe(3);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  });

  it('uploads, good and refused and broken, use up exactly what was paid', async () => {
    const user = await created(6);
    const broken = Array.from({ length: 5 }, () => brokenUpload(user));
    await Promise.all(broken);
    const people = ['alice', 'noface', 'alice', 'noface', 'alice', 'noface', 'alice', 'noface'];
    const answers = await Promise.all(people.map((person) => uploadOf(user, person)));
    expect(answers.filter((answer) => codeOf(answer)[1] === 'upload_limit_reached')).toHaveLength(2);
    const stored = (await readLog(user)).filter(({ type }) => type === 'id_photo_stored').length;
    expect(stored + (await ticketsOf(user))).toBe(6);
  });
});

/** Sends the body to the Worker itself, so that it is read as it comes. @returns the status, once all tasks are done */
async function put(user: string, body: BodyInit, bindings: Env = env): Promise<number> {
  const tasks: Promise<unknown>[] = [];
  const waitUntil = (task: Promise<unknown>) => void tasks.push(task);
  const context = { waitUntil, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'image/jpeg' };
  const path = `https://kyc.test/v1/applicants/${user}/id-photo`;
  const { status } = await worker.fetch(
    new Request(path, { method: 'PUT', headers, body }),
    bindings,
    context,
  );
  await Promise.all(tasks);
  return status;
}

/** An upload whose caller breaks off once the Worker reads it. */
async function brokenUpload(user: string): Promise<void> {
  let parts = 0;
  const body = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      parts += 1;
      if (parts === 1) controller.enqueue(pictureOf('alice'));
      else controller.error(new Error('broken off'));
    },
  });
  expect(await put(user, body)).toBe(500);
  expect(parts).toBe(2);
}

describe('an upload that ends otherwise', () => {
  it('is admitted again when its picture took long to arrive, since its object may have been put away meanwhile', async () => {
    const user = await created(1);
    const others: number[] = [];
    let parts = 0;
    const body = new ReadableStream({
      type: 'bytes',
      async pull(controller) {
        parts += 1;
        if (parts === 1) return controller.enqueue(pictureOf('alice'));
        await evictDurableObject(env.APPLICANTS.getByName(user));
        await limitedTo(user, 1);
        others.push((await uploadOf(user, 'alice')).status);
        const now = Date.now();
        vi.spyOn(Date, 'now').mockReturnValue(now + 6_000);
        controller.close();
        controller.byobRequest?.respond(0);
      },
    });
    const before = looks();
    expect(await put(user, body)).toBe(409);
    vi.restoreAllMocks();
    expect([parts, others, looks() - before]).toEqual([2, [200], 1]);
  });

  it('does not count when the caller breaks off', async () => {
    const user = await created(1);
    for (let nth = 0; nth < 5; nth += 1) await brokenUpload(user);
    expect(await ticketsOf(user)).toBe(0);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  });

  it('counts once when R2 is away after iLive was asked', async () => {
    const user = await created(2);
    breakR2(3);
    expect((await uploadOf(user, 'alice')).status).toBe(503);
    expect(await ticketsOf(user)).toBe(1);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
    expect(looks()).toBe(2);
  });

  it('does not count when R2 is away and iLive is never asked', async () => {
    const user = await created(1);
    breakR2(6);
    const unchecked = { ...env, CHECK_ID_PHOTO: 'false' } as Env;
    const upload = () => put(user, pictureOf('alice'), unchecked);
    expect([await upload(), await upload(), await upload(), await upload()]).toEqual([503, 503, 200, 409]);
    expect(looks()).toBe(0);
  });

  it('counts while nothing is heard of its end, since iLive may have been asked, and stores nothing for it', async () => {
    const user = await created(2);
    await env.APPLICANTS.getByName(user).admitIdPhoto('key:backend');
    expect(await ticketsOf(user)).toBe(0);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  });

  it('makes no room twice', async () => {
    const user = await created(2);
    const object = env.APPLICANTS.getByName(user);
    const [one, other] = [await object.admitIdPhoto('key:backend'), await object.admitIdPhoto('key:backend')];
    if (!one.ok || !other.ok) throw new Error('refused');
    for (let nth = 0; nth < 3; nth += 1) await object.endUpload(one.value.ticket, false);
    await object.endUpload('no ticket', false);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
    expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  });
});

it('all are counted anew once a reviewer decides', async () => {
  const { user, sessionId } = await createWithSession('alice');
  await limitedTo(user, 2);
  expect((await uploadOf(user, 'noface')).status).toBe(422);
  expect(codeOf(await uploadOf(user, 'alice'))).toEqual(FULL);
  stage.ilive.decide(sessionId, 'pass', 'bob');
  await reportVerdict(user, sessionId, 'pass');
  expect((await runUntilSettled(user)).status).toBe('in_review');
  expect((await decide(user, 'new_id_photo')).status).toBe(200);
  expect(await ticketsOf(user)).toBe(0);
  await limitedTo(user, 2);
  expect((await uploadOf(user, 'noface')).status).toBe(422);
  expect((await uploadOf(user, 'bob')).status).toBe(200);
});

/** Gives the picture of a customer from before. */
function giveFace(user: string, person: string) {
  // Else the lane of known faces has no call to spare, and the picture is taken unchecked.
  passTime(2_000);
  const form = new FormData();
  form.set('user_id', user);
  form.set('image', new File([pictureOf(person)], 'a.jpg'));
  return send('POST', '/v1/known-faces', { as: 'importer', body: form });
}

describe('one picture of a customer from before, many times at once', () => {
  /** Gives it to the object itself, so that the lane has a call to spare for each. @returns how many were taken */
  async function giveAtOnce(user: string, person: string, times: number, settings: Partial<Env> = {}) {
    const services = requireServices({ ...env, ...settings } as Env);
    const free = { ...services, slot: async () => ({ startAt: Date.now(), final: true }) };
    const customer = { userId: user, metadata: {}, source: null, keepPhoto: false };
    const object = env.APPLICANTS.getByName(user);
    const give = () => giveKnownFace(pictureOf(person), customer, object, free, 'api_key:importer');
    const given = await Promise.all(Array.from({ length: times }, give));
    return given.filter((answer) => answer.ok && answer.value.taken).length;
  }

  it('counts each look that was paid, once: in the log or as a ticket', async () => {
    const user = newUserId();
    await limitedTo(user, 10);
    const takenIn: number[] = [];
    for (const person of ['alice', 'bob', 'carol']) takenIn.push(await giveAtOnce(user, person, 4));
    expect(takenIn).toEqual([1, 1, 1]);
    expect([looks(), await ticketsOf(user)]).toEqual([12, 9]);
    await limitedTo(user, 9);
    expect(codeOf(await giveFace(user, 'dave'))).toEqual(FULL);
    const { photo_prefix: prefix } = (await readLog(user))[0]?.data ?? {};
    expect((await env.PHOTOS.list({ prefix })).objects.length).toBeLessThanOrEqual(3);
  });

  it('counts none of those that were not looked at', async () => {
    const user = newUserId();
    expect(await giveAtOnce(user, 'alice', 5, { CHECK_ID_PHOTO: 'false' } as Partial<Env>)).toBe(1);
    expect([looks(), await ticketsOf(user)]).toEqual([0, 0]);
  });
});

it('refused pictures of a customer from before count for themselves and their day, and take nothing from an onboarding', async () => {
  const user = newUserId();
  const limit = 2;
  await limitedTo(user, limit);
  for (let nth = 0; nth < limit; nth += 1)
    expect(codeOf(await giveFace(user, 'noface'))).toEqual([422, 'no_face_in_id_photo']);
  expect(codeOf(await giveFace(user, 'alice'))).toEqual(FULL);
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  expect((await uploadOf(user, 'alice')).status).toBe(200);
  // The day after, in the object of somebody who was not created.
  const other = newUserId();
  await limitedTo(other, 1);
  expect(codeOf(await giveFace(other, 'noface'))).toEqual([422, 'no_face_in_id_photo']);
  expect(codeOf(await giveFace(other, 'noface'))).toEqual(FULL);
  passTime(86_400_000);
  expect(codeOf(await giveFace(other, 'noface'))).toEqual([422, 'no_face_in_id_photo']);
  expect(await ticketsOf(other)).toBe(1);
});
