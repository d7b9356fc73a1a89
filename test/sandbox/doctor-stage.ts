/** The doctor before a sandbox, of which one thing at a time can be made to differ. */
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { examineIlive } from '../../scripts/doctor/examine-ilive.ts';
import { startListener } from '../../scripts/doctor/listener.ts';
import { readPhoto } from '../../scripts/doctor/test-pictures.ts';
import { defaultSessionHosts } from '../../src/ilive/session-hosts.ts';
import { API_KEY } from './open-sandbox.ts';
import { loadEngine, photoFile } from './photos.ts';

/** A call on its way: what was sent, and how often the same method and path were called before. */
export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly nth: number;
};

/** What iLive does otherwise. What is absent it does as the sandbox. */
export type Difference = {
  /** Changes a call before it is answered. */
  readonly call?: (sent: Sent) => Partial<Pick<Sent, 'method' | 'path' | 'query' | 'body'>> | null;
  /** Answers in place of the sandbox, which then does not know of the call. */
  readonly instead?: (sent: Sent) => Response | null;
  /** Changes an answer. Null leaves it as it is. */
  readonly answer?: (sent: Sent, response: Response) => Promise<Response | null> | Response | null;
  /** Changes a webhook. */
  readonly webhook?: (init: { headers: Record<string, string>; body: string }) => void;
  /** Changes where the browser is sent. */
  readonly redirect?: (url: string) => string;
};

/** Hex, so that it can also be decoded. */
export const STAGE_SECRET = '00112233445566778899aabbccddeeff';

const BASE_URL = 'https://ilive.sandbox.test';
const photos = { first: await readPhoto(photoFile('audrey')), second: await readPhoto(photoFile('cage')) };

/** Runs the whole doctor. @returns its rows, and the sandbox to see what is left in it */
export async function examine(difference: Difference = {}) {
  const clock = { aheadMs: 0 };
  const listener = await startListener(0);
  const sandbox = createSandbox({
    engine: await loadEngine(),
    apiKeys: [API_KEY],
    webhookSecret: STAGE_SECRET,
    allowLoopback: true,
    rps: 40,
    now: () => Date.now() + clock.aheadMs,
    deliver: (url, { headers, body }) => {
      const sent = { headers: namedHeaders(new Headers(headers)), body: String(body) };
      difference.webhook?.(sent);
      return fetch(url, { method: 'POST', ...sent });
    },
  });
  const captures: Promise<unknown>[] = [];
  const examined = await examineIlive({
    connection: {
      baseUrl: BASE_URL,
      apiKey: API_KEY,
      fetch: fetchOf(sandbox, difference),
      sleep: async (ms) => {
        clock.aheadMs += ms;
      },
    },
    sessionHosts: defaultSessionHosts(BASE_URL),
    photos,
    burst: 60,
    sessions: {
      redirectUrl: listener.origin + listener.returnPath,
      webhookUrl: listener.origin + listener.webhookPath,
    },
    live: {
      listener,
      waitMs: 20_000,
      browserWaitMs: 20_000,
      secret: STAGE_SECRET,
      toleranceS: 300,
      announce: (url) => void captures.push(finish(sandbox, new URL(url).pathname, difference)),
    },
  });
  await Promise.all(captures);
  await sandbox.idle();
  await listener.close();
  return { ...examined, sandbox };
}

/** Plays the person: shows a face, and follows the redirect. */
async function finish(sandbox: Sandbox, page: string, { redirect }: Difference): Promise<void> {
  const form = new FormData();
  form.set('image', new File([photos.first.upright.bytes], 'face.jpg'));
  const url = BASE_URL + page.replace(/.*\//, '/capture/');
  const answer = await sandbox.fetch(new Request(url, { method: 'POST', body: form }));
  const { redirect_url } = (await answer.json()) as { redirect_url: string };
  await fetch(redirect?.(redirect_url) ?? redirect_url);
}

function fetchOf({ fetch: toSandbox }: Sandbox, { call, instead, answer }: Difference) {
  const counts = new Map<string, number>();
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const { method } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    const nth = counts.get(method + url.pathname) ?? 0;
    counts.set(method + url.pathname, nth + 1);
    const sent: Sent = { method, path: url.pathname, query: url.searchParams, body, nth };
    const other = instead?.(sent);
    if (other) return other;
    const changed = { ...sent, ...call?.(sent) };
    const target = new URL(changed.path, BASE_URL);
    target.search = changed.query.toString();
    const init = { method: changed.method, headers: request.headers };
    const pass = () =>
      toSandbox(new Request(target, { ...init, body: method === 'POST' ? changed.body : null }));
    const response = await (body.length > LARGE_FROM ? answerOnce(body.length, pass) : pass());
    return (await answer?.(sent, response)) ?? response;
  };
}

/** The answer to a picture of many megabytes depends on its size only. To read it takes longer than all else. */
const LARGE_FROM = 5_000_000;
const answersBySize = new Map<number, Promise<Response>>();
async function answerOnce(bytes: number, ask: () => Promise<Response>): Promise<Response> {
  const answered = answersBySize.get(bytes) ?? ask();
  answersBySize.set(bytes, answered);
  return (await answered).clone();
}

/** Makes an answer in JSON. */
export function jsonAnswer(status: number, json: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(json, { status, headers });
}

/** Makes a refusal in iLive's envelope. */
export function refusal(status: number, code: string): Response {
  return jsonAnswer(status, { detail: { code, message: 'No.' } });
}

function namedHeaders(headers: Headers): Record<string, string> {
  const named: Record<string, string> = {};
  headers.forEach((value, name) => {
    named[name] = value;
  });
  return named;
}
