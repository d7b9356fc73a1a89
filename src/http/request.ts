/** Middleware that runs before the routes. */
import { createMiddleware } from 'hono/factory';
import { servicesOf } from '#src/config/services.ts';
import { log } from '#src/platform/log.ts';
import type { HttpEnv } from './context.ts';
import { invalidField, problem } from './problem.ts';

/**
 * Gives the request a random id, sent in `X-Request-Id`. An id from the caller could hold personal data: it is ignored.
 */
export const requestId = createMiddleware<HttpEnv>(async function nameRequest(c, next) {
  c.set('requestId', crypto.randomUUID());
  await next();
  c.header('X-Request-Id', c.get('requestId'));
});

/**
 * Sets `services` in the context, or answers 503 when a setting is missing or invalid and logs its name, not its value.
 * The same when the data lies in another jurisdiction than the setting says.
 */
export const settingsReady = createMiddleware<HttpEnv>(async function checkSettings(c, next) {
  const result = servicesOf(c.env);
  if (!result.ok) {
    for (const { setting, must } of result.refusal) log('error', 'setting_not_ready', { setting, must });
    return problem(c, 'not_ready', { detail: 'A setting is missing or wrong; the log names it.' });
  }
  const differs = result.value.placement.differs();
  // Others wait for the same answer, so a caller that breaks off must not take it along.
  c.executionCtx.waitUntil(differs);
  if (await differs)
    return problem(c, 'not_ready', { detail: 'JURISDICTION is not the one that the data was created in.' });
  c.set('services', result.value);
  return next();
});

/** Reports what the request has counted, once the response is made. */
export const reportFigures = createMiddleware<HttpEnv>(async function sendFigures(c, next) {
  await next();
  c.executionCtx.waitUntil(c.get('services').figures.reportSoon());
});

/**
 * Refuses a query parameter that is given twice, since only one value would count, and one with a name that the parser
 * of queries drops.
 */
export const plainQuery = createMiddleware<HttpEnv>(async function checkQuery(c, next) {
  const names = new Set<string>();
  for (const name of new URL(c.req.url).searchParams.keys()) {
    if (names.has(name)) return invalidField(c, name, 'is given more than once');
    if (name in {}) return invalidField(c, name, 'is not known here');
    names.add(name);
  }
  return next();
});

/** Sets `Cache-Control: no-store`, because the response may hold data of applicants. */
export const noStore = createMiddleware<HttpEnv>(async function forbidStoring(c, next) {
  await next();
  c.header('Cache-Control', 'no-store');
});
