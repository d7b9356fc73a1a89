/** `/review`: the console, the reviewers' pages. Not part of the API, so not in `openapi.json`. */

import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { readPhoto } from '#src/applicant/read-photo.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { decisionSchema } from '#src/core/reasons.ts';
import { listUndelivered } from '#src/d1/unfinished.ts';
import { isUnreadableLog } from '#src/event-log/event-store.ts';
import { readFigures } from '#src/figures/reporter.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { logFailure } from '#src/http/failure.ts';
import { photoResponse } from '#src/http/photo-response.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { isPrefetch } from '#src/http/speculative.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { isStorageUnavailable, readD1, STORAGE_RETRY_AFTER_S } from '#src/platform/storage.ts';
import { readCase } from './case/case.ts';
import { openCase } from './case/case-response.tsx';
import { casePath, casePathOf, filterOf, pathWith } from './filter.ts';
import { claimByForm, noteByForm, withdrawByForm } from './forms/act.tsx';
import { decideByForm } from './forms/decide.tsx';
import { doneOf } from './forms/done.ts';
import { FailurePage, OpenCasePage } from './forms/stale-page.tsx';
import { iliveNotice } from './ilive-notice.ts';
import { decidePairByForm, showPairs } from './known/known-pairs.tsx';
import { openNextCase } from './next.ts';
import { MOST_LISTED, NotificationsPage } from './notifications-page.tsx';
import { showOverview } from './overview/overview-route.tsx';
import { QueueList, QueuePage } from './queue-page.tsx';
import { readQueue, readTag } from './read-queue.ts';
import { searchByAddress, searchByForm } from './search-route.tsx';
import { consolePage, noSuchPage, notFoundPage } from './shell.tsx';
import { requireDecider, requireReviewer } from './sign-in/require-reviewer.tsx';
import { isOwnNavigation, reviewerActor } from './viewer.ts';

/** An unknown value counts as none: an old or foreign link must not end in an error. */
const nextQuery = z.object({
  after: userIdSchema.optional().catch(undefined),
  since: z.iso.datetime().optional().catch(undefined),
  decision: decisionSchema.optional().catch(undefined),
});
const photoParams = z.object({ user_id: userIdSchema, photo: z.enum(['id', 'liveness', 'known']) });

/**
 * Sets the headers of every response under `/review`. With `no-referrer` browsers would send forms with `Origin: null`,
 * but a decision is accepted only with the `Origin` of this service.
 */
export const consoleHeaders = createMiddleware<HttpEnv>(async function setConsoleHeaders(c, next) {
  await next();
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cache-Control', 'no-store');
});

const pages = new Hono<HttpEnv>();
pages.use(requireReviewer);

pages.get('/', async (c) => {
  const [queue, done] = [await readQueue(c, await readTag(c)), await doneOf(c)];
  return consolePage(c, {
    title: 'Queue',
    styles: ['review-lists.css'],
    scripts: ['review-queue.js', 'review-views.js'],
    children: <QueuePage {...{ queue, done }} />,
  });
});

// The open page asks more than once a second. While nothing has changed it costs one row of D1 and has no body.
pages.get('/queue', async (c) => {
  const [tag, notice] = [await readTag(c), await iliveNotice(c)];
  if (tag !== null) c.header('ETag', tag);
  // A page that is open all day is not loaded again, so the notice comes to it here.
  if (notice !== null) c.header('X-Notice', encodeURIComponent(notice));
  if (tag !== null && c.req.header('if-none-match') === tag) return c.body(null, 304);
  return c.html(<QueueList queue={await readQueue(c, tag)} />);
});

pages.get('/next', async (c) => {
  const { after, since, decision } = nextQuery.parse(c.req.query());
  const filter = filterOf(c);
  const next = await openNextCase(c, filter, { after, since });
  const done = decision && after ? { done: after, decision } : {};
  return c.redirect(next ? casePath(next, filter, done) : pathWith('/review', filter, done), 303);
});

