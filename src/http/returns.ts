/** `GET /return/…`: where iLive sends the applicant's browser back. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { openReturnLink } from '../applicant/return-link.ts';
import { log, whereabouts } from '../log.ts';
import type { HttpEnv } from './context.ts';
import { plainPage } from './plain-page.ts';

/** The return. A link that is none, or too old, shows the same plain page and notes nothing. */
export const returns = new OpenAPIHono<HttpEnv>().get('/return/:opaque', async (c) => {
  c.header('Cache-Control', 'no-store');
  const link = await openReturnLink(c.get('world').seal, c.req.param('opaque'));
  const returned = link && (await noted(c.env, link.objectId, link.returnRef));
  if (!returned?.redirectUrl) return c.html(plainPage());
  const target = new URL(returned.redirectUrl);
  // Appended as text: the caller's own query stays as it was written.
  target.search += `${target.search === '' ? '?' : '&'}session_id=${encodeURIComponent(returned.sessionId)}`;
  return c.redirect(target.toString(), 303);
});

async function noted(env: Env, objectId: string, returnRef: string) {
  try {
    return await env.APPLICANTS.get(env.APPLICANTS.idFromString(objectId)).noteReturn(returnRef);
  } catch (error) {
    // A person is waiting at the other end: a plain page is better than an error.
    log('error', 'return_not_noted', { ...whereabouts(error) });
    return null;
  }
}
