/** Calls iLive as the service does, and gives the answers as they come. */
import type { Multipart } from '#src/ilive/multipart.ts';
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { type Answer, answerOf } from './answer.ts';

/** One call. */
export type IliveCall = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Multipart;
  /** Another key than one's own. */
  readonly apiKey?: string;
};

/** Where iLive is and how to reach it. */
export type IliveConnection = {
  /** Origin without a path. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Once it is aborted, no further call begins. One under way is waited for, so that its effect is known. */
  readonly stop?: AbortSignal;
};

/** The calls. */
export type IliveApi = ReturnType<typeof createIliveApi>;

/** A call without an answer that says anything: the network, or a 5xx. Nothing can be concluded from it. */
export class NoAnswer extends Error {}

const TIMEOUT_MS = 30_000;
/** As iLive advises for 429 (/docs/reference/rate-limits): the first wait, doubled each time, and the most tries. */
const FIRST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 30_000;
const MOST_TRIES = 6;

/** Makes the calls of one API key. */
export function createIliveApi({ baseUrl, apiKey, fetch, sleep, stop }: IliveConnection) {
  /** Makes the call once. @throws NoAnswer when there is none, or a 5xx */
  async function askOnce(call: IliveCall): Promise<Answer> {
    if (stop?.aborted) throw new NoAnswer('stopped');
    const response = await send(call).catch(() => null);
    const name = `${call.method} ${call.path.split('/').slice(0, 4).join('/')}`;
    if (response === null) throw new NoAnswer(`no answer to ${name}`);
    if (response.status >= 500) throw new NoAnswer(`${response.status} to ${name}`);
    return response;
  }

  async function send(call: IliveCall): Promise<Answer> {
    const url = new URL(call.path, baseUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const headers = new Headers({ authorization: `Bearer ${call.apiKey ?? apiKey}` });
    if (call.json !== undefined) headers.set('content-type', 'application/json');
    if (call.form !== undefined) headers.set('content-type', call.form.contentType);
    const form = call.form && new Uint8Array(Buffer.concat(call.form.pieces));
    const body = form ?? (call.json === undefined ? null : JSON.stringify(call.json));
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = new Request(url, { method: call.method, headers, body, redirect: 'manual', signal });
    const response = await fetch(request);
    return answerOf(response.status, response.headers, new Uint8Array(await response.arrayBuffer()));
  }

  return {
    askOnce,

    /** Makes the call, again after a 429. @throws NoAnswer as `askOnce` */
    async ask(call: IliveCall): Promise<Answer> {
      for (let tries = 1, waitMs = FIRST_WAIT_MS; ; tries += 1, waitMs *= 2) {
        const answer = await askOnce(call);
        if (answer.status !== 429 || tries === MOST_TRIES) return answer;
        await sleep(Math.min(retryAfterMs(answer.headers, Date.now()) ?? waitMs, MOST_WAIT_MS));
      }
    },
  };
}
