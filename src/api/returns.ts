/** `GET /return/…`: the address to which iLive sends the applicant's browser after a session. */

import { createRoute, z } from '@hono/zod-openapi';
import { plainPage } from '#src/http/plain-page.ts';
import { isSpeculative } from '#src/http/speculative.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import { openReturnLink, type ReturnLink, withSessionId } from '#src/links/return-link.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantById } from '#src/platform/objects.ts';
import { openResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

const returnFromIlive = createRoute({
  method: 'get',
  path: '/return/{opaque}',
  operationId: 'returnFromIlive',
  tags: ['Callbacks'],
  summary: 'Come back from iLive',
  description:
    "Where iLive sends the applicant's browser after a session; nobody else calls it. It notes the return, so that a lost webhook is noticed " +
    'within seconds, and goes on to your `redirect_url` until 24 hours after the end of the session. It changes no status. `HEAD` and a ' +
    'prefetch are answered alike and note nothing.',
  security: [],
  request: {
    params: z.object({
      opaque: z.string().openapi({ description: 'The sealed link; it tells nothing of the person.' }),
    }),
  },
  responses: {
    200: {
      description: 'A plain page: there is no `redirect_url`, or the link is none of ours or too old.',
      content: { 'text/html': { schema: z.string() } },
    },
    303: {
      description: 'On to your `redirect_url`.',
      headers: {
        Location: {
          description: 'Your `redirect_url`, with `session_id` set in its query.',
          schema: { type: 'string', format: 'uri' },
        },
      },
    },
    ...openResponses(),
  },
});

/**
 * The route that notes the return and redirects the browser. For an invalid or expired link it only shows a plain page.
 */
export const returns = createRouter().openapi(returnFromIlive, async (c) => {
  c.header('Cache-Control', 'no-store');
  const link = await openReturnLink(c.get('services').seal, c.req.valid('param').opaque);
  const returned = link && (await noteReturn(c.env, link, isSpeculative(c)));
  if (!returned?.redirectUrl) return c.html(plainPage(), 200);
  // The session was started on the applicant's own pages, which need no `session_id`: a cookie tells them the
  // applicant.
  if (returned.redirectUrl === c.get('services').config.PUBLIC_URL + ONBOARDING_PATH)
    return c.redirect(ONBOARDING_PATH, 303);
  return c.redirect(withSessionId(returned.redirectUrl, returned.sessionId), 303);
});

/** Notes the return. Null when the link is no longer valid or the object fails. */
async function noteReturn(env: Env, { objectId, returnRef }: ReturnLink, speculative: boolean) {
  try {
    return await applicantById(env, objectId).noteReturn(returnRef, speculative);
  } catch (error) {
    // A person is waiting in the browser: a plain page is better than an error.
    log('error', 'return_not_noted', { ...whereabouts(error) });
    return null;
  }
}
