/**
 * Which addresses may receive notifications: public https only, so that a mistake in a setting cannot direct requests
 * at the service's own network. Pure.
 */

import { isLoopback } from '#src/platform/loopback.ts';

/** IPv4 ranges that are not public (RFC 6890 and its registry), matched by their first octets. */
const NOT_PUBLIC: readonly RegExp[] = [
  /^(0|10|127)\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.(168\.|0\.[02]\.|88\.99\.)/,
  /^198\.(1[89]\.|51\.100\.)/,
  /^203\.0\.113\./,
  /^(22[4-9]|2[3-5]\d)\./,
  // A public number that is a virtual machine's own host at Azure.
  /^168\.63\.129\.16$/,
];
/** Names that resolve only inside a network. */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa)$/;

/**
 * Says what is wrong with an address.
 * @param allowLoopback for the sandbox, where the receiver runs on the same machine
 * @returns null when notifications may be sent to it
 */
export function addressProblem(text: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(text)) return 'must be a URL';
  const { protocol, hostname: host, port, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (hash !== '') return 'must not have a fragment';
  if (port === '0') return 'must not have the port 0';
  if (allowLoopback && isLoopback(host)) return /^https?:$/.test(protocol) ? null : 'must be http or https';
  if (protocol !== 'https:') return 'must be https';
  return isPublic(host) ? null : 'must be a public address';
}

/**
 * Tells whether a host is public. The URL parser has normalised every notation of an IPv4 address (decimal, octal, hex)
 * to four octets. Names are not resolved: one may lead to a private address, which a deployed Worker cannot reach
 * (docs/limits.md).
 */
function isPublic(host: string): boolean {
  // IPv6: only global unicast, without its special ranges, those that contain an IPv4 address, and those for examples.
  if (host.startsWith('['))
    return /^\[[23]\w{3}:/.test(host) && !/^\[(2001:(:|1?\w{0,2}:|db8:)|2002:|3fff:)/.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return !NOT_PUBLIC.some((range) => range.test(host));
  const name = host.replace(/\.+$/, '').toLowerCase();
  return name.includes('.') && !LOCAL_NAME.test(name);
}
