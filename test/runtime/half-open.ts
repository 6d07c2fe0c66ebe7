import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { RelayOptions } from '../../server/options.js';
import { createRelay } from '../../server/relay.js';
import { VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { connect } from '../../src/runtime/index.js';
import { until } from './until.js';

/** A way to a relay whose links can be frozen: nothing passes any more, and neither side is notified. */
class FreezingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(port: number) {
    this.#server = createServer((client) => {
      const relay = connectTcp(port, '127.0.0.1');
      for (const socket of [client, relay]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
      }
      client.pipe(relay);
      relay.pipe(client);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** The links that there are; new ones pass. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** Runs a test against a relay with a way to it that can be frozen. */
async function withProxy<T>(
  options: Partial<RelayOptions>,
  run: (relay: { readonly proxied: string; readonly url: string; freeze(): void }) => Promise<T>,
): Promise<T> {
  const relay = createRelay({ port: 0, producerToken: 'secret', assets: '.', ...options });
  const { url, port } = await relay.listen();
  const proxy = new FreezingProxy(port);
  try {
    return await run({ proxied: await proxy.listen(), url, freeze: () => proxy.freeze() });
  } finally {
    proxy.close();
    await relay.close();
  }
}

/** Seconds after which a relay has dropped the link of a viewer that it cannot reach any more. */
export function secondsUntilDropped(options: Partial<RelayOptions>): Promise<number> {
  return withProxy(options, async ({ proxied, url, freeze }) => {
    const viewer = new WebSocket(`${proxied.replace('http', 'ws')}live`, VIEWER_SUBPROTOCOL);
    await once(viewer, 'message');
    freeze();
    const start = performance.now();
    while (!(await (await fetch(`${url}metrics`)).text()).includes('\nstreamviz_viewers 0\n')) await pause();
    viewer.terminate();
    return (performance.now() - start) / 1000;
  });
}

/** Seconds after which a viewer is back that cannot reach its relay over the link that it has. */
export function secondsUntilRemade(options: Partial<RelayOptions>): Promise<number> {
  return withProxy(options, async ({ proxied, freeze }) => {
    const relay = connect(proxied, { WebSocket });
    relay.watch('anything');
    await until(() => relay.status.link === 'open' && relay.config !== undefined);
    freeze();
    const start = performance.now();
    await until(() => relay.status.link === 'reconnecting');
    await until(() => relay.status.link === 'open');
    relay.close();
    return (performance.now() - start) / 1000;
  });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
