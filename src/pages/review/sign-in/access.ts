/** Identifies the reviewer: verifies the token of Cloudflare Access with the team's public keys. */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { log, whereabouts } from '#src/platform/log.ts';

/** The issuer of the tokens (the team's origin) and the audience tag that they must carry. */
export type Access = { readonly teamOrigin: string; readonly audience: string };

/**
 * The result of verifying a token. Only a reviewer is let in.
 * - `reviewer`: the token is valid and carries an e-mail address.
 * - `invalid`: the token is missing or not valid.
 * - `no_email`: the token is valid but carries no e-mail address.
 * - `keys_unavailable`: the token cannot be verified, because the team's keys cannot be fetched.
 */
export type Verified =
  | { readonly who: 'reviewer'; readonly email: string }
  | { readonly who: 'invalid' | 'no_email' | 'keys_unavailable' };

/** Verifies a token. Never throws. */
export type VerifyToken = (token: string) => Promise<Verified>;

/**
 * A service token of Access carries no e-mail address, so no program can decide. The address must match the browsers'
 * pattern, so that no space, bracket or quote gets into the log.
 */
const claimsSchema = z.object({
  // Lower case, as the `person` of an API key: who uses both is one actor.
  email: z.email({ pattern: z.regexes.html5Email }).max(200).toLowerCase(),
});

/**
 * Makes the function that verifies tokens. It fetches the team's keys when they are first needed, keeps them for ten
 * minutes, and fetches them again for an unknown key id, at most every 30 seconds. The times are defaults of `jose`.
 */
export function createVerifyToken({ teamOrigin, audience }: Access): VerifyToken {
  const keys = createRemoteJWKSet(new URL('/cdn-cgi/access/certs', teamOrigin), {
    [customFetch]: (url, options) => fetch(url, options),
  });
  // Access signs with RS256. The algorithm is fixed, so that a token cannot choose how it is verified.
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
      return email === undefined ? { who: 'no_email' } : { who: 'reviewer', email };
    } catch (error) {
      if (!isAboutKeys(error)) return { who: 'invalid' };
      // Invalid tokens are normal and not logged; keys that cannot be fetched need the operator.
      log('error', 'access_keys_unreachable', whereabouts(error));
      return { who: 'keys_unavailable' };
    }
  };
}

/**
 * Tells whether the keys could not be fetched, in contrast to an invalid token. Without an answer `fetch` throws its
 * own error. `jose` throws `JWKSTimeout` after a time-out, `JWKSInvalid` for JSON that is not a key set, and its base
 * class for a status other than 200 and for an answer that is not JSON.
 */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.constructor === errors.JOSEError
  );
}

/**
 * Builds the address at which a person signs in.
 * @param host this service's own host
 * @param path where Access redirects to after the sign-in
 */
export function signInUrl({ teamOrigin, audience }: Access, host: string, path: string): string {
  const url = new URL(`/cdn-cgi/access/login/${host}`, teamOrigin);
  url.search = new URLSearchParams({ kid: audience, redirect_url: path }).toString();
  return url.href;
}
