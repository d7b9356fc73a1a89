/** Which addresses are in no public network. */
import { BlockList, isIP } from 'node:net';

/** The IANA registries of special-purpose addresses (RFC 6890), and multicast. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');

/** Only 2000::/3 is handed out to the public. Of it, these hold an IPv4 address or are for documents. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
const NOT_GLOBAL = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  NOT_GLOBAL.addSubnet(network, bits, 'ipv6');

/** Tells whether an IP address is of this machine, an own network, or none that is handed out. */
export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return PRIVATE.check(address, 'ipv4');
    case 6:
      return !GLOBAL.check(address, 'ipv6') || NOT_GLOBAL.check(address, 'ipv6');
    default:
      return true;
  }
}
