/** Fetches a picture by https from a host that was allowed. */
import { lookup as dnsLookup } from 'node:dns';
import { Agent, get } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { MAX_IMAGE_BYTES } from '#src/contract/limits.ts';
import type { Result } from '#src/core/result.ts';
import type { Refusal } from './customer-line.ts';
import type { Clock } from './pace.ts';
import { type PhotoBytes, tooLarge } from './photo-file.ts';
import { isPrivateAddress } from './private-address.ts';

/** Which hosts may be asked. */
export type PhotoHosts = {
  /** Exact, with a port unless it is 443. */
  readonly allowed: readonly string[];
  /** Whether they may be in a network of one's own. */
  readonly allowPrivate: boolean;
};

const TIMEOUT_MS = 30_000;
const TRIES = 4;
const FIRST_WAIT_MS = 500;
const MOST_REDIRECTS = 3;

/** What one request came to. `again`: it may pass. */
type Fetched =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'again'; readonly why: string };

/**
 * Fetches it. A redirect is followed on the same host only. Four tries where a failure may pass. No message holds the address: its
 * query may be a credential.
 */
export async function fetchPhoto(url: URL, hosts: PhotoHosts, sleep: Clock['sleep']): Promise<PhotoBytes> {
  if (!hosts.allowed.includes(url.host))
    return refused('photo_host', `Pictures of ${url.host} are not fetched without --allow-host ${url.host}.`);
  let at = url;
  let tries = 1;
  for (let redirects = 0; ; ) {
    const fetched = await once(at, hosts.allowPrivate);
    switch (fetched.kind) {
      case 'bytes':
        return { ok: true, value: fetched.bytes };
      case 'refused':
        return { ok: false, refusal: fetched.refusal };
      case 'redirect': {
        const next = URL.parse(fetched.to, at);
        redirects += 1;
        if (!next || next.protocol !== 'https:' || next.host !== url.host || redirects > MOST_REDIRECTS)
          return refused('photo_host', `${url.host} redirects elsewhere: give the address that it leads to.`);
        at = next;
        break;
      }
      case 'again':
        if (tries === TRIES)
          return refused('photo_unavailable', `${url.host}: ${fetched.why}. Run the import again later.`);
        await sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
        tries += 1;
        break;
    }
  }
}

function once(url: URL, allowPrivate: boolean): Promise<Fetched> {
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(literal) !== 0 && isPrivateAddress(literal))
    return Promise.resolve({ kind: 'refused', refusal: PRIVATE_HOST });
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { accept: 'image/jpeg, image/png', 'accept-encoding': 'identity' };
    const request = get(url.href, { agent: allowPrivate ? ANY : PUBLIC, signal, headers }, (response) => {
      const { statusCode: status = 0 } = response;
      const { location, 'content-length': length } = response.headers;
      const end = (fetched: Fetched) => {
        resolve(fetched);
        response.destroy();
      };
      if (status >= 300 && status < 400 && location !== undefined)
        return end({ kind: 'redirect', to: location });
      if (status === 429 || status >= 500) return end({ kind: 'again', why: `it answers ${status}` });
      if (status !== 200) return end({ kind: 'refused', refusal: notThere(url.host, status) });
      if (Number(length ?? 0) > MAX_IMAGE_BYTES)
        return end({ kind: 'refused', refusal: tooLarge(Number(length)) });
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      response.on('data', (piece: Uint8Array) => {
        bytes += piece.length;
        pieces.push(piece);
        if (bytes > MAX_IMAGE_BYTES) end({ kind: 'refused', refusal: tooLarge(bytes) });
      });
      response.on('end', () => resolve({ kind: 'bytes', bytes: new Uint8Array(Buffer.concat(pieces)) }));
      response.on('error', () => resolve({ kind: 'again', why: 'the answer broke off' }));
    });
    request.on('error', (error) => {
      const isPrivate = error instanceof PrivateAddress;
      resolve(
        isPrivate
          ? { kind: 'refused', refusal: PRIVATE_HOST }
          : { kind: 'again', why: 'it cannot be reached' },
      );
    });
  });
}

/** A connection is used again, so those that were looked at and those that were not are kept apart. */
const agentOf = (allowPrivate: boolean) =>
  new Agent({ keepAlive: true, maxSockets: 16, lookup: lookupOf(allowPrivate) });
const ANY = agentOf(true);
const PUBLIC = agentOf(false);

class PrivateAddress extends Error {}

const PRIVATE_HOST: Refusal = {
  code: 'photo_host',
  detail: 'The host is in a private network: if that is right, add --allow-private-hosts.',
};

/** Looks the name up for the very connection, so that it cannot have another address a moment later. */
function lookupOf(allowPrivate: boolean): LookupFunction {
  return (hostname, options, done) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      const [first] = addresses;
      if (!first) return done(new Error('no address'), '');
      if (!allowPrivate && addresses.some(({ address }) => isPrivateAddress(address)))
        return done(new PrivateAddress(), '');
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

function notThere(host: string, status: number): Refusal {
  return {
    code: 'photo_missing',
    detail: `${host} answers ${status}: look at the address in "photo", and whether it has run out.`,
  };
}

function refused(code: string, detail: string): Result<never, Refusal> {
  return { ok: false, refusal: { code, detail } };
}
