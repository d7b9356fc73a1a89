/**
 * Tells whether a host is this machine: `localhost` with its subdomains, 127.0.0.0/8, `[::1]`.
 * @param host the `hostname` of a URL, which has normalised every notation of an IPv4 address
 */
export function isLoopback(host: string): boolean {
  return /^(.+\.)?localhost\.*$/i.test(host) || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
