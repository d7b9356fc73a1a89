/** Where notifications may go: a public https address, so that a slip in a setting cannot turn the service on its own network. Pure. */

/** IPv4 ranges that are nobody's public address (RFC 6890 and its registry), as first octets. */
const NOT_PUBLIC: readonly RegExp[] = [
  /^(0|10|127)\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.(168\.|0\.[02]\.|88\.99\.)/,
  /^198\.(1[89]\.|51\.100\.)/,
  /^203\.0\.113\./,
  /^(22[4-9]|2[3-5]\d)\./,
];
/** Names that resolve inside a network only. */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa)$/;

/** What is wrong with the address, or null. `allowLoopback` is for the sandbox: the receiver then runs on this machine. */
export function addressProblem(text: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(text)) return 'must be a URL';
  const { protocol, hostname: host, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (hash !== '') return 'must not have a fragment';
  if (allowLoopback && isLoopback(host)) return /^https?:$/.test(protocol) ? null : 'must be http or https';
  if (protocol !== 'https:') return 'must be https';
  return isPublic(host) ? null : 'must be a public address';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * The URL parser has brought every spelling of an IPv4 address (decimal, octal, hex) to four octets. What a name resolves
 * to is not asked: a deployed Worker reaches no private network anyway.
 */
function isPublic(host: string): boolean {
  // Of IPv6 only global unicast, and nothing in it that is special, carries an IPv4 address or is for examples.
  if (host.startsWith('['))
    return /^\[[23]\w{3}:/.test(host) && !/^\[(2001:(:|1?\w{0,2}:|db8:)|2002:|3fff:)/.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return !NOT_PUBLIC.some((range) => range.test(host));
  const name = host.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !LOCAL_NAME.test(name);
}
