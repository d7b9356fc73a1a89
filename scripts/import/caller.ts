/** Requests to the service, each made again until it is answered. */
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { type Answer, shortened } from './answers.ts';
import { ImportStopped, type Target } from './options.ts';
import type { Clock, Pace } from './pace.ts';

/** `maybeDone`: an earlier try may have had its effect, although its answer was lost. */
export type LastAnswer = Answer & { readonly maybeDone: boolean };

/** A request. */
export type Request = {
  readonly path: string;
  /** Makes the body of each try; without one it is a GET. */
  readonly body?: () => FormData;
  /** How much the body holds in memory. */
  readonly bytes?: number;
  /** So long it is made again, ms. */
  readonly patienceMs?: number;
};

/** What it depends on. */
export type CallerPorts = {
  readonly target: Target;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Aborted when the run stops: what is in flight ends, nothing is begun. */
  readonly stop: AbortSignal;
  /** Tells the user that the service is away. */
  readonly say: (text: string) => void;
};

/** A request that is not answered is cut off; a picture may take a while over a slow line. */
const TIMEOUT_MS = 120_000;
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 30_000;
/** So long all calls wait because one was told to. */
const MOST_PAUSE_MS = 60_000;
const PATIENCE_MS = 15 * 60_000;
/** Failures in a row of one call before they are told, and how often at most. */
const TOLD_AFTER = 4;
const TOLD_EVERY_MS = 60_000;

/**
 * Makes the function that calls. It returns the answer, which is neither a passing 429 nor a 5xx; null if none came in time
 * although others did. It throws `ImportStopped` when no call was answered for so long.
 */
export function createCaller({ target, pace, clock, fetch, stop, say }: CallerPorts) {
  let answeredAt = clock.now();
  let toldAt = Number.NEGATIVE_INFINITY;

  return async function call({
    path,
    body,
    bytes = 0,
    patienceMs = PATIENCE_MS,
  }: Request): Promise<LastAnswer | null> {
    const startedAt = clock.now();
    let maybeDone = false;
    for (let tries = 1; ; tries += 1) {
      const ended = await pace.enter(bytes);
      if (stop.aborted) ended({ busy: false, retryAfterMs: 0 });
      stop.throwIfAborted();
      const answer = await once(path, body?.() ?? null, Math.min(TIMEOUT_MS, patienceMs));
      const failure = failureOf(answer, clock.now());
      ended({
        busy: failure?.isBusy ?? false,
        retryAfterMs: Math.min(failure?.retryAfterMs ?? 0, MOST_PAUSE_MS),
      });
      if (typeof answer !== 'string' && failure === null) {
        answeredAt = clock.now();
        return { ...answer, maybeDone };
      }
      const { why = '', retryAfterMs = 0, wasSeen = true } = failure ?? {};
      maybeDone ||= wasSeen;
      if (clock.now() - startedAt >= patienceMs) {
        if (answeredAt > startedAt) return null;
        throw new ImportStopped(`The service at ${target.url} does not answer: ${why}.`);
      }
      if (tries >= TOLD_AFTER && clock.now() - toldAt >= TOLD_EVERY_MS) {
        say(`The service does not answer as it should (${why}); trying again.`);
        toldAt = clock.now();
      }
      await clock.sleep(Math.max(retryAfterMs, Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MOST_WAIT_MS)));
    }
  };

  /** @returns why there is no answer, if there is none */
  async function once(path: string, body: FormData | null, timeoutMs: number): Promise<Answer | string> {
    try {
      const init = body === null ? {} : { method: 'POST', body };
      const headers = { authorization: `Bearer ${target.key}` };
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(`${target.url}${path}`, { ...init, headers, redirect: 'manual', signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? cause.message || cause.name : String(cause);
    }
  }
}

/** A failure that may pass. `wasSeen`: the service may have done it; `isBusy`: fewer calls at the same time may help. */
type PassingFailure = {
  readonly why: string;
  readonly retryAfterMs: number;
  readonly isBusy: boolean;
  readonly wasSeen: boolean;
};

function failureOf(answer: Answer | string, now: number): PassingFailure | null {
  if (typeof answer === 'string') return { why: answer, retryAfterMs: 0, isBusy: true, wasSeen: true };
  const { status, headers, text } = answer;
  const waitMs = retryAfterMs(headers, now) ?? 0;
  // So long a wait is about this customer alone: as many pictures of them were given today.
  if (status === 429 && waitMs > PATIENCE_MS) return null;
  if (status !== 429 && status < 500) return null;
  const why = `${status} ${shortened(text)}`;
  return { why, retryAfterMs: waitMs, isBusy: status !== 500, wasSeen: status !== 429 };
}
