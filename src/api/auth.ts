/**
 * API keys. The settings hold the SHA-256 of each key, never the key. Several keys can be valid at once, so that they
 * can be rotated, and each has only the scopes that it needs.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type Scope, scopesThatOpen } from '#src/config/api-keys.ts';
import type { Config } from '#src/config/config.ts';
import { publicNameOf, type Rights, rightsOf } from '#src/config/team.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';
import { countAddress, countRequest, tooManyRequests } from '#src/http/request-limits.ts';
import { actorOf } from './router.ts';

/** Makes the middleware that refuses a request whose API key lacks the scope, and sets `caller` in the context. */
export function requireScope(scope: Scope) {
  return createMiddleware<HttpEnv>(async function checkApiKey(c, next) {
    const header = c.req.header('authorization');
    const key = header?.match(/^Bearer ([\x21-\x7e]{1,512})$/i)?.[1];
    const caller = key === undefined ? null : findCaller(key, c.get('services').config);
    if (!caller) {
      // Only failures are counted: others behind the same address may have a valid key.
      const waitS = await countAddress(c, 'FAILED_KEYS_OF_ADDRESS');
      if (waitS !== null) return tooManyRequests(c, waitS);
      return header
        ? problem(c, 'invalid_api_key', { detail: 'The key is unknown or revoked.' })
        : problem(c, 'missing_api_key', { detail: 'Send Authorization: Bearer <key>.' });
    }
    const waitS = await countRequest(c.env, 'REQUESTS_OF_KEY', caller.name);
    if (waitS !== null) return tooManyRequests(c, waitS);
    if (!hasScope(caller.scopes, scope)) {
      return problem(c, 'insufficient_scope', { detail: `This needs a key with the scope "${scope}".` });
    }
    c.set('caller', caller);
    return next();
  });
}

/** Makes the middleware that refuses a caller whose role decides nothing. Comes after `requireScope`. */
export function requireReviewer() {
  return createMiddleware<HttpEnv>(async function checkRole(c, next) {
    if (callerRights(c).mayDecide) return next();
    return problem(c, 'insufficient_scope', {
      detail: 'This needs the role reviewer or senior (setting ROLES).',
    });
  });
}

/** Makes the middleware that refuses a caller without any role. Comes after `requireScope('reviews')`. */
export function requireReader() {
  return createMiddleware<HttpEnv>(async function checkAnyRole(c, next) {
    if (callerRights(c).mayRead) return next();
    return problem(c, 'insufficient_scope', { detail: 'This needs a role (setting ROLES).' });
  });
}

/** Returns what the caller may do about cases. */
export function callerRights(c: Context<HttpEnv>): Rights {
  return rightsOf(c.get('services').config.ROLES, publicNameOf(actorOf(c.get('caller'))));
}

/**
 * The applicant as the caller may see it. Whoever has the page of an open session can act as the applicant, so only a
 * key that may start one is given its address. Metadata is given only to a key that may read applicants: one that only
 * gives known faces could otherwise read those of any customer.
 */
export function shownTo(c: Context<HttpEnv>, applicant: ApplicantView): ApplicantView {
  const { scopes } = c.get('caller');
  const { liveness } = applicant;
  return {
    ...applicant,
    liveness: liveness && (scopes.includes('applicants') ? liveness : { ...liveness, session_url: null }),
    metadata: hasScope(scopes, 'read') ? applicant.metadata : {},
  };
}

function hasScope(scopes: readonly Scope[], scope: Scope): boolean {
  return scopesThatOpen(scope).some((opening) => scopes.includes(opening));
}

/** Compares all keys, each in constant time, so that the response time reveals nothing about them. */
function findCaller(key: string, config: Config): HttpEnv['Variables']['caller'] | null {
  const presented = createHash('sha256').update(key).digest();
  const matching = Object.entries(config.API_KEYS).filter(([, { sha256 }]) =>
    timingSafeEqual(Buffer.from(sha256, 'hex'), presented),
  );
  const [found] = matching;
  return found ? { name: found[0], person: found[1].person, scopes: found[1].scopes } : null;
}