pages.get('/search', searchByAddress);
pages.post('/search', searchByForm);

pages.get('/overview', showOverview);

pages.get('/notifications', async (c) => {
  const newest = (state: 'parked' | 'pending') =>
    readD1(() => listUndelivered(c.env.DB, state, null, MOST_LISTED));
  const [figures, parked, pending] = await Promise.all([
    readFigures(c.env),
    newest('parked'),
    newest('pending'),
  ]);
  const props = { deliveries: figures?.deliveries ?? null, parked, pending };
  return consolePage(c, { title: 'Notifications', children: <NotificationsPage {...props} /> });
});

pages.get('/known', showPairs);
pages.post('/known/decisions', requireDecider, decidePairByForm);
pages.get('/known/:form{decisions}', (c) => c.redirect('/review/known', 303));

pages.get('/applicants/:user_id', async (c) => {
  // The page loads photos by itself, and each is logged as a look of this reviewer: another site must not cause it.
  if (!isOwnNavigation(c))
    return consolePage(c, {
      title: 'Open this case?',
      children: <OpenCasePage path={pathWith(c.req.path, filterOf(c))} />,
    });
  const id = userIdSchema.safeParse(c.req.param('user_id')).data;
  const reviewCase = id === undefined ? null : await readCase(c, id);
  if (!reviewCase) return notFoundPage(c);
  return openCase(c, reviewCase, await doneOf(c));
});

pages.post('/applicants/:user_id/decisions', requireDecider, decideByForm);
pages.post('/applicants/:user_id/claim', requireDecider, claimByForm);
pages.post('/applicants/:user_id/notes', requireDecider, noteByForm);
pages.post('/applicants/:user_id/proposal', requireDecider, withdrawByForm);
// After a form that was not recorded the address bar shows its path, so a reload or a bookmark may request it.
pages.get('/applicants/:user_id/:form{decisions|claim|notes|proposal}', (c) =>
  c.redirect(casePath(c.req.param('user_id'), filterOf(c)), 303),
);

pages.get('/applicants/:user_id/photos/:photo', async (c) => {
  const params = photoParams.safeParse(c.req.param());
  // A page of another site could embed the photo, and that would be logged as a look of this reviewer.
  if (!params.success || !isOwnNavigation(c)) return problem(c, 'not_found');
  const { user_id, photo } = params.data;
  // Each look is recorded, and a prefetch must leave no record.
  if (isPrefetch(c)) return problem(c, 'photo_not_found');
  const { photos } = c.get('services');
  const object = applicantOf(c.env, user_id);
  const wanted = { userId: user_id, photo };
  const shown = await readPhoto(object, photos, wanted, reviewerActor(c), c.req.method === 'HEAD');
  return shown.ok ? photoResponse(c, shown.value, photo) : refusalProblem(c, shown.refusal);
});

// A person reads this answer, too.
pages.all('*', (c, next) => (c.req.method === 'GET' ? noSuchPage(c) : next()));

// A person reads the answer, so a failure is a page and not a problem document.
pages.onError((error, c) => {
  const storageAway = isStorageUnavailable(error);
  // Who is not signed in gets no page of the console.
  if (!storageAway && !c.get('rights')) throw error;
  logFailure(c, error);
  if (storageAway) c.header('Retry-After', String(STORAGE_RETRY_AFTER_S));
  const { pathname, search } = new URL(c.req.url);
  const again = c.req.method === 'POST' ? casePathOf(pathname) : `${pathname}${search}`;
  const props = { storageAway, again, requestId: c.get('requestId'), note: c.get('typedNote') ?? '' };
  const status = storageAway || isUnreadableLog(error) ? 503 : 500;
  const page = { title: storageAway ? 'Out of reach' : 'Failed', status } as const;
  return consolePage(c, { ...page, children: <FailurePage {...props} /> });
});

/** The routes of the console under `/review`. */
export const reviewConsole = new Hono<HttpEnv>().route('/review', pages);
