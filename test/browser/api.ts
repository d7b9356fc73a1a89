/** What the tests ask of the service without a browser, beside what `scripts/customer.ts` does. */
import { expect } from 'vitest';
import { z } from 'zod';
import { type FaceBox, faceBoxSchema } from '../../src/core/events.ts';
import type { Ground } from '../../src/core/grounds.ts';
import type { Decision } from '../../src/core/reasons.ts';
import { customer, place } from './people.ts';

async function call(method: string, path: string, key: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${place.addresses.serviceUrl}${path}`, { method, headers, ...sent });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A reviewer's decision. */
export async function decide(user: string, decision: Decision, ground: Ground = 'other'): Promise<void> {
  const { seq } = await customer.read(user);
  const body = { decision, ground, reviewer: 'r-1', note: 'by the API', seq, take_over: true };
  await call('POST', `/v1/applicants/${user}/decisions`, place.secrets.keys.reviewer, body);
}

/** Claims the case for a reviewer who works by the API. */
export async function claim(user: string, takeOver = false): Promise<void> {
  const body = { reviewer: 'r-1', take_over: takeOver };
  await call('POST', `/v1/applicants/${user}/claim`, place.secrets.keys.reviewer, body);
}

/** Gives the face of a customer from before, and waits until it is searched for. The picture is kept. */
export async function giveKnownFace(user: string, photo: Uint8Array<ArrayBuffer>): Promise<void> {
  const form = new FormData();
  form.set('user_id', user);
  form.set('image', new Blob([photo]), 'image');
  form.set('keep_photo', 'true');
  const headers = { authorization: `Bearer ${place.secrets.keys.importer}` };
  const url = `${place.addresses.serviceUrl}/v1/known-faces`;
  const answer = await fetch(url, { method: 'POST', headers, body: form });
  if (answer.status !== 201) throw new Error(`the known face: ${answer.status} ${await answer.text()}`);
  await expect
    .poll(async () => (await customer.read(user)).known_face?.state, { timeout: 30_000 })
    .toBe('searched');
}

/** Erases, for good. */
export async function erase(user: string): Promise<void> {
  await call('DELETE', `/v1/applicants/${user}`, place.secrets.keys.eraser);
}

/** Ends all links to the applicant's pages. */
export async function endLinks(user: string): Promise<void> {
  await call('DELETE', `/v1/applicants/${user}/onboarding-link`, place.secrets.keys.backend);
}

/** The ID photo as it is kept. */
export async function storedIdPhoto(user: string): Promise<Uint8Array> {
  const headers = { authorization: `Bearer ${place.secrets.keys.reviewer}` };
  const answer = await fetch(`${place.addresses.serviceUrl}/v1/applicants/${user}/photos/id`, { headers });
  if (!answer.ok) throw new Error(`the ID photo: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const log = z.object({ data: z.array(z.object({ type: z.string(), data: z.unknown() })) });
const boxed = z.object({ face: faceBoxSchema.optional(), liveness_face: faceBoxSchema.optional() });

/** Where iLive saw the face on that photo, or null. */
export async function faceBox(user: string, photo: 'id' | 'liveness'): Promise<FaceBox | null> {
  const { data: events } = log.parse(
    await call('GET', `/v1/applicants/${user}/events?limit=100`, place.secrets.keys.auditor),
  );
  const boxes = events
    .map(({ data }) => boxed.parse(data))
    .map((it) => (photo === 'id' ? it.face : it.liveness_face));
  return boxes.findLast((box) => box !== undefined) ?? null;
}
