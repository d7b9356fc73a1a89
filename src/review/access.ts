/** Who is at the console: the token of Cloudflare Access, verified with the team's own keys. */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { log, whereabouts } from '../log.ts';

/** Where tokens come from and whom they are for. */
export type Access = { readonly teamOrigin: string; readonly audience: string };

/** Gives the e-mail that a valid token names, or null for every other token. */
export type VerifyToken = (token: string) => Promise<string | null>;

/** A service token of Access names nobody; nobody decides here. */
const claimsSchema = z.object({ email: z.email().max(200) });

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
      return claimsSchema.safeParse(payload).data?.email ?? null;
    } catch (error) {
      // A bad token is everyday; keys out of reach are for the operator.
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) {
        log('error', 'access_keys_unreachable', whereabouts(error));
      }
      return null;
    }
  };
}

/** Where a person signs in and is sent back from. `host` is this service's own. */
export function signInUrl({ teamOrigin, audience }: Access, host: string, path: string): string {
  const url = new URL(`/cdn-cgi/access/login/${host}`, teamOrigin);
  url.search = new URLSearchParams({ kid: audience, redirect_url: path }).toString();
  return url.href;
}
