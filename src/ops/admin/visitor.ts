import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Who sends a request, as far as the network tells. */
export interface Visitor {
  /** The address, without what proxies that nobody trusts say. */
  readonly address: string;
  /** What failures are counted by: an IPv6 network has as many addresses as it likes. */
  readonly network: string;
  /** Whether the browser came by HTTPS. Only a trusted proxy can tell. */
  readonly isHttps: boolean;
}

/** Tells visitors apart. @param proxies addresses and blocks, as in `server.trustedProxies` */
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
      // Each proxy adds whom it heard at the end; what stands before the first that nobody trusts may be made up.
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

/** An IPv4 address that came over an IPv6 socket, as what it is. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** The first 64 bits of an IPv6 address; others whole. */
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
