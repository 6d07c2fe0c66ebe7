import type { RelayOptions } from '../../server/options.js';
import { createRelay, type Relay } from '../../server/relay.js';
import { ASSETS, TOKEN } from '../kit/fixture.js';
import { TestProducer } from '../kit/producer.js';
import { TestViewer } from '../kit/viewer.js';
import { type Answer, Client, cookieHeader } from './client.js';
import { type Change, type ProxyKind, ReverseProxy } from './proxy.js';

export const USER = 'ann';
export const PASSWORD = 'a long password';

/** For every relay behind a proxy on this machine. */
const BEHIND_A_PROXY = { port: 0, producerToken: TOKEN, assets: ASSETS, trustedProxy: ['127.0.0.1/32'] };

/** A proxy with the relays behind it, and what is connected to them. */
export class Deployment {
  /** A browser at the address of the proxy. */
  readonly client: Client;
  readonly proxy: ReverseProxy;
  readonly #relays: readonly Relay[];
  readonly #links: { readonly socket: { terminate(): void } }[] = [];

  private constructor(proxy: ReverseProxy, host: string, relays: readonly Relay[]) {
    this.proxy = proxy;
    this.#relays = relays;
    this.client = new Client(`https://${host}:${proxy.port}/`, proxy.ca);
  }

  /** A relay on a host name of its own. */
  static ownHost(
    kind: ProxyKind,
    options: Partial<RelayOptions> = {},
    changes: readonly Change[] = [],
  ): Promise<Deployment> {
    return Deployment.start(kind, kind.ownHost, 'viz.example.com', { 8765: options }, changes);
  }

  /** Two relays below paths of one host name: `/viz/`, which is kept, and `/shop/`, which is stripped. */
  static paths(kind: ProxyKind): Promise<Deployment> {
    const relays = { 8765: { basePath: '/viz' }, 8766: { basePath: '/shop' } };
    return Deployment.start(kind, kind.paths, 'example.com', relays);
  }

  private static async start(
    kind: ProxyKind,
    file: string,
    host: string,
    given: Readonly<Record<number, Partial<RelayOptions>>>,
    changes: readonly Change[] = [],
  ): Promise<Deployment> {
    const relays: Relay[] = [];
    const ports: Record<number, number> = {};
    for (const [port, options] of Object.entries(given)) {
      const auth = `${USER}:${PASSWORD}`;
      const relay = createRelay({ ...BEHIND_A_PROXY, auth, allowedHost: [host], ...options });
      ports[Number(port)] = (await relay.listen()).port;
      relays.push(relay);
    }
    try {
      return new Deployment(await ReverseProxy.start(kind, { file, host, relays: ports, changes }), host, relays);
    } catch (error) {
      for (const relay of relays) await relay.close();
      throw error;
    }
  }

  logIn(client = this.client): Promise<Answer> {
    return client.logIn(USER, PASSWORD);
  }

  /** A page of the relay's own whose user has logged in. */
  async viewer(client = this.client, login?: Answer): Promise<TestViewer> {
    const headers = { Origin: client.origin, ...cookieHeader(login ?? (await this.logIn(client))) };
    return this.#keep(await TestViewer.connect(client.url, headers, client.way));
  }

  async producer(client = this.client): Promise<TestProducer> {
    return this.#keep(await TestProducer.open(client.url, { token: TOKEN, way: client.way }));
  }

  async close(): Promise<void> {
    for (const { socket } of this.#links) socket.terminate();
    await this.proxy.close();
    for (const relay of this.#relays) await relay.close();
  }

  #keep<T extends { readonly socket: { terminate(): void } }>(link: T): T {
    this.#links.push(link);
    return link;
  }
}
