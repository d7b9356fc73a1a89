/** A team at Cloudflare Access, with keys of its own, and a reviewer's browser. */
import { createExecutionContext } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll } from 'vitest';
import worker from '../../src/app.ts';

export const ISSUER = 'https://team.test';
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
const next = await generateKeyPair('RS256');
const stranger = await generateKeyPair('RS256');
const publicJwk = async (key: CryptoKey, kid: string) => ({
  ...(await exportJWK(key)),
  kid,
  alg: 'RS256',
  use: 'sig',
});
const now = { keys: [await publicJwk(publicKey, 'k1')] };
const rotated = { keys: [await publicJwk(next.publicKey, 'k2')] };
let answer = (): Response | Promise<Response> => Response.json(now);

/** How the team's keys are answered from here on: as they are, rotated, or in some other way. */
export function setKeysAnswer(how: 'now' | 'rotated' | (() => Response | Promise<Response>)): void {
  answer = typeof how === 'function' ? how : () => Response.json(how === 'now' ? now : rotated);
}

/** The team's keys can be fetched while the tests of the file run. */
export function useTeamKeys(): void {
  const network = globalThis.fetch;
  beforeAll(() => {
    globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
      const url = input instanceof Request ? input.url : String(input);
      return url === `${ISSUER}/cdn-cgi/access/certs` ? answer() : network(input, init);
    }) as typeof fetch;
  });
  afterAll(() => {
    globalThis.fetch = network;
  });
}

/** What a token may say other than it should. */
export type Claims = {
  email?: string | null;
  iss?: string;
  aud?: string | string[];
  exp?: number;
  by?: 'us' | 'stranger' | 'next';
  /** What the header says beside RS256 and the key's id. */
  header?: Record<string, unknown>;
  /** Claims beside. */
  more?: JWTPayload;
};

const claimsOf = ({ email = 'rita@example.com', more }: Claims): JWTPayload => ({
  ...(email === null ? {} : { email }),
  ...more,
});
const KEYS = { us: privateKey, stranger: stranger.privateKey, next: next.privateKey };
const nowS = () => Math.floor(Date.now() / 1000);

/** A token as Access makes it, but for what is given. */
export function accessToken(claims: Claims = {}): Promise<string> {
  const { iss = ISSUER, aud = env.ACCESS_AUD, exp = nowS() + 600, by = 'us', header = {} } = claims;
  return new SignJWT(claimsOf(claims))
    .setProtectedHeader({ alg: 'RS256', kid: by === 'next' ? 'k2' : 'k1', ...header })
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt(exp - 1_200)
    .setExpirationTime(exp)
    .sign(KEYS[by]);
}

/** Signed with the public key as if it were a shared secret. */
export async function symmetricToken(): Promise<string> {
  const made = new SignJWT(claimsOf({})).setIssuer(ISSUER).setAudience(env.ACCESS_AUD);
  const pem = new TextEncoder().encode(await exportSPKI(publicKey));
  return made
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(pem);
}

/** A stranger's public key, to be offered inside of a token. */
export const foreignPublicKey = await publicJwk(stranger.publicKey, 'k1');

/** The same, signed by nobody. */
export function unsignedToken(): string {
  const made = new UnsecuredJWT(claimsOf({})).setIssuer(ISSUER).setAudience(env.ACCESS_AUD);
  return made.setIssuedAt().setExpirationTime('10m').encode();
}

/** A page as a reviewer's browser gets it. */
export type Seen = { status: number; headers: Headers; text: string };

/** One request with that token as the cookie; with `form`, a POST from the console's own origin. */
export async function browse(
  path: string,
  {
    as,
    form,
    headers = {},
    settings,
    method,
  }: {
    as?: string;
    method?: 'HEAD';
    form?: Record<string, string>;
    headers?: Record<string, string>;
    /** Settings and bindings other than those of the tests, such as `ROLES`. The applicants' objects do not have them. */
    settings?: object;
  } = {},
): Promise<Seen> {
  const given = new Headers({ ...(as === undefined ? {} : { cookie: `CF_Authorization=${as}` }) });
  if (form) given.set('origin', 'https://kyc.test');
  for (const [name, value] of Object.entries(headers)) given.set(name, value);
  const request = new Request(`https://kyc.test${path}`, {
    redirect: 'manual',
    headers: given,
    ...(method ? { method } : {}),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
  const response = settings
    ? await worker.fetch(request, { ...env, ...settings }, createExecutionContext())
    : await exports.default.fetch(request);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The hidden fields of a page's form. */
export function hiddenFieldsOf({ text }: Seen): Record<string, string> {
  const fields = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}
