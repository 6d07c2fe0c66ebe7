import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { refuse } from '../admission/refusal.js';
import type { SessionLinks } from '../auth/session-links.js';
import { SliceQueue } from '../cooperative/time-slices.js';
import type { Ingest } from '../feed/ingest.js';
import { Producer, type ProducerLink } from '../feed/producer.js';
import { MOST_FEED_MESSAGE, MOST_VIEWER_MESSAGE } from '../options.js';
import { Viewer, type ViewerOptions } from '../views/viewer.js';
import { Link, type Listener } from './link.js';
import { PlainProducer } from './plain-producer.js';
import { PlainViewer } from './plain-viewer.js';
import { checkUpgrade, isPlain, routeOfUpgrade, type UpgradeCheckOptions } from './upgrade-check.js';

export interface SocketsOptions extends ViewerOptions, UpgradeCheckOptions {
  readonly options: ViewerOptions['options'];
  readonly ingest: Ingest;
  readonly sessionLinks: SessionLinks;
  /** Called when a connection has become a link. */
  readonly released: (socket: Socket) => void;
}

/** The WebSocket links: who may have one, what is spoken on it, and when it ends. */
export class Sockets {
  readonly #options: SocketsOptions;
  readonly #viewers: WebSocketServer;
  readonly #producers: WebSocketServer;
  readonly #links = new Set<Link>();
  readonly #plainQueue = new SliceQueue();
  #sweeper: ReturnType<typeof setInterval> | undefined;

  constructor(options: SocketsOptions) {
    this.#options = options;
    // Compression costs hundreds of KB a viewer, and shared frames are small.
    const common = {
      noServer: true,
      clientTracking: true,
      perMessageDeflate: false,
      closeTimeout: 5_000,
      handleProtocols: choose,
    };
    this.#viewers = new WebSocketServer({ ...common, maxPayload: MOST_VIEWER_MESSAGE, maxFragments: 64 });
    this.#producers = new WebSocketServer({ ...common, maxPayload: MOST_FEED_MESSAGE });
  }

  /** Begins to ping links, and to cut those that are silent. */
  start(): void {
    this.#sweeper = setInterval(() => this.#sweep(), this.#options.options.ping);
  }

  /** How many producers are connected. */
  get producers(): number {
    return this.#producers.clients.size;
  }

  /** Answers a request to speak WebSocket. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { options, addresses, audit, viewerAuth, slots, sessionLinks, released } = this.#options;
    const route = routeOfUpgrade(request, options.basePath);
    const client = addresses.clientOf(request);
    const refusal = checkUpgrade(request, route, this.#options);
    if (refusal !== undefined) {
      audit.refusal(refusal, client);
      refuse(socket, refusal);
      return;
    }
    const isProducer = route === 'feed';
    const server = isProducer ? this.#producers : this.#viewers;
    server.handleUpgrade(request, socket, head, (ws) => {
      released(socket);
      const name = isProducer ? 'the link of a producer' : 'the link of a viewer';
      const link = new Link({ ws, socket, client, name, audit, options });
      const session = isProducer ? undefined : viewerAuth.sessionOf(request);
      ws.once('close', slots.take(client));
      ws.once(
        'close',
        sessionLinks.add(session, () => link.close(1008, 'logged out')),
      );
      try {
        const listener = isProducer
          ? this.#producerOn(link, isPlain(request))
          : this.#viewerOn(link, client, isPlain(request));
        this.#links.add(link);
        ws.once('close', () => this.#links.delete(link));
        link.listen(listener);
      } catch (error) {
        link.fail(error);
      }
    });
  }

  #viewerOn(link: Link, client: string, isPlainDialect: boolean): Listener {
    if (isPlainDialect) return new PlainViewer({ ...this.#options, client, link, queue: this.#plainQueue });
    const viewer = new Viewer(link, client, this.#options);
    viewer.start();
    return viewer;
  }

  #producerOn(link: Link, isPlainDialect: boolean): Listener {
    const { ingest, options } = this.#options;
    const producerLink: ProducerLink = {
      // The plain dialect has no other replies.
      send: (reply) => (isPlainDialect && reply.type !== 'error' ? undefined : link.send(JSON.stringify(reply))),
      close: (code, reason) => link.close(code, reason),
      pause: () => link.pause(),
      resume: () => link.resume(),
      fail: (error) => link.fail(error),
    };
    const producer = new Producer(producerLink, ingest, options.openWithin);
    return isPlainDialect ? new PlainProducer(producer, options.staleAfter / 3) : producer;
  }

  #sweep(): void {
    for (const link of this.#links) link.ping();
    this.#options.sessionLinks.sweep();
    this.#options.fanout.sweep();
  }

  /** Asks everybody to come back: a viewer within a moment of its own, so that not all come at once. */
  closeAll(reason: string): void {
    for (const link of this.#links) {
      const retryAfter = Math.round(Math.random() * 1000);
      link.send(JSON.stringify({ type: 'error', code: 'restart', message: reason, retryAfter }));
      link.close(1012, 'restart');
    }
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.closeAll('the relay is closing; come back when it is there again');
  }

  /** Cuts the links that did not close in time. */
  terminate(): void {
    for (const link of this.#links) link.terminate();
  }
}

/** Chooses the subprotocol that this relay speaks, for it was offered. */
function choose(offered: Set<string>): string | false {
  return [VIEWER_SUBPROTOCOL, FEED_SUBPROTOCOL].find((one) => offered.has(one)) ?? false;
}
