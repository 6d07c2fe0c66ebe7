import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Audit } from './admission/audit.js';
import { ClientAddresses, clientOfAddress } from './admission/client-address.js';
import { Connections } from './admission/connections.js';
import { type Door, nameInUrl, openDoor } from './admission/listening.js';
import { linksWithin, mostOpenFiles } from './admission/open-files.js';
import { refuse } from './admission/refusal.js';
import { Slots } from './admission/slots.js';
import { checkCredentials } from './auth/credential-rules.js';
import { EndedSessions } from './auth/ended-sessions.js';
import { OriginPolicy } from './auth/origin-policy.js';
import { ProducerAuth } from './auth/producer-auth.js';
import { SessionLinks } from './auth/session-links.js';
import { stateKey } from './auth/state-key.js';
import { ViewerAuth } from './auth/viewer-auth.js';
import { Ingest } from './feed/ingest.js';
import { Assets } from './http/assets.js';
import { Router } from './http/router.js';
import type { CommitLog } from './log/commit-log.js';
import { FileLog } from './log/file-log.js';
import { MemoryLog } from './log/memory-log.js';
import { Metrics } from './metrics.js';
import { DEFAULTS, type RelayOptions } from './options.js';
import { Sockets } from './sockets/sockets.js';
import { Store } from './store/store.js';
import { Fanout } from './views/fanout.js';

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
  /** Writes a line into its log. */
  note(line: string): void;
  /** Asks everybody to come back, keeps the state and stops. */
  close(): Promise<void>;
}

/**
 * Puts the parts of a relay together:
 *
 *     producer ─▶ ingest ─▶ log ─▶ store ─▶ fan-out ─▶ live
 *
 * Throws if the options break a rule.
 */
export function createRelay(given: Partial<RelayOptions> & Pick<RelayOptions, 'producerToken' | 'assets'>): Relay {
  const wanted: RelayOptions = { ...DEFAULTS, ...given };
  const openFiles = mostOpenFiles();
  const options: RelayOptions = { ...wanted, maxConnections: linksWithin(openFiles, wanted.maxConnections) };
  const metrics = new Metrics();
  const audit = new Audit({ report: options.report, format: options.logFormat, metrics });
  const report = (line: string) => audit.note(line);
  checkCredentials(options);
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
          report,
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
    // More than there may be links, so that who comes too late for one is told so.
    room: () => options.maxConnections + SPARE_CONNECTIONS - slots.taken,
    maxPerClient: options.maxConnectionsPerClient,
    isProxy: (address) => addresses.isProxy(address),
    audit,
  });
  const sessionLinks = new SessionLinks();
  const shared = { store, fanout, metrics, audit, options, originPolicy, viewerAuth, addresses, slots, sessionLinks };
  const sockets = new Sockets({ ...shared, producerAuth, ingest, released: (socket) => connections.release(socket) });
  const assets = new Assets(options.assets);
  const router = new Router({
    ...shared,
    log,
    assets,
    producers: () => sockets.producers,
  });
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const answer = () => ready.then(() => router.serve(request, response));
    connections.answer(request, response, answer).catch((error: unknown) => {
      audit.failed('a request', error);
      request.socket.destroy();
    });
  };
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    serve,
  );
  // What a request expects besides an answer is ignored; Node would refuse it past everything here.
  server.on('checkExpectation', serve);
  // All that came are counted when they are answered: without a limit here none is left out silently.
  server.maxHeadersCount = 0;
  server.on('connection', (socket) => connections.accept(socket));
  server.setTimeout(options.answerIdle, (socket) => {
    if (socket.writableLength > 0) audit.limited('unread_answer', clientOfAddress(socket.remoteAddress ?? ''));
    socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => answerMalformed(error, socket));
  server.on('upgrade', (request, socket: Socket, head) => {
    // Node has let go of the socket: without a listener its reset would be nobody's error, and end the process.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(0);
    // A link behind an answer that is not read would keep both: nobody needs that.
    if (connections.isAnswering(socket)) return void socket.destroy();
    void ready.then(() => sockets.upgrade(request, socket, head));
  });

  let door: Door | undefined;
  return {
    async listen() {
      // The port first: who cannot have it must not touch the state of the relay that has.
      door = await openDoor(server, options, report);
      const { port } = door;
      if (options.trustedProxy.length > 0 && !viewerAuth.isRestricted) report(OPEN_PROXY);
      if (options.maxConnections < wanted.maxConnections) {
        const room = `this process may have ${openFiles} files open, which leaves room for ${options.maxConnections} links`;
        report(`${room} of ${wanted.maxConnections}: raise that limit (ulimit -n; LimitNOFILE= of systemd) for more`);
      }
      assets.prepare();
      try {
        store.epoch = await log.recover(store);
        viewerAuth.open(await stateKey(options.state, report), await EndedSessions.open(options.state, report));
      } catch (error) {
        void door.close();
        throw error;
      }
      sockets.start();
      isReady();
      return {
        url: `http://${nameInUrl(options.host)}:${port}${options.basePath}/`,
        port,
        viewerToken: viewerAuth.viewerToken,
      };
    },
    note: report,
    async close() {
      const isClosed = door?.close();
      sockets.close();
      const cut = setTimeout(() => {
        sockets.terminate();
        server.closeAllConnections();
      }, CLOSE_WITHIN);
      server.closeIdleConnections();
      await isClosed;
      clearTimeout(cut);
      await ingest.close();
      await log.close();
    },
  };
}

const OPEN_PROXY =
  'a proxy is trusted and nobody is asked for a password: whoever reaches the proxy may look; set STREAMVIZ_AUTH=user:password';
/** For requests, beside the links of viewers and producers. */
const SPARE_CONNECTIONS = 100;
/** Milliseconds that links have to close by themselves. */
const CLOSE_WITHIN = 2_000;

/** Answers what is not HTTP, or too much of it, with words of ours; Node ends such a connection. */
function answerMalformed({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (code === 'HPE_HEADER_OVERFLOW') {
    const fix = 'if a browser sends many cookies of other programs on this host name, delete them there';
    refuse(socket, { status: 431, message: `the headers of a request may have 16 KB; ${fix}` });
  } else if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    refuse(socket, { status: 408, message: 'the request came too slowly' });
  else refuse(socket, { status: 400, message: 'this is not an HTTP request' });
}
