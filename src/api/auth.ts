/**
 * API keys. The settings hold the SHA-256 of each key, never the key. Several keys can be valid at once, so that they
 * can be rotated, and each has only the scopes that it needs.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Config } from '#src/config/config.ts';
import type { Scope } from '#src/config/setting-types.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';

/** Makes the middleware that refuses a request whose API key lacks the scope, and sets `caller` in the context. */
export function requireScope(scope: Scope) {
  return createMiddleware<HttpEnv>(async function checkApiKey(c, next) {
    const header = c.req.header('authorization');
    if (!header) return problem(c, 'missing_api_key', { detail: 'Send Authorization: Bearer <key>.' });
    const key = header.match(/^Bearer ([\x21-\x7e]{1,512})$/i)?.[1];
    const caller = key === undefined ? null : findCaller(key, c.get('services').config);
    if (!caller) return problem(c, 'invalid_api_key', { detail: 'The key is unknown or revoked.' });
    if (!caller.scopes.includes(scope)) {
      return problem(c, 'insufficient_scope', { detail: `This needs a key with the scope "${scope}".` });
    }
    c.set('caller', caller);
    return next();
  });
}

/** Compares all keys, each in constant time, so that the response time reveals nothing about them. */
function findCaller(key: string, config: Config): { name: string; scopes: readonly Scope[] } | null {
  const presented = createHash('sha256').update(key).digest();
  const matching = Object.entries(config.API_KEYS).filter(([, { sha256 }]) =>
    timingSafeEqual(Buffer.from(sha256, 'hex'), presented),
  );
  const [found] = matching;
  return found ? { name: found[0], scopes: found[1].scopes } : null;
}
