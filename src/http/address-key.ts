/** What counts as one address. Pure. */

/**
 * Returns the key by which requests of an address are counted: an IPv4 address itself; of an IPv6 address its first 64
 * bits, because one subscriber has all addresses under them.
 * @param address as Cloudflare gives it in `CF-Connecting-IP`, where a caller cannot set it
 * @returns null when there is none: all callers without an address would share one count
 */
export function addressKey(address: string | undefined): string | null {
  if (!address) return null;
  const embedded = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (embedded) return embedded;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':').length : 0;
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after);
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...(tail ? tail.split(':') : [])];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
