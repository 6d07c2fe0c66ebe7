import type { Server } from 'node:http';
import type { Audit } from './admission/audit.js';
import { ClientAddresses } from './admission/client-address.js';
import { Connections } from './admission/connections.js';
import { Slots } from './admission/slots.js';
import { OriginPolicy } from './auth/origin-policy.js';
import { ProducerAuth } from './auth/producer-auth.js';
import { SessionLinks } from './auth/session-links.js';
import { ViewerAuth } from './auth/viewer-auth.js';
import { Ingest } from './feed/ingest.js';
import { Assets } from './http/assets.js';
import { createHttpServer } from './http/http-server.js';
import { Router } from './http/router.js';
import type { CommitLog } from './log/commit-log.js';
import { FileLog } from './log/file-log.js';
import { MemoryLog } from './log/memory-log.js';
import type { Metrics } from './metrics.js';
import type { RelayOptions } from './options.js';
import { Sockets } from './sockets/sockets.js';
import { Store } from './store/store.js';
import { Fanout } from './views/fanout.js';

/** The parts of a relay that somebody starts and ends. */
export interface Parts {
  readonly server: Server;
  readonly store: Store;
  readonly log: CommitLog;
  readonly ingest: Ingest;
  readonly sockets: Sockets;
  readonly assets: Assets;
  readonly viewerAuth: ViewerAuth;
  /** Answers the requests that came before the state was back, and all others. */
  readonly open: () => void;
}

/**
 * Puts the parts of a relay together:
 *
 *     producer ─▶ ingest ─▶ log ─▶ store ─▶ fan-out ─▶ viewers
 */
export function assemble(options: RelayOptions, audit: Audit, metrics: Metrics): Parts {
  const addresses = new ClientAddresses(options.trustedProxy);
  const originPolicy = new OriginPolicy(options, addresses);
  const producerAuth = new ProducerAuth(options.producerToken, addresses);
  const viewerAuth = new ViewerAuth(options, addresses, audit);
  const store = new Store(options);
  const log: CommitLog =
    options.state === undefined
      ? new MemoryLog()
      : new FileLog(options.state, {
          ...options,
          report: (line) => audit.note(line),
          inTurn: (work) => ingest.inTurn(work),
          onNewEpoch: (epoch) => {
            store.epoch = epoch;
            sockets.closeAll('the relay keeps its state in another place now; come back');
          },
        });
  const ingest: Ingest = new Ingest({
    store,
    log,
    metrics,
    staleAfter: options.staleAfter,
    onChange: () => fanout.markChanged(),
  });
  const fanout = new Fanout({ store, health: () => ingest.health, metrics, options });
  const slots = new Slots(options.maxConnections, options.maxConnectionsPerClient);
  const connections = new Connections({
    // More than there may be links, so that one link too many gets an answer.
    room: () => options.maxConnections + SPARE_CONNECTIONS - slots.taken,
    maxPerClient: options.maxConnectionsPerClient,
    isProxy: (address) => addresses.isProxy(address),
    audit,
  });
  const sessionLinks = new SessionLinks();
  const shared = { store, fanout, metrics, audit, options, originPolicy, viewerAuth, addresses, slots, sessionLinks };
  const sockets = new Sockets({ ...shared, producerAuth, ingest, released: (socket) => connections.release(socket) });
  const assets = new Assets(options.assets);
  const router = new Router({ ...shared, log, assets, producers: () => sockets.producers });
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const server = createHttpServer({
    connections,
    audit,
    answerIdle: options.answerIdle,
    serve: (request, response) => opened.then(() => router.serve(request, response)),
    upgrade: (request, socket, head) => opened.then(() => sockets.upgrade(request, socket, head)),
  });
  return { server, store, log, ingest, sockets, assets, viewerAuth, open: () => open() };
}

/**
 * For requests, beside the links of viewers and producers. Half: fewer may ask while all links are taken. Twice: so
 * many more files are open.
 */
const SPARE_CONNECTIONS = 100;
