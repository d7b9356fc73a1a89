import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] satisfies [string, number][]) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] satisfies [string, number][]) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Whether iLive would take this as a redirect or webhook URL: https and not private
 * (`/docs/liveness/managed-sessions`). iLive resolves names; this stand-in works offline and looks at the name only.
 */
export function isAcceptableUrl(text: string, allowLoopback: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (allowLoopback && ['http:', 'https:'].includes(url.protocol) && isLoopback(url.hostname)) return true;
  return url.protocol === 'https:' && !isPrivate(url.hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

function isPrivate(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  if (version === 0) return PRIVATE_NAME.test(address) || !address.includes('.');
  return PRIVATE.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
