/** A customer's backend, its reviewer and auditor, and the applicant's phone, all over HTTP. */
import { env, exports } from 'cloudflare:workers';
import type { ApplicantView, SessionView } from '../../src/contract/applicant.ts';
import type { KeyHolder } from './test-settings.ts';

const keys: Record<KeyHolder, string> = JSON.parse(env.TEST_KEYS);

/** What came back: status, headers, and the body as JSON where it is any. */
export type Answer<T> = { status: number; headers: Headers; body: T };

/** One request to the Worker under test. */
export async function send<T = any>(
  method: string,
  path: string,
  { as = 'backend', json, body, headers = {} }: Sending = {},
): Promise<Answer<T>> {
  const given = new Headers(headers);
  if (as !== 'nobody') given.set('authorization', `Bearer ${keys[as]}`);
  if (json !== undefined) given.set('content-type', 'application/json');
  const response = await exports.default.fetch(`https://kyc.test${path}`, {
    method,
    headers: given,
    redirect: 'manual',
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  });
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? await response.json() : await response.arrayBuffer()) as T,
  };
}
type Sending = {
  as?: KeyHolder | 'nobody';
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
};

/** A fresh user, so that tests share nothing. The prefix may choose the sandbox's verdict or fault. */
export const newUserId = (prefix = 'user-') => `${prefix}${crypto.randomUUID()}`;

/** A sample photo by file name; `?brightness=0.2` darkens it. */
export async function fetchPhoto(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`https://photos.test/${name}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The applicant now. */
export async function readApplicant(userId: string): Promise<ApplicantView> {
  return (await send<ApplicantView>('GET', `/v1/applicants/${userId}`)).body;
}

/** The applicant once its run is over. */
export async function readAfterRun(userId: string): Promise<ApplicantView> {
  await env.APPLICANTS.getByName(userId).wake();
  return readApplicant(userId);
}

/** A new applicant with that ID photo. */
export async function createWithIdPhoto(userId: string, idPhoto: string): Promise<ApplicantView> {
  await send('POST', '/v1/applicants', { json: { user_id: userId } });
  return upload(userId, idPhoto);
}

/** Uploads an ID photo. */
export async function upload(userId: string, idPhoto: string): Promise<ApplicantView> {
  const path = `/v1/applicants/${userId}/id-photo`;
  return (await send<ApplicantView>('PUT', path, { body: await fetchPhoto(idPhoto) })).body;
}

/** Starts a session. */
export async function startSession(userId: string, redirectUrl?: string): Promise<SessionView> {
  const json = redirectUrl === undefined ? {} : { redirect_url: redirectUrl };
  return (await send<SessionView>('POST', `/v1/applicants/${userId}/sessions`, { json })).body;
}

/** The applicant's phone: shows that face on iLive's page. */
export async function capture(sessionId: string, name: string, verdict = 'auto'): Promise<void> {
  const form = new FormData();
  form.set('image', new File([await fetchPhoto(name)], 'capture.jpg', { type: 'image/jpeg' }));
  form.set('verdict', verdict);
  const response = await fetch(`https://ilive.test/capture/${sessionId}`, { method: 'POST', body: form });
  if (!response.ok) throw new Error(`capture: ${response.status} ${await response.text()}`);
}

type Delivery = { headers: Record<string, string>; body: string };

/** The webhook as iLive signed it. */
export async function deliveryOf(sessionId: string): Promise<Delivery> {
  const response = await fetch(`https://ilive.test/sandbox/deliveries?session_id=${sessionId}`);
  const { deliveries } = (await response.json()) as { deliveries: Delivery[] };
  const [delivery] = deliveries;
  if (!delivery) throw new Error('iLive has sent no webhook for this session');
  return delivery;
}

/** Delivers it. */
export function deliver({ headers, body }: Delivery) {
  return send('POST', '/webhooks/ilive', { as: 'nobody', headers, body });
}

/** The whole liveness part: start, capture, webhook, run. */
export async function completeLiveness(
  userId: string,
  face: string,
  verdict = 'auto',
): Promise<ApplicantView> {
  const { session_id } = await startSession(userId);
  await capture(session_id, face, verdict);
  await deliver(await deliveryOf(session_id));
  return readAfterRun(userId);
}

/** The log. */
export async function readLog(
  userId: string,
): Promise<{ seq: number; type: string; data: any; hash: string; prev_hash: string }[]> {
  return (await send('GET', `/v1/applicants/${userId}/events?limit=100`, { as: 'auditor' })).body.data;
}

/** The names of its events, in order. */
export async function typesOf(userId: string): Promise<string[]> {
  return (await readLog(userId)).map(({ type }) => type);
}

/** A reviewer's decision on the applicant as it is now; without a ground it is `other`, with a note. */
export async function decide(userId: string, decision: string, seq?: number, said: object = {}) {
  const given = { decision, reviewer: 'r-1', note: 'seen', ...said };
  const json = { ...given, seq: seq ?? (await readApplicant(userId)).seq };
  return send('POST', `/v1/applicants/${userId}/decisions`, { as: 'reviewer', json });
}
