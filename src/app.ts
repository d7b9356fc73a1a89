/** The Worker's app: the middleware around every route, the routes, the answers to errors, and the crons. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { applicants } from '#src/api/applicants.ts';
import { applicantCreation } from '#src/api/create-applicant.ts';
import { docs } from '#src/api/docs.ts';
import { eventExport } from '#src/api/event-export.ts';
import { events } from '#src/api/events.ts';
import { health } from '#src/api/health.ts';
import { idPhotos } from '#src/api/id-photos.ts';
import { givenFaces } from '#src/api/known-faces/give.ts';
import { knownPairs } from '#src/api/known-faces/pairs.ts';
import { notifications } from '#src/api/notifications.ts';
import { onboardingLinks } from '#src/api/onboarding-links.ts';
import { openApiDocument } from '#src/api/openapi/openapi-document.ts';
import { operations } from '#src/api/operate/operations.ts';
import { undelivered } from '#src/api/operate/undelivered.ts';
import { personalData } from '#src/api/personal-data.ts';
import { photos } from '#src/api/photos.ts';
import { returns } from '#src/api/returns.ts';
import { reviews } from '#src/api/review/reviews.ts';
import { reviewTeam } from '#src/api/review/team.ts';
import { rows } from '#src/api/rows.ts';
import { sessions } from '#src/api/sessions.ts';
import { webhooks } from '#src/api/webhooks.ts';
import { servicesOf } from '#src/config/services.ts';
import { recordRun } from '#src/cron/record-run.ts';
import { NIGHTLY_CRON, runNightlyAudit } from '#src/cron/run-nightly-audit.ts';
import { wakeOverdue } from '#src/cron/wake-overdue.ts';
import { isUnreadableLog } from '#src/event-log/event-store.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { logFailure } from '#src/http/failure.ts';
import { problem } from '#src/http/problem.ts';
import { noStore, plainQuery, reportFigures, requestId, settingsReady } from '#src/http/request.ts';
import { securityHeaders } from '#src/http/security-headers.ts';
import { assets } from '#src/pages/assets.ts';
import { frontPage } from '#src/pages/front-page.tsx';
import { onboarding } from '#src/pages/onboarding/routes.ts';
import { consoleHeaders, reviewConsole } from '#src/pages/review/console.tsx';
import { isStorageUnavailable, STORAGE_RETRY_AFTER_S } from '#src/platform/storage.ts';

/** The app with all routes and middleware. */
export const app = new OpenAPIHono<HttpEnv>();

// Registered first, so that it runs outermost and overrides the headers that the others set on the console's pages.
app.use('/review/*', consoleHeaders);
app.use(requestId, securityHeaders, settingsReady, reportFigures);
app.use('/v1/*', noStore, plainQuery);

// Chained, so that the type of `routes` includes every route of the API.
const routes = app
  .route('/', applicantCreation)
  .route('/', applicants)
  .route('/', idPhotos)
  .route('/', sessions)
  .route('/', onboardingLinks)
  .route('/', notifications)
  .route('/', undelivered)
  .route('/', reviews)
  .route('/', reviewTeam)
  .route('/', photos)
  .route('/', givenFaces)
  .route('/', knownPairs)
  .route('/', events)
  .route('/', personalData)
  .route('/', eventExport)
  .route('/', webhooks)
  .route('/', returns)
  .route('/', health)
  .route('/', rows)
  .route('/', operations)
  .route('/', openApiDocument);
app.route('/', docs);
app.route('/', assets);
app.route('/', frontPage);
app.route('/', onboarding);
app.route('/', reviewConsole);

/** The type of the API's routes, for a typed client: `hc<AppType>(url)` of `hono/client`. */
export type AppType = typeof routes;

app.notFound((c) => {
  const allowed = METHODS.filter((method) => handles(method, c.req.path));
  if (allowed.length === 0) return problem(c, 'not_found', { detail: 'There is no such route.' });
  c.header('Allow', allowed.join(', '));
  return problem(c, 'method_not_allowed', { detail: `Possible here: ${allowed.join(', ')}.` });
});

app.onError((error, c) => {
  // Hono's validators throw 400 for a malformed body, and 415 for a media type that the route does not take.
  if (error instanceof HTTPException && error.status === 400) return problem(c, 'invalid_json');
  if (error instanceof HTTPException && error.status < 500) return problem(c, 'invalid_request');
  logFailure(c, error);
  if (isStorageUnavailable(error)) {
    c.header('Retry-After', String(STORAGE_RETRY_AFTER_S));
    return problem(c, 'storage_unavailable', { detail: 'Try again after Retry-After; nothing was lost.' });
  }
  if (isUnreadableLog(error)) {
    const detail =
      "This applicant's log was written by another version of the service, and nothing was changed.";
    return problem(c, 'not_ready', { detail });
  }
  return problem(c, 'internal_error', { detail: 'Try again; if it stays, report the request_id.' });
});

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Tells whether a route handles the method and path. Middleware does not count: its method is `ALL`. */
function handles(method: string, path: string): boolean {
  return app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
}

/** The Worker's handlers: requests, the nightly cron, and the sweep for the cron of each minute. */
export default {
  fetch: app.fetch,
  async scheduled({ cron, scheduledTime }, env) {
    const services = servicesOf(env);
    if (services.ok && (await services.value.placement.differs()))
      return recordRun(env, cron === NIGHTLY_CRON ? 'night' : 'minute', Date.now(), null);
    if (cron !== NIGHTLY_CRON) return wakeOverdue(env);
    await runNightlyAudit(env, scheduledTime);
  },
} satisfies ExportedHandler<Env>;
