/** Ways to make an iLive that differs in something. */
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { type Difference, jsonAnswer, refusal, type Sent, STAGE_SECRET } from '../doctor-stage.ts';

export type Json = Record<string, any>;

export const DETECT = /^\/api\/v2\/faces:detect$/;
export const COMPARE = /^\/api\/v2\/faces:compare$/;
export const COLLECTIONS = /^\/api\/v2\/collections$/;
export const COLLECTION = /^\/api\/v2\/collections\/doctor_[^/]+$/;
export const FACES = /^\/api\/v2\/collections\/doctor_[^/]+x\/faces$/;
export const FACE = /^\/api\/v2\/collections\/doctor_[^/]+\/faces\/[^/]+$/;
export const SEARCH = /\/search-by-face\//;
export const SESSIONS = /^\/api\/v1\/managed-session$/;
export const RESULT = /^\/api\/v1\/session\/[^/]+\/result$/;
export const PHOTO = /^\/api\/v1\/session\/[^/]+\/photo$/;

export const isCall = (sent: Sent, method: string, path: RegExp) =>
  sent.method === method && path.test(sent.path);

/** Changes the JSON of successful answers. */
export function changed(
  method: string,
  path: RegExp,
  change: (body: Json, sent: Sent) => unknown,
): Difference {
  return {
    async answer(sent, response) {
      if (!isCall(sent, method, path) || !response.ok) return null;
      const body: Json = await response.json();
      return jsonAnswer(response.status, change(body, sent) ?? body);
    },
  };
}

/** Changes the first face of `faces:detect`. */
export const face = (change: (face: Json, body: Json) => void) =>
  changed('POST', DETECT, (body) => {
    for (const one of body.faces) change(one, body);
  });

/** Replaces answers of a status. */
export function replaced(
  method: string,
  path: RegExp,
  status: number,
  by: Response | ((sent: Sent) => Response),
): Difference {
  return {
    answer(sent, response) {
      if (!isCall(sent, method, path) || response.status !== status) return null;
      return by instanceof Response ? by.clone() : by(sent);
    },
  };
}

/** Replaces refusals with that code. */
export function recoded(code: string, by: Response): Difference {
  return {
    async answer(_, response) {
      if (response.ok) return null;
      const body: Json = await response.clone().json();
      return body.detail?.code === code ? by.clone() : null;
    },
  };
}

/** Signs with another text or key. */
export const signed = (
  text: (time: string, body: string, id: string) => string,
  key: string | Buffer = STAGE_SECRET,
) => ({
  webhook({ headers, body }: { headers: Record<string, string>; body: string }) {
    const { 'x-ilive-timestamp': time = '', 'x-ilive-webhook-id': id = '' } = headers;
    headers['x-ilive-signature'] = `sha256=${createHmac('sha256', key)
      .update(text(time, body, id))
      .digest('hex')}`;
  },
});

/** Changes the body of the webhook and signs it as ever. */
export const announced = (change: (body: Json) => void): Difference => ({
  webhook(delivery) {
    const body: Json = JSON.parse(delivery.body);
    change(body);
    delivery.body = JSON.stringify(body);
    signed((time, text) => `${time}.${text}`).webhook(delivery);
  },
});

export const hits = (change: (matches: Json[], sent: Sent) => unknown) =>
  changed('POST', SEARCH, (body, sent) => {
    body.matches = change(body.matches, sent) ?? body.matches;
  });

export function fraction(box: Record<string, number>, size: Record<string, number>) {
  const of100 = percent(box, size);
  return Object.fromEntries(Object.entries(of100).map(([side, value]) => [side, value / 100]));
}

export function percent({ left, top, width, height }: Record<string, number>, size: Record<string, number>) {
  const [across, down] = [100 / (size.width ?? 1), 100 / (size.height ?? 1)];
  return {
    left: (left ?? 0) * across,
    top: (top ?? 0) * down,
    width: (width ?? 0) * across,
    height: (height ?? 0) * down,
  };
}

export async function isTagged(form: Uint8Array): Promise<boolean> {
  const start = Buffer.from(form).indexOf(Buffer.from([0xff, 0xd8, 0xff]));
  if (start < 0) return false;
  const metadata = await sharp(form.subarray(start))
    .metadata()
    .catch(() => null);
  return (metadata?.orientation ?? 1) !== 1;
}

export function withThreshold(query: URLSearchParams, threshold: string): URLSearchParams {
  const rest = new URLSearchParams(query);
  rest.set('threshold', threshold);
  return rest;
}

export async function recodedIfMissing(response: Response): Promise<Response | null> {
  const body: Json = await response.clone().json();
  return body.detail?.code === 'collection_not_found' ? refusal(400, 'collection_not_found') : null;
}

/** Differences by inference and name. */
export type Differences = Readonly<Record<string, Readonly<Record<string, Difference>>>>;
