/** An applicant with consent, on a stage where iLive, the customer's endpoint and the clock obey the test. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach } from 'vitest';
import { reportVerdict, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant, send } from '../support/customer.ts';
import { createReceiver, type Receiver } from '../support/receiver.ts';
import { type TestSetup, useScriptedSetup } from '../support/scripted-setup.ts';

/** The stage, and the endpoint. */
export type Scene = TestSetup & { customer: Receiver };

export const CONSENT = { version: 'terms-7', given_at: '2026-11-22T10:00:00.000Z' };
export const DAY = 86_400_000;

/** Sets it up before each test. */
export function onScene(): Scene {
  const scene = useScriptedSetup() as Scene;
  let uninstall = () => {};
  beforeEach(() => {
    scene.customer = createReceiver();
    uninstall = scene.customer.install();
  });
  afterEach(() => uninstall());
  return scene;
}

/** Created, with metadata. */
export async function created(): Promise<string> {
  const user = newUserId();
  const metadata = { name: 'Ada Lovelace', plan: 3 };
  await send('POST', '/v1/applicants', { json: { user_id: user, consent: CONSENT, metadata } });
  return user;
}

/** Created, with an ID photo of that person and an open session. */
export async function withSession(person: string): Promise<{ user: string; sessionId: string }> {
  const user = await created();
  await uploadOf(user, person);
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
  return { user, sessionId: body.session_id };
}

/** The session passed and reported: the run is under way. */
export async function reported({ ilive }: Scene, person = newUserId('face-'), face = person) {
  const { user, sessionId } = await withSession(person);
  ilive.decide(sessionId, 'pass', face);
  await reportVerdict(user, sessionId, 'pass');
  return { user, sessionId };
}

/** Approved, everything at rest but what is far away. */
export async function approved(scene: Scene): Promise<string> {
  const { user } = await reported(scene);
  await rest(user);
  return user;
}

/** Waits until nothing is due. */
export async function rest(user: string) {
  await env.APPLICANTS.getByName(user).wake();
  return readApplicant(user);
}

/** What lies in R2 of that applicant, by its log. */
export async function pictures(user: string): Promise<string[]> {
  const [first] = (await env.APPLICANTS.getByName(user).events(0, 1)) ?? [];
  const { photo_prefix } = JSON.parse(first?.data ?? '{}');
  const { objects } = await env.PHOTOS.list({ prefix: `${photo_prefix}/` });
  return objects.map(({ key }) => key);
}
