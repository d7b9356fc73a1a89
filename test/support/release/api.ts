/** The customer's backend, its reviewer, auditor and operator, and iLive's webhooks, over HTTP. */
import { createHmac } from 'node:crypto';
import type { ApplicantView, SessionView } from '../../../src/contract/applicant.ts';
import { pictureOf } from '../picture.ts';
import { type Caller, keyOf, SETTINGS } from './settings.ts';

/** What came back. */
export type Answer<T = any> = { readonly status: number; readonly headers: Headers; readonly body: T };

/** An event of a log, as the API gives it. */
export type LogEntry = { readonly seq: number; readonly type: string; readonly hash: string };

/** The calls. */
export type Api = ReturnType<typeof apiOf>;

type Sending = {
  readonly as?: Caller;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Makes the calls. @param dispatch sends a request to the Worker */
export function apiOf(dispatch: (url: string, init: RequestInit) => Promise<Response>) {
  async function send<T = any>(
    method: string,
    path: string,
    { as = 'backend', json, body, headers = {} }: Sending = {},
  ): Promise<Answer<T>> {
    const given: Record<string, string> = { authorization: `Bearer ${keyOf(as)}`, ...headers };
    if (json !== undefined) given['content-type'] = 'application/json';
    const sent = json === undefined ? body : JSON.stringify(json);
    const response = await dispatch(`${SETTINGS.PUBLIC_URL}${path}`, {
      method,
      headers: given,
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers as Headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  /** Sends, and throws unless it succeeds. */
  async function must<T = any>(method: string, path: string, sending: Sending = {}): Promise<T> {
    const { status, body } = await send<T>(method, path, sending);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  const applicant = (user: string) => `/v1/applicants/${user}`;
  const read = (user: string) => must<ApplicantView>('GET', applicant(user));

  return {
    send,
    must,
    read,
    create: (user: string, more: object = {}, headers: Readonly<Record<string, string>> = {}) =>
      must<ApplicantView>('POST', '/v1/applicants', { json: { user_id: user, ...more }, headers }),
    upload: (user: string, person: string) =>
      must<ApplicantView>('PUT', `${applicant(user)}/id-photo`, { body: pictureOf(person) }),
    giveKnownFace: (user: string, person: string) => {
      const boundary = 'known-face';
      const part = (name: string, more = '') =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
      const head = `${part('user_id')}${user}\r\n${part('keep_photo')}true\r\n${part('image', '; filename="a.jpg"')}`;
      const body = Buffer.concat([
        Buffer.from(head),
        pictureOf(person),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      return must<ApplicantView>('POST', '/v1/known-faces', {
        as: 'importer',
        body: new Uint8Array(body),
        headers,
      });
    },
    start: (user: string, more: object = {}) =>
      must<SessionView>('POST', `${applicant(user)}/sessions`, { json: more }),
    decide: async (user: string, decision: string) => {
      const { seq } = await read(user);
      const json = { decision, seq, reviewer: 'r-1', note: 'seen' };
      return must<ApplicantView>('POST', `${applicant(user)}/decisions`, { as: 'reviewer', json });
    },
    erase: (user: string) => must('DELETE', applicant(user), { as: 'eraser' }),
    log: async (user: string): Promise<readonly LogEntry[]> =>
      (await must('GET', `${applicant(user)}/events?limit=100`, { as: 'auditor' })).data,
    /** Delivers a verdict as iLive does. */
    report: (user: string, sessionId: string, verdict: string) => {
      const at = Math.floor(Date.now() / 1_000);
      const body = JSON.stringify({
        event: 'liveness.verdict',
        session_id: sessionId,
        verdict,
        confidence: 0.9,
        reference_id: user,
      });
      const key = SETTINGS.ILIVE_WEBHOOK_SECRET;
      const signature = createHmac('sha256', key).update(`${at}.${body}`).digest('hex');
      const headers = { 'x-ilive-signature': `sha256=${signature}`, 'x-ilive-timestamp': String(at) };
      return must('POST', '/webhooks/ilive', { body, headers });
    },
    /** The whole export, page by page. */
    async export(): Promise<string> {
      let text = '';
      for (let query: string | null = '?limit=1000'; query !== null; ) {
        const page: Answer = await send('GET', `/v1/events${query}`, { as: 'auditor' });
        if (page.status !== 200) throw new Error(`the export: ${page.status} ${JSON.stringify(page.body)}`);
        text += page.body;
        const next = page.headers.get('x-next-cursor');
        query = next === null ? null : `?limit=1000&cursor=${encodeURIComponent(next)}`;
      }
      return text;
    },
  };
}

/** Far more than is ever needed. */
const WITHIN_MS = 60_000;
const POLL_MS = 50;

/** Repeats the look until it finds something, and gives that; throws when it never does. */
export async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
