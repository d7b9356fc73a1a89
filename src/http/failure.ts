/** A request that broke, for the operator: where, and under which id the caller was told of it. */
import type { Context } from 'hono';
import { log, whereabouts } from '#src/platform/log.ts';
import type { HttpEnv } from './context.ts';

/** Logs it, without anything that was sent. */
export function logFailure(c: Context<HttpEnv>, error: Error): void {
  log('error', 'request_failed', { request_id: c.get('requestId'), ...whereabouts(error) });
}
