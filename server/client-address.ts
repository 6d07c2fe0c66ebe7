import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** Who a request is from, for limits of each client: an address, or the network that one client has as its own. */
export function clientOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? '';
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (!isIPv6(ipv4)) return ipv4.startsWith('127.') ? LOOPBACK : ipv4;
  return ipv4 === '::1' ? LOOPBACK : networkOf(ipv4);
}

/** The first 64 bits: one client can have every address that begins with them. */
function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%', 1)[0] as string).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...first, ...new Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** All of its addresses are this machine. */
const LOOPBACK = 'loopback';
