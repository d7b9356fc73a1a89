/** The Worker's HTTP side: what goes around every route, and the list of them. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { isUnreadableLog } from '../applicant/event-store.ts';
import { NIGHTLY_CRON, watchNight } from '../audit/night.ts';
import { onboarding } from '../onboarding/routes.ts';
import { consoleHeaders, reviewConsole } from '../review/console.tsx';
import { sweep } from '../sweep.ts';
import { assets } from '../web/assets.ts';
import { applicants } from './applicants.ts';
import type { HttpEnv } from './context.ts';
import { applicantCreation } from './create-applicant.ts';
import { describeRoute } from './description.ts';
import { docs } from './docs.ts';
import { eventExport } from './event-export.ts';
import { events } from './events.ts';
import { logFailure } from './failure.ts';
import { health } from './health.ts';
import { idPhotos } from './id-photos.ts';
import { notifications } from './notifications.ts';
import { describe } from './openapi.ts';
import { registerComponents } from './openapi-components.ts';
import { registerNotifications } from './openapi-notifications.ts';
import { photos } from './photos.ts';
import { problem } from './problem.ts';
import { noStore, requestId, settingsReady } from './request.ts';
import { returns } from './returns.ts';
import { reviews } from './reviews.ts';
import { sessions } from './sessions.ts';
import { webhooks } from './webhooks.ts';

/** All of it. */
export const app = new OpenAPIHono<HttpEnv>();

// Before the others, so that it has the last word on its pages' headers.
app.use('/review/*', consoleHeaders);
app.use(requestId, secureHeaders(), settingsReady);
app.use('/v1/*', noStore);

// Chained, so that the type knows them all.
const routes = app
  .route('/', applicantCreation)
  .route('/', applicants)
  .route('/', idPhotos)
  .route('/', sessions)
  .route('/', notifications)
  .route('/', reviews)
  .route('/', photos)
  .route('/', events)
  .route('/', eventExport)
  .route('/', webhooks)
  .route('/', returns)
  .route('/', health)
  .openapi(describeRoute, (c) => c.json(describe(app), 200, { 'cache-control': 'public, max-age=300' }));
app.route('/', docs);
app.route('/', assets);
app.route('/', onboarding);
app.route('/', reviewConsole);
registerComponents(app.openAPIRegistry);
registerNotifications(app.openAPIRegistry);

/** The routes with their requests and answers, for a typed client: `hc<AppType>(url)` of `hono/client`. */
export type AppType = typeof routes;

app.notFound((c) => {
  const allowed = METHODS.filter((method) => handles(method, c.req.path));
  if (allowed.length === 0) return problem(c, 'not_found', { detail: 'There is no such route.' });
  c.header('Allow', allowed.join(', '));
  return problem(c, 'method_not_allowed', { detail: `Possible here: ${allowed.join(', ')}.` });
});

app.onError((error, c) => {
  // Hono's validators say it this way when a body is no JSON, or of a type that the route does not take.
  if (error instanceof HTTPException && error.status === 400) return problem(c, 'invalid_json');
  if (error instanceof HTTPException && error.status < 500) return problem(c, 'invalid_request');
  logFailure(c, error);
  if (isUnreadableLog(error)) {
    const detail =
      "This applicant's log was written by another version of the service, and nothing was changed.";
    return problem(c, 'not_ready', { detail });
  }
  return problem(c, 'internal_error', { detail: 'Try again; if it stays, report the request_id.' });
});

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Whether a route of our own, not only what goes around all of them, answers there. */
function handles(method: string, path: string): boolean {
  return app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
}

export default {
  fetch: app.fetch,
  async scheduled({ cron, scheduledTime }, env) {
    if (cron !== NIGHTLY_CRON) return sweep(env);
    await watchNight(env, scheduledTime);
  },
} satisfies ExportedHandler<Env>;
