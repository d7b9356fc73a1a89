/**
 * Where iLive's page of a session may be. The vendor names the page with each session and the applicant's browser is
 * sent there, so it must be one of these hosts: `host`, `*.host` for all hosts under it, or `*` for any.
 */
import { isIP } from 'node:net';
import { isLoopback } from '#src/platform/loopback.ts';

/** Any host: only where iLive itself is on this machine. */
export const ANY_HOST = '*';

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(${LABEL}\\.)*${LABEL}$`);

/** The hosts of this machine that a Content-Security-Policy can name. */
const isLocal = (host: string) => host === 'localhost' || host === '127.0.0.1';

/** Tells whether a text names hosts as the setting does. A `*.` before a top-level domain would be nearly any host. */
export function isHostPattern(text: string): boolean {
  const under = text.startsWith('*.') ? text.slice(2) : null;
  if (under === null) return HOST.test(text);
  return HOST.test(under) && under.includes('.') && isIP(under) === 0;
}

/**
 * Returns the hosts if none are set: all under the parent domain of iLive's host. A parent that would be a top-level
 * domain is none: then iLive's own host and those under it.
 * @param baseUrl iLive's origin
 */
export function defaultSessionHosts(baseUrl: string): readonly string[] {
  const { hostname } = new URL(baseUrl);
  if (isLoopback(hostname)) return [ANY_HOST];
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return [hostname];
  const parent = hostname.split('.').slice(1).join('.');
  return parent.includes('.') ? [`*.${parent}`] : [hostname, `*.${hostname}`];
}

/**
 * Reads the address of a session's page.
 * @returns its normal form; null if it is at another host or port, carries a user, or is not https outside of this machine
 */
export function sessionPageOf(text: string, hosts: readonly string[]): string | null {
  const url = URL.parse(text);
  if (!url || url.username !== '' || url.password !== '') return null;
  const { protocol, hostname, port, href } = url;
  const isSecure = protocol === 'https:' && port === '';
  const isOnThisMachine = isLocal(hostname) && (protocol === 'https:' || protocol === 'http:');
  if (!isSecure && !isOnThisMachine) return null;
  return hosts.some((pattern) => matches(hostname, pattern)) ? href : null;
}

function matches(host: string, pattern: string): boolean {
  if (pattern === ANY_HOST) return true;
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host !== pattern.slice(1)
    : host === pattern;
}

/** Returns the same hosts as source expressions of a Content-Security-Policy. */
export function sessionSourcesOf(hosts: readonly string[]): readonly string[] {
  return hosts.flatMap((host) => {
    if (host === ANY_HOST) return ['https:', ...localSources('localhost'), ...localSources('127.0.0.1')];
    return isLocal(host) ? localSources(host) : [`https://${host}`];
  });
}

const localSources = (host: string) => [`http://${host}:*`, `https://${host}:*`];
