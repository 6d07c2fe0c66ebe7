import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * Finds out who asks: the address at the other end of the connection or, if that is a reverse proxy which is trusted,
 * the one in its `X-Forwarded-…`. From anybody else those headers are worth nothing, for everybody can send them.
 */
export class ClientAddresses {
  readonly #proxies = new BlockList();
  readonly #hasProxies: boolean;

  /** @param trustedProxies Addresses or networks, such as `10.0.0.0/8`. Throws if one is neither. */
  constructor(trustedProxies: readonly string[]) {
    for (const network of trustedProxies) addNetwork(this.#proxies, network);
    this.#hasProxies = trustedProxies.length > 0;
  }

  isProxy(address: string | undefined): boolean {
    if (!this.#hasProxies || address === undefined) return false;
    const plain = withoutMapping(address);
    const family = isIP(plain);
    return family !== 0 && this.#proxies.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The client as limits count it: this machine is one client whatever the address, and so is a network of IPv6 (/64),
   * for one machine has all addresses in it.
   */
  clientOf({ socket, headers }: IncomingMessage): string {
    let address = socket.remoteAddress ?? '';
    // Each proxy adds at the end who asked it: the last one that is no proxy of ours is the client.
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    while (this.isProxy(address)) {
      const before = addressOf(forwarded.pop() ?? '');
      if (before === undefined) break;
      address = before;
    }
    return clientOfAddress(address);
  }

  /**
   * Whether the browser speaks https, to a proxy in front of the relay. A form that is sent names its origin itself.
   */
  isHttps(request: IncomingMessage): boolean {
    return /^https:/i.test(request.headers.origin ?? '') || this.schemeOf(request) === 'https';
  }

  /** The scheme of the browser's request, if a trusted proxy forwards it; `undefined`: nobody knows. */
  schemeOf({ socket, headers }: IncomingMessage): 'http' | 'https' | undefined {
    const forwarded = this.isProxy(socket.remoteAddress)
      ? lastOf(headers['x-forwarded-proto'])?.toLowerCase()
      : undefined;
    return forwarded === 'http' || forwarded === 'https' ? forwarded : undefined;
  }

  /** The host that the browser asked for, with its port. */
  hostOf({ socket, headers }: IncomingMessage): string | undefined {
    const forwarded = this.isProxy(socket.remoteAddress) ? lastOf(headers['x-forwarded-host']) : undefined;
    return forwarded ?? headers.host;
  }
}

export function clientOfAddress(address: string): string {
  const plain = withoutMapping(address);
  if (isLoopback(plain)) return 'this machine';
  return isIP(plain) === 6 ? `${networkOf(plain)}/64` : plain;
}

/** Whether a host or address is this machine. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix, ...rest] = network.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (family === 0 || !(bits <= most) || rest.length > 0) {
    throw new Error(`--trusted-proxy must be an address or a network such as 10.0.0.0/8; it is "${network}"`);
  }
  if (bits === 0) {
    throw new Error(`--trusted-proxy ${network} would trust everybody; name the networks of your proxies`);
  }
  list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
}

/** An IPv4 address that is written as one of IPv6, as sockets do that listen on both. */
function withoutMapping(address: string): string {
  const [, dotted, high = '', low = ''] = MAPPED.exec(address) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === '') return address;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/** An address as it stands in `X-Forwarded-For`: some proxies add the port. */
function addressOf(text: string): string | undefined {
  const [, bracketed, withPort] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text.trim()) ?? [];
  const address = bracketed ?? withPort ?? text.trim();
  return isIP(address) === 0 ? undefined : address;
}

/** The first 64 bits of an IPv6 address. */
function networkOf(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::`;
}

/** The value of the nearest proxy, if several have one. */
function lastOf(header: string | string[] | undefined): string | undefined {
  const last = String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return last === '' ? undefined : last;
}
