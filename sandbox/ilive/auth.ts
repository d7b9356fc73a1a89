import type { MiddlewareHandler } from 'hono';
import type { Settings } from '../settings.ts';
import { refuse } from './errors.ts';
import { createRateLimiter } from './rate-limit.ts';
import { sameSecret } from './secret.ts';

/** What the routes behind `requireKey` can read from the context. */
export interface KeyedEnv {
  Variables: { apiKey: string };
}

/** Lets only known keys through (`/docs/auth/api-keys`). */
export function requireKey({ apiKeys }: Settings): MiddlewareHandler<KeyedEnv> {
  return async function checkKey(c, next) {
    const header = c.req.header('Authorization');
    if (!header) return refuse(c, 'missing_api_key');
    const given = /^Bearer (.+)$/.exec(header)?.[1] ?? '';
    const known = apiKeys.find((key) => sameSecret(key, given));
    if (known === undefined) return refuse(c, 'invalid_api_key');
    c.set('apiKey', known);
    return next();
  };
}

/** Refuses what is over the key's limits; stands behind `requireKey`. */
export function limitRate(settings: Settings): MiddlewareHandler<KeyedEnv> {
  const admit = createRateLimiter(settings);
  return async function checkRate(c, next) {
    if (!admit(c.get('apiKey'), settings.now())) return refuse(c, 'rate_limited');
    return next();
  };
}
