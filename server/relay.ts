import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Access } from './access.js';
import { Assets } from './assets.js';
import { Fanout } from './fanout.js';
import { Routes } from './http.js';
import type { CommitLog } from './log.js';
import { FileLog } from './log-file.js';
import { MemoryLog } from './log-memory.js';
import { Metrics } from './metrics.js';
import { DEFAULTS, type RelayOptions } from './options.js';
import { Pipeline } from './pipeline.js';
import { Security } from './security.js';
import { Sockets } from './sockets.js';
import { stateKey } from './state-key.js';
import { Store } from './store.js';

export interface Listening {
  /** The address of the dashboard. */
  readonly url: string;
  readonly port: number;
  /** With `auth`: what tags in other pages may read with. */
  readonly viewerToken: string | undefined;
}

export interface Relay {
  /** Brings the state back and serves. */
  listen(): Promise<Listening>;
  /** Asks everybody to come back, keeps the state and stops. */
  close(): Promise<void>;
}

/**
 * Puts the parts of a relay together:
 *
 *     feed ─▶ pipeline ─▶ log ─▶ store ─▶ fan-out ─▶ live
 *
 * Throws if the options break a rule of security.
 */
export function createRelay(given: Partial<RelayOptions> & Pick<RelayOptions, 'producerToken' | 'assets'>): Relay {
  const options: RelayOptions = { ...DEFAULTS, ...given };
  const security = new Security(options);
  const access = new Access(options);
  const metrics = new Metrics();
  const store = new Store(options);
  const log: CommitLog =
    options.state === undefined
      ? new MemoryLog()
      : new FileLog(options.state, {
          ...options,
          between: (work) => pipeline.inTurn(work),
          renewed: (epoch) => {
            store.epoch = epoch;
            sockets.closeAll('the relay keeps its state in another place now; come back');
          },
        });
  const pipeline: Pipeline = new Pipeline({
    store,
    log,
    metrics,
    staleAfter: options.staleAfter,
    changed: () => fanout.changed(),
  });
  const fanout = new Fanout({ store, health: () => pipeline.health, metrics, options });
  const sockets = new Sockets({ store, fanout, metrics, options, pipeline, security, access });
  const assets = new Assets(options.assets);
  const routes = new Routes({
    store,
    fanout,
    metrics,
    options,
    log,
    security,
    access,
    assets,
    producers: () => sockets.producers,
    sessionEnded: (session) => sockets.endSession(session),
  });
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    (request, response) => void ready.then(() => routes.serve(request, response)),
  );
  server.maxHeadersCount = 100;
  // More than there may be links, so that who comes too late for one is told so.
  server.maxConnections = options.maxConnections + SPARE_CONNECTIONS;
  server.on('upgrade', (request, socket, head) => {
    // Node has let go of the socket: without a listener its reset would be nobody's error, and end the process.
    socket.on('error', () => socket.destroy());
    void ready.then(() => sockets.upgrade(request, socket, head));
  });

  return {
    async listen() {
      // The port first: who cannot have it must not touch the state of the relay that has.
      const port = await bind(server, options);
      assets.prepare();
      try {
        store.epoch = await log.recover(store);
        access.open(await stateKey(options.state));
      } catch (error) {
        server.close();
        throw error;
      }
      sockets.start();
      isReady();
      return { url: urlOf(options.host, port, options.basePath), port, viewerToken: access.viewerToken };
    },
    async close() {
      server.close();
      sockets.close();
      const isClosed = new Promise<void>((resolve) => server.once('close', resolve));
      const cut = setTimeout(() => {
        sockets.terminate();
        server.closeAllConnections();
      }, CLOSE_WITHIN);
      server.closeIdleConnections();
      await isClosed;
      clearTimeout(cut);
      await pipeline.close();
      await log.close();
    },
  };
}

/** For requests, beside the links of viewers and producers. */
const SPARE_CONNECTIONS = 100;
/** Milliseconds that links have to close by themselves. */
const CLOSE_WITHIN = 2_000;

async function bind(server: Server, { host, port, fd }: RelayOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // After a restart everybody may come at once: who does not fit the queue of the system tries again seconds later.
    server.listen(fd === undefined ? { port, host } : { fd }, server.maxConnections, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Where a browser on this machine finds the dashboard. */
function urlOf(host: string, port: number, basePath: string): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}${basePath}/`;
}
