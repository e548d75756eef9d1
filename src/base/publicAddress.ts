import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not public: loopback, private, link-local, shared (CGNAT), and what is reserved for documentation,
 * tests, multicast and tunnels (IANA's special-purpose registries, RFC 6890;
 * iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry).
 */
const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
];

const blocked = new BlockList();
for (const block of NOT_PUBLIC) {
  const [address = '', bits = ''] = block.split('/');
  blocked.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a text is an IP address of the public internet. */
export function isPublicAddress(text: string): boolean {
  // With a zone (`%eth0`) it is link-local.
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 0) return false;
  if (version === 4) return !blocked.check(text, 'ipv4');
  const words = wordsOf(text);
  const inner = embeddedIn(words);
  if (inner !== undefined) return !blocked.check(inner, 'ipv4');
  return !blocked.check(text, 'ipv6');
}

/** The eight words of an IPv6 address, by the parser of URLs. */
function wordsOf(text: string): number[] {
  const [, inside = ''] = /^\[(.*)\]$/.exec(new URL(`http://[${text}]`).hostname) ?? [];
  const [head = '', tail] = inside.split('::');
  const numbers = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((w) => parseInt(w, 16));
  if (tail === undefined) return numbers(head);
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The IPv4 address in an IPv6 one: mapped, compatible (`::1` and `::` too), translated, or behind NAT64. */
function embeddedIn(words: readonly number[]): string | undefined {
  const front = words
    .slice(0, 6)
    .map((word) => word.toString(16))
    .join(':');
  const fronts = ['0:0:0:0:0:0', '0:0:0:0:0:ffff', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0'];
  if (!fronts.includes(front)) return undefined;
  const [high = 0, low = 0] = words.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
