/** Logs a request that failed with an unexpected exception. */
import type { Context } from 'hono';
import { log, whereabouts } from '#src/platform/log.ts';
import type { HttpEnv } from './context.ts';

/** Logs the request's id, which the caller got too, and where the exception arose. Logs nothing that was sent. */
export function logFailure(c: Context<HttpEnv>, error: Error): void {
  log('error', 'request_failed', { request_id: c.get('requestId'), ...whereabouts(error) });
}
