/**
 * The first net against floods: Cloudflare's rate-limit bindings, which count in each of its locations. What costs money
 * is counted exactly elsewhere. A binding that is missing or fails lets the request pass, and the log says so.
 */
import type { Context } from 'hono';
import { log } from '#src/platform/log.ts';
import { within } from '#src/platform/timeout.ts';
import { addressKey } from './address-key.ts';
import type { HttpEnv } from './context.ts';
import { problem } from './problem.ts';

/** The bindings, with the period of each in seconds as `wrangler.toml` has it. Their limits stand there only. */
const PERIOD_S = {
  /** All requests of one API key. */
  REQUESTS_OF_KEY: 10,
  /** Failed authentications from one address. */
  FAILED_KEYS_OF_ADDRESS: 60,
  /** Links to the applicant's pages that one address opens. */
  LINKS_OF_ADDRESS: 60,
  /** Webhooks without a valid signature from one address. */
  BAD_WEBHOOKS_OF_ADDRESS: 60,
  /** Starts of liveness of one applicant. */
  STARTS_OF_APPLICANT: 60,
} as const;

/** The name of a binding. */
export type RequestLimit = keyof typeof PERIOD_S;

/** The longest wait for a binding. At Cloudflare it answers from memory. */
const ASK_WITHIN_MS = 1_000;
/** A binding that fails is logged at most so often by each instance (ms): it may fail for each request. */
const LOG_EVERY_MS = 60_000;
const loggedAt = new Map<RequestLimit, number>();

/**
 * Counts a request.
 * @param key whose request it is, or null when that is not known: then it is not counted
 * @returns how long to wait, in seconds, when there were too many; null when the request may pass
 */
export async function countRequest(
  env: Env,
  limit: RequestLimit,
  key: string | null,
): Promise<number | null> {
  if (key === null) return null;
  try {
    const outcome = await within(ASK_WITHIN_MS, env[limit].limit({ key }));
    if (outcome !== null) return outcome.success ? null : PERIOD_S[limit];
  } catch {
    // Logged below, like a binding that does not answer.
  }
  const now = Date.now();
  if (now - (loggedAt.get(limit) ?? 0) >= LOG_EVERY_MS) {
    loggedAt.set(limit, now);
    log('warn', 'request_limit_unavailable', { limit });
  }
  return null;
}

/** Counts a request of the address that it came from. */
export function countAddress(c: Context<HttpEnv>, limit: RequestLimit): Promise<number | null> {
  return countRequest(c.env, limit, addressKey(c.req.header('cf-connecting-ip')));
}

/** Answers 429 with `Retry-After`. */
export function tooManyRequests(c: Context, retryAfterS: number, detail?: string) {
  c.header('Retry-After', String(retryAfterS));
  return problem(c, 'rate_limited', { detail: detail ?? `Wait ${retryAfterS} seconds and send it again.` });
}
