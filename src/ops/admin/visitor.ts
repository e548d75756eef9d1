import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The sender of a request. */
export interface Visitor {
  /** The address; headers of untrusted proxies are ignored. */
  readonly address: string;
  /** Failures are counted by this: for IPv6 the network, since one network has countless addresses. */
  readonly network: string;
  /** Whether the browser uses HTTPS. Only a trusted proxy can say so. */
  readonly isHttps: boolean;
}

/** Identifies visitors. @param proxies addresses and blocks, as in `server.trustedProxies` */
export function createVisitorOf(proxies: readonly string[]): (request: IncomingMessage) => Visitor {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = familyOf(address);
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string): boolean =>
    isIP(address) > 0 && trusted.check(address, familyOf(address));

  return ({ socket, headers }) => {
    let address = plain(socket.remoteAddress ?? '');
    const isBehindProxy = isTrusted(address);
    if (isBehindProxy) {
      // Each proxy appends its client's address; everything before the first untrusted one may be forged.
      const heard = String(headers['x-forwarded-for'] ?? '').split(',');
      while (isTrusted(address)) {
        const before = plain(heard.pop()?.trim() ?? '');
        if (isIP(before) === 0) break;
        address = before;
      }
    }
    const [protocol] = String(headers['x-forwarded-proto'] ?? '').split(',');
    const isHttps = isBehindProxy && protocol?.trim().toLowerCase() === 'https';
    return { address, network: networkOf(address), isHttps };
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Unwraps an IPv4 address of an IPv6 socket. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** The first 64 bits of an IPv6 address; other addresses completely. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  const first = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(':')}::/64`;
}
