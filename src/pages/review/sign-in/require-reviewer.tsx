/** Access control of the console. Every page needs a verified token; without settings for Access there are no pages. */
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Config } from '#src/config/config.ts';
import { rightsOf } from '#src/config/team.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { noRolePage, refusePage, seeOnlyPage } from '../refuse-page.tsx';
import { type Access, createVerifyToken, type VerifyToken } from './access.ts';

const verifiers = new WeakMap<Config, VerifyToken>();

/** Reads the settings of Cloudflare Access. @returns null when they are not set, and so there is no console */
export function accessOf(config: Config): Access | null {
  const { ACCESS_TEAM_DOMAIN: teamOrigin, ACCESS_AUD: audience } = config;
  return teamOrigin === undefined || audience === undefined ? null : { teamOrigin, audience };
}

/**
 * Lets a request pass only with a valid Access token whose e-mail address has a role. Sets the `reviewer` to that
 * address, and its `rights`. Other requests are answered by `refusePage` or `noRolePage`; without settings for Access,
 * by a 404.
 */
export const requireReviewer = createMiddleware<HttpEnv>(async function checkAccess(c, next) {
  const { config } = c.get('services');
  const access = accessOf(config);
  if (!access) return problem(c, 'not_found', { detail: 'There is no such route.' });
  const verify = verifiers.get(config) ?? createVerifyToken(access);
  verifiers.set(config, verify);
  // Access sets the header itself. The cookie counts only without it, so that a cookie cannot replace the identity.
  const token = c.req.header('cf-access-jwt-assertion') ?? getCookie(c, 'CF_Authorization');
  const verified = token === undefined ? ({ who: 'invalid' } as const) : await verify(token);
  if (verified.who !== 'reviewer') return refusePage(c, access, verified.who);
  const rights = rightsOf(config.ROLES, verified.email);
  if (!rights.mayRead) return noRolePage(c, access, verified.email);
  c.set('reviewer', verified.email);
  c.set('rights', rights);
  return next();
});

/** Refuses a person whose roles decide nothing. Comes after `requireReviewer`. */
export const requireDecider = createMiddleware<HttpEnv>(async function checkRole(c, next) {
  return c.get('rights').mayDecide ? next() : seeOnlyPage(c);
});
