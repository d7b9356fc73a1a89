/** Who is at the console: the token of Cloudflare Access, verified with the team's own keys. */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { log, whereabouts } from '#src/platform/log.ts';

/** Where tokens come from and whom they are for. */
export type Access = { readonly teamOrigin: string; readonly audience: string };

/**
 * What a token says: whose it is; nothing that counts; good, but naming nobody by e-mail; or nobody can tell, because the
 * team's keys are out of reach. Only the first opens the door.
 */
export type Verified =
  | { readonly who: 'reviewer'; readonly email: string }
  | { readonly who: 'nobody' | 'nameless' | 'unknown' };

/** Verifies a token. Never throws. */
export type VerifyToken = (token: string) => Promise<Verified>;

/** A service token of Access names nobody; nobody decides here. The pattern is that of browsers: no space, bracket or quote gets into the log. */
const claimsSchema = z.object({ email: z.email({ pattern: z.regexes.html5Email }).max(200) });

/** Keys are fetched when first needed, kept for ten minutes, and fetched again for a token with a new key's id. */
export function createVerifyToken({ teamOrigin, audience }: Access): VerifyToken {
  const keys = createRemoteJWKSet(new URL('/cdn-cgi/access/certs', teamOrigin), {
    [customFetch]: (url, options) => fetch(url, options),
  });
  // Access signs with RS256; a token does not choose how it is checked.
  const expected = {
    issuer: teamOrigin,
    audience,
    algorithms: ['RS256'],
    requiredClaims: ['exp', 'iat'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, expected);
      const email = claimsSchema.safeParse(payload).data?.email;
      return email === undefined ? { who: 'nameless' } : { who: 'reviewer', email };
    } catch (error) {
      if (!isAboutKeys(error)) return { who: 'nobody' };
      // A bad token is everyday; keys out of reach are for the operator.
      log('error', 'access_keys_unreachable', whereabouts(error));
      return { who: 'unknown' };
    }
  };
}

/** No answer, none in time, or one that holds no keys. `jose` says the last two and another status by its plain class. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.constructor === errors.JOSEError
  );
}

/** Where a person signs in and is sent back from. `host` is this service's own. */
export function signInUrl({ teamOrigin, audience }: Access, host: string, path: string): string {
  const url = new URL(`/cdn-cgi/access/login/${host}`, teamOrigin);
  url.search = new URLSearchParams({ kid: audience, redirect_url: path }).toString();
  return url.href;
}
