import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import {
  alarmOf,
  passTime,
  reportVerdict,
  runUntilSettled,
  uploadOf,
} from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';
import { approved, CONSENT, created, DAY, onScene, pictures, rest } from './consenting-applicant.ts';

const scene = onScene();
useTeamKeys();
const ring = (user: string) => runDurableObjectAlarm(env.APPLICANTS.getByName(user));

it('photos go by the alarm so many days after the decision, and the decision stays', async () => {
  const user = await approved(scene);
  const decidedAt = Date.parse((await readApplicant(user)).decided_at ?? '');
  expect(await alarmOf(user)).toBe(decidedAt + 30 * DAY);
  passTime(30 * DAY - 10_000);
  expect((await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' })).status).toBe(200);
  passTime(20_000);
  await ring(user);
  expect(await pictures(user)).toEqual([]);
  expect(await rest(user)).toMatchObject({ status: 'approved', photos_deleted_at: expect.any(String) });
  expect((await readLog(user)).at(-1)).toMatchObject({
    type: 'photos_deleted',
    data: { photo_prefix: expect.stringMatching(/^photos\//), count: 2, cause: 'retention' },
  });
  const { status, body } = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
  expect([status, body.code]).toEqual([404, 'photo_not_found']);
  expect(await alarmOf(user)).toBeNull();
  expect(scene.ilive.facesOf(user)).toHaveLength(1);
});

it('whoever does not come back is erased so many days later, not before', async () => {
  const user = await created();
  passTime(10 * DAY);
  await uploadOf(user, 'erin');
  await rest(user);
  expect(await alarmOf(user)).toBe(Date.now() + 60 * DAY);
  passTime(60 * DAY - 1);
  await ring(user);
  expect((await readApplicant(user)).status).toBe('awaiting_liveness');
  passTime(1_000);
  await ring(user);
  expect(await rest(user)).toMatchObject({ status: 'erased', metadata: {}, erasure: { cause: 'retention' } });
  expect(await pictures(user)).toEqual([]);
  expect(scene.customer.types(user)).toEqual([
    'applicant.created',
    'applicant.awaiting_liveness',
    'applicant.erased',
  ]);
});

it('a customer from before is never swept; an onboarding of theirs that is not gone on with ends, with its photos', async () => {
  const user = newUserId();
  await giveFace(user, 'grace');
  const { known_face } = await readApplicant(user);
  expect(await alarmOf(user)).toBe(Date.parse(known_face?.given_at ?? '') + 30 * DAY);
  passTime(30 * DAY + 1_000);
  await ring(user);
  expect(await rest(user)).toMatchObject({
    status: 'known',
    known_face: { photo_deleted_at: expect.any(String) },
  });
  expect(await pictures(user)).toEqual([]);
  expect(await alarmOf(user)).toBeNull();
  await uploadOf(user, 'grace');
  await rest(user);
  expect(await pictures(user)).toHaveLength(1);
  passTime(60 * DAY + 1_000);
  await ring(user);
  expect(await rest(user)).toMatchObject({ status: 'known', id_photo: null, erasure: null });
  expect(await pictures(user)).toEqual([]);
  expect(scene.ilive.facesOf(user)).toHaveLength(1);
  expect(scene.customer.types(user)).toEqual(['applicant.awaiting_liveness']);
});

it('consent is asked for before a session, is taken with the start, and stands in the log', async () => {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'frank');
  const start = (json: object) => send('POST', `/v1/applicants/${user}/sessions`, { json });
  const refused = await start({});
  expect([refused.status, refused.body.code]).toEqual([409, 'consent_required']);
  expect(scene.ilive.sessions.size).toBe(0);
  expect((await start({ consent: { version: 'terms-7' } })).body.code).toBe('invalid_request');
  const started = await start({ consent: { ...CONSENT, given_at: '2026-11-22T11:00:00+01:00' } });
  expect(started.status).toBe(201);
  const consents = (await readLog(user)).filter(({ type }) => type === 'consent_recorded');
  expect(consents.map(({ data }) => data)).toEqual([CONSENT]);
  // What is still under way when the last test ends keeps the runner waiting.
  await rest(user);
});

async function giveFace(user: string, person: string): Promise<void> {
  const form = new FormData();
  form.set('user_id', user);
  form.set('keep_photo', 'true');
  form.set('image', new File([pictureOf(person)], 'a.jpg', { type: 'image/jpeg' }));
  expect((await send('POST', '/v1/known-faces', { as: 'importer', body: form })).status).toBe(201);
  // The lane of known faces may be a second away.
  await runUntilSettled(user, { until: Date.now() + DAY });
}

async function passesAs(user: string, person: string) {
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: { consent: CONSENT } });
  scene.ilive.decide(body.session_id, 'pass', person);
  await reportVerdict(user, body.session_id, 'pass');
  return rest(user);
}

it('the session of an onboarding that was given up is not shown: in its place stands the picture from before', async () => {
  const [customer, applicant] = [newUserId('known-'), newUserId()];
  const shown = async (user: string) => {
    const { text } = await browse(`/review/applicants/${user}`, { as: await accessToken() });
    const kinds = ['id', 'liveness', 'known'] as const;
    return kinds.filter((kind) => text.includes(`src="/review/applicants/${customer}/photos/${kind}"`));
  };
  await giveFace(customer, 'heidi');
  await uploadOf(customer, 'ivan');
  expect(await passesAs(customer, 'heidi')).toMatchObject({ reasons: ['similarity_low'] });
  await decide(customer, 'retry_liveness');
  expect(await readApplicant(customer)).toMatchObject({ liveness: { verdict: 'pass' } });
  expect(await shown(customer)).toEqual(['id', 'liveness', 'known']);
  passTime(60 * DAY + 1_000);
  expect(await rest(customer)).toMatchObject({ status: 'known', liveness: null, id_photo: null });
  await giveFace(customer, 'judy');
  expect(await shown(customer)).toEqual(['known']);

  await send('POST', '/v1/applicants', { json: { user_id: applicant } });
  await uploadOf(applicant, 'judy');
  expect(await passesAs(applicant, 'judy')).toMatchObject({ reasons: ['possible_duplicate'] });
  expect(await shown(applicant)).toEqual(['known']);

  // The next onboarding has another ID photo, and no session yet.
  await uploadOf(customer, 'judy');
  expect(await readApplicant(customer)).toMatchObject({ status: 'awaiting_liveness', liveness: null });
  expect(await shown(customer)).toEqual(['id', 'known']);
  expect(await shown(applicant)).toEqual(['id', 'known']);
  expect(await passesAs(customer, 'judy')).toMatchObject({ reasons: ['possible_duplicate'] });
  expect(await shown(customer)).toEqual(['id', 'liveness', 'known']);
});

it('all uploads are allowed again after an onboarding was given up, whatever was refused before, or not heard of', async () => {
  const user = newUserId();
  await runInApplicant(user, (object) => {
    object.env = { ...object.env, MAX_UPLOADS: '3' } as Env;
  });
  const codes = async (...people: readonly string[]) => {
    const found: (string | number)[] = [];
    for (const person of people) {
      const { status, body } = await uploadOf(user, person);
      found.push(status === 200 ? status : body.code);
    }
    return found;
  };
  await giveFace(user, 'kim');
  const full = ['no_face_in_id_photo', 200, 'upload_limit_reached'];
  const stub = env.APPLICANTS.getByName(user);
  for (let onboarding = 0; onboarding < 2; onboarding += 1) {
    // Of this one nothing is heard any more.
    expect(await stub.admitIdPhoto('api_key:backend')).toMatchObject({ ok: true });
    expect(await codes('noface', 'kim', 'kim')).toEqual(full);
    passTime(60 * DAY + 1_000);
    expect((await rest(user)).status).toBe('known');
    const stored = await runInApplicant(user, (_, { storage }) => [
      ...storage.kv.list({ prefix: 'uploads/' }),
    ]);
    expect(stored).toEqual([]);
  }
});
