/** The signed-in person as a handler sees it. */
import type { Context } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import type { Viewer } from './case/stance.ts';

/** Returns who is signed in, and what it may do. */
export function viewerOf(c: Context<HttpEnv>): Viewer {
  return { email: c.get('reviewer'), rights: c.get('rights') };
}

/** Names the signed-in reviewer as the actor of an event. */
export function reviewerActor(c: Context<HttpEnv>): string {
  return `reviewer:${c.get('reviewer')}`;
}

/**
 * Tells whether the console's own page led here, or the reviewer alone: an address that was typed, a bookmark. Browsers
 * say `cross-site` also of a link that came by a redirect, as after a sign-in. Those that say nothing are let in.
 */
export function isOwnNavigation(c: Context<HttpEnv>): boolean {
  return ['same-origin', 'none'].includes(c.req.header('sec-fetch-site') ?? 'none');
}
