/** What happens to every request before a route sees it. */
import { createMiddleware } from 'hono/factory';
import { servicesOf } from '#src/config/services.ts';
import { log } from '#src/platform/log.ts';
import type { HttpEnv } from './context.ts';
import { problem } from './problem.ts';

/** Names the request, in the answer too. Ours alone: a caller's own id could be anybody's data. */
export const requestId = createMiddleware<HttpEnv>(async function nameRequest(c, next) {
  c.set('requestId', crypto.randomUUID());
  await next();
  c.header('X-Request-Id', c.get('requestId'));
});

/** Answers nothing while a setting is missing or impossible. The log names the setting, never its value. */
export const settingsReady = createMiddleware<HttpEnv>(async function checkSettings(c, next) {
  const result = servicesOf(c.env);
  if (!result.ok) {
    for (const { setting, must } of result.refusal) log('error', 'setting_not_ready', { setting, must });
    return problem(c, 'not_ready', { detail: 'A setting is missing or wrong; the log names it.' });
  }
  c.set('services', result.value);
  return next();
});

/** Answers with applicants' data must stay nowhere on the way. */
export const noStore = createMiddleware<HttpEnv>(async function forbidStoring(c, next) {
  await next();
  c.header('Cache-Control', 'no-store');
});
