/** The console's door: nobody sees a page without a verified token, and none is there while Access is not set. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { Config } from '../config.ts';
import type { HttpEnv } from '../http/context.ts';
import { problem } from '../http/problem.ts';
import { pageResponse } from '../web/page.tsx';
import { type Access, createVerifyToken, signInUrl, type VerifyToken } from './access.ts';

const verifiers = new WeakMap<Config, VerifyToken>();

/** The settings of Access, or null where there is no console. */
export function accessOf(config: Config): Access | null {
  const { ACCESS_TEAM_DOMAIN: teamOrigin, ACCESS_AUD: audience } = config;
  return teamOrigin === undefined || audience === undefined ? null : { teamOrigin, audience };
}

/** Lets a reviewer in, by name. There is no other way in. */
export const enter = createMiddleware<HttpEnv>(async function checkAccess(c, next) {
  const { config } = c.get('world');
  const access = accessOf(config);
  if (!access) return problem(c, 'not_found', { detail: 'There is no such route.' });
  const verify = verifiers.get(config) ?? createVerifyToken(access);
  verifiers.set(config, verify);
  const token = c.req.header('cf-access-jwt-assertion') ?? getCookie(c, 'CF_Authorization');
  const reviewer = token === undefined ? null : await verify(token);
  if (reviewer === null) return refusePage(c, access);
  c.set('reviewer', reviewer);
  return next();
});

function refusePage(c: Context<HttpEnv>, access: Access) {
  const { host } = new URL(c.get('world').config.PUBLIC_URL);
  const back = c.req.method === 'GET' ? c.req.path : '/review';
  const children = (
    <main class="narrow">
      <h1>Sign in to review</h1>
      <p>You are not signed in, or your sign-in is over. Nothing you sent has been recorded.</p>
      <p>
        <a class="button" href={signInUrl(access, host, back)}>
          Sign in
        </a>
      </p>
    </main>
  );
  const page = { title: 'Sign in', lang: 'en', dir: 'ltr', styles: ['review.css'], scripts: [] } as const;
  return pageResponse(c, { ...page, children }, 403);
}
