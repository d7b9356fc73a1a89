/** The console's door: nobody sees a page without a verified token, and none is there while Access is not set. */
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Config } from '#src/config/config.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { refusePage } from '../refuse-page.tsx';
import { type Access, createVerifyToken, type VerifyToken } from './access.ts';

const verifiers = new WeakMap<Config, VerifyToken>();

/** The settings of Access, or null where there is no console. */
export function accessOf(config: Config): Access | null {
  const { ACCESS_TEAM_DOMAIN: teamOrigin, ACCESS_AUD: audience } = config;
  return teamOrigin === undefined || audience === undefined ? null : { teamOrigin, audience };
}

/** Lets a reviewer in, by name. There is no other way in. */
export const requireReviewer = createMiddleware<HttpEnv>(async function checkAccess(c, next) {
  const { config } = c.get('services');
  const access = accessOf(config);
  if (!access) return problem(c, 'not_found', { detail: 'There is no such route.' });
  const verify = verifiers.get(config) ?? createVerifyToken(access);
  verifiers.set(config, verify);
  // Access sets the header itself; a cookie beside it is not asked, so that nobody is another person by it.
  const token = c.req.header('cf-access-jwt-assertion') ?? getCookie(c, 'CF_Authorization');
  const verified = token === undefined ? ({ who: 'nobody' } as const) : await verify(token);
  if (verified.who !== 'reviewer') return refusePage(c, access, verified.who);
  c.set('reviewer', verified.email);
  return next();
});
