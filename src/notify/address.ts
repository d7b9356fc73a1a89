/** Where notifications may go: a public https address, so that a slip in a setting cannot turn the service on its own network. Pure. */

/** IPv4 ranges that are nobody's public address (RFC 6890), as first octets and a test of the second. */
const NOT_PUBLIC: readonly (readonly [number, (second: number) => boolean])[] = [
  [0, () => true],
  [10, () => true],
  [100, (second) => second >= 64 && second < 128],
  [127, () => true],
  [169, (second) => second === 254],
  [172, (second) => second >= 16 && second < 32],
  [192, (second) => second === 0 || second === 168],
  [198, (second) => second === 18 || second === 19 || second === 51],
  [203, (second) => second === 0],
];
/** Names that resolve inside a network only. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/;

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

/** The URL parser has brought every spelling of an IPv4 address (decimal, octal, hex) to four octets. */
function isPublic(host: string): boolean {
  // Of IPv6 only global unicast, and nothing in it that carries an IPv4 address or is for examples.
  if (host.startsWith('['))
    return /^\[[23]/.test(host) && !/^\[(2001:(0|db8|10|2\w)?:|2002:|3fff:)/.test(host);
  const [first, second] = host.split('.').map(Number);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host) && first !== undefined && second !== undefined) {
    return first < 224 && !NOT_PUBLIC.some(([octet, test]) => octet === first && test(second));
  }
  const name = host.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !LOCAL_NAME.test(name);
}
