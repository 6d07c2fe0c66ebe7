import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { MessageRate } from '../admission/message-rate.js';
import { noRoom, type Refusal, refuse, tooManyHeaders } from '../admission/refusal.js';
import type { Slots } from '../admission/slots.js';
import { subprotocolsOf } from '../auth/credentials.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { ProducerAuth } from '../auth/producer-auth.js';
import type { SessionLinks } from '../auth/session-links.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { SliceQueue } from '../cooperative/time-slices.js';
import type { Ingest } from '../feed/ingest.js';
import { Producer } from '../feed/producer.js';
import { pathBelow } from '../http/exchange.js';
import { MOST_FEED_MESSAGE, MOST_VIEWER_MESSAGE } from '../options.js';
import { type RouteName, routeOf } from '../routes.js';
import { Frame } from '../views/frame.js';
import { Viewer, type ViewerOptions } from '../views/viewer.js';
import type { ViewerLink } from '../views/viewer-link.js';
import { Outlet } from './outlet.js';
import { type LinkEnd, PlainFeed, PlainViewer, type SendTexts } from './plain.js';

export interface SocketsOptions extends ViewerOptions {
  readonly ingest: Ingest;
  readonly originPolicy: OriginPolicy;
  readonly producerAuth: ProducerAuth;
  readonly viewerAuth: ViewerAuth;
  readonly addresses: ClientAddresses;
  /** Of links, and of whatever else is followed for as long as somebody likes. */
  readonly slots: Slots;
  readonly sessionLinks: SessionLinks;
  /** A connection has become a link. */
  readonly released: (socket: Socket) => void;
}

/** What a link is told, whatever it speaks. */
interface Listener {
  receive(data: Buffer): void;
  closed(): void;
}

/** The WebSocket links: who may have one, what is spoken on it, and whether it still lives. */
export class Sockets {
  readonly #options: SocketsOptions;
  readonly #viewers: WebSocketServer;
  readonly #feeds: WebSocketServer;
  readonly #listeners = new Map<WebSocket, Listener>();
  readonly #heard = new WeakSet<WebSocket>();
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
    this.#feeds = new WebSocketServer({ ...common, maxPayload: MOST_FEED_MESSAGE });
  }

  /** From now on links are looked after. */
  start(): void {
    this.#sweeper = setInterval(() => this.#sweep(), this.#options.options.ping);
  }

  get producers(): number {
    return this.#feeds.clients.size;
  }

  /** Answers a request to speak WebSocket. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { options, addresses, audit, viewerAuth, slots, sessionLinks, released } = this.#options;
    const route = routeOf(pathBelow(pathOf(request), options.basePath) ?? '')?.route.name;
    const client = addresses.clientOf(request);
    const refusal =
      tooManyHeaders(request) ?? this.#refusalOf(request, route) ?? noRoom('links', slots, client, options);
    if (refusal !== undefined) {
      audit.refusal(refusal, client);
      refuse(socket, refusal);
      return;
    }
    const isPlain = request.headers['sec-websocket-protocol'] === undefined;
    const server = route === 'feed' ? this.#feeds : this.#viewers;
    server.handleUpgrade(request, socket, head, (ws) => {
      released(socket);
      const giveBack = slots.take(client);
      ws.once('close', giveBack);
      const session = route === 'feed' ? undefined : viewerAuth.sessionOf(request);
      ws.once(
        'close',
        sessionLinks.add(session, () => ws.close(1008, 'logged out')),
      );
      const end = this.#endOf(ws, route === 'feed' ? 'the link of a producer' : 'the link of a viewer');
      try {
        const listener =
          route === 'feed' ? this.#feed(ws, end, client, isPlain) : this.#viewer(ws, socket, end, client, isPlain);
        this.#listen(ws, listener, end, client);
      } catch (error) {
        end.fail(error);
      }
    });
  }

  /** Whoever may not look learns nothing, not even which paths there are. */
  #refusalOf(request: IncomingMessage, route: RouteName | undefined): Refusal | undefined {
    const { originPolicy, producerAuth, viewerAuth } = this.#options;
    const refusal =
      originPolicy.checkHost(request) ??
      originPolicy.checkOrigin(request) ??
      (route === 'feed' ? producerAuth.check(request) : viewerAuth.check(request));
    if (refusal !== undefined) return refusal;
    if (route !== 'feed' && route !== 'live') {
      const fix = 'viewers connect to /live, producers to /feed';
      return { status: 404, reason: 'path', message: `there is no ${pathOf(request)}; ${fix}` };
    }
    const spoken = route === 'feed' ? FEED_SUBPROTOCOL : VIEWER_SUBPROTOCOL;
    const { offered } = subprotocolsOf(request);
    if (request.headers['sec-websocket-protocol'] === undefined || offered.includes(spoken)) return undefined;
    const rule = `/${route} speaks the subprotocol "${spoken}", or plain messages if none is offered`;
    return { status: 400, reason: 'subprotocol', message: `${rule}; not ${offered.join(', ') || 'a token alone'}` };
  }

  #endOf(ws: WebSocket, what: string): LinkEnd {
    const cut = (code: number, reason: string) => {
      ws.close(code, reason);
      ws.pause();
      setTimeout(() => ws.terminate(), CUT_WITHIN).unref();
    };
    return {
      close: (code, reason) => ws.close(code, reason),
      cut,
      fail: (error) => {
        this.#options.audit.failed(what, error);
        cut(1011, 'the relay failed');
      },
    };
  }

  #listen(ws: WebSocket, listener: Listener, end: LinkEnd, client: string): void {
    const { audit, options } = this.#options;
    const control = new MessageRate(options.messagesPerSecond);
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        end.fail(error);
      }
    };
    const hear = () => {
      this.#heard.add(ws);
      if (ws.readyState !== WebSocket.OPEN || control.take()) return;
      audit.limited('messages', client);
      end.cut(1008, 'too_many_messages');
    };
    this.#listeners.set(ws, listener);
    this.#heard.add(ws);
    ws.on('message', (data: RawData) => {
      // After a close of ours nothing that comes counts.
      if (ws.readyState !== WebSocket.OPEN) return;
      this.#heard.add(ws);
      attempt(() => listener.receive(data as Buffer));
    });
    ws.on('ping', hear);
    ws.on('pong', hear);
    // Always followed by `close`, which says all there is to say.
    ws.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') audit.limited('message_size', client);
    });
    ws.on('close', () => {
      this.#listeners.delete(ws);
      attempt(() => listener.closed());
    });
  }

  #viewer(ws: WebSocket, socket: Socket, end: LinkEnd, client: string, isPlain: boolean): Listener {
    if (isPlain) {
      const send: SendTexts = (texts) =>
        new Promise((resolve) => {
          if (ws.readyState !== WebSocket.OPEN) return void resolve();
          socket.write(Buffer.concat(texts.map((text) => new Frame(text).wire)), () => resolve());
          this.#cutUnread(ws, client);
        });
      return new PlainViewer({ ...this.#options, client, end, send, queue: this.#plainQueue });
    }
    const outlet = new Outlet(socket);
    const link: ViewerLink = {
      send: (frame) => {
        if (ws.readyState !== WebSocket.OPEN) return;
        outlet.send(frame);
        this.#cutUnread(ws, client);
      },
      cork: () => outlet.cork(),
      uncork: () => outlet.uncork(),
      ...end,
    };
    const viewer = new Viewer(link, client, this.#options);
    viewer.start();
    return viewer;
  }

  #feed(ws: WebSocket, { close, fail }: LinkEnd, client: string, isPlain: boolean): Listener {
    const { ingest, options } = this.#options;
    const producer = new Producer(
      {
        send: (reply) => {
          const isUnderstood = !isPlain || reply.type === 'error';
          if (!isUnderstood || ws.readyState !== WebSocket.OPEN) return;
          ws.send(JSON.stringify(reply));
          this.#cutUnread(ws, client);
        },
        close,
        pause: () => ws.pause(),
        resume: () => ws.resume(),
        fail,
      },
      ingest,
      options.openWithin,
    );
    return isPlain ? new PlainFeed(producer, options.staleAfter / 3) : producer;
  }

  /** Cuts a link that acknowledges what it does not read: else all of it would be kept here. */
  #cutUnread(ws: WebSocket, client: string): void {
    const { options, audit } = this.#options;
    if (ws.bufferedAmount <= options.maxBuffered || ws.readyState !== WebSocket.OPEN) return;
    audit.limited('unread_frames', client);
    ws.terminate();
  }

  /** Cuts links that have been silent since the last ping, and pings the others. */
  #sweep(): void {
    for (const ws of this.#listeners.keys()) {
      if (this.#heard.delete(ws)) ws.ping();
      else ws.terminate();
    }
    this.#options.sessionLinks.sweep();
    this.#options.fanout.sweep();
  }

  /** Asks everybody to come back: a viewer within a moment of its own, so that not all come at once. */
  closeAll(reason: string): void {
    for (const ws of this.#listeners.keys()) {
      const retryAfter = Math.round(Math.random() * 1000);
      ws.send(JSON.stringify({ type: 'error', code: 'restart', message: reason, retryAfter }));
      ws.close(1012, 'restart');
    }
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.closeAll('the relay is closing; come back when it is there again');
  }

  /** Cuts the links that did not close in time. */
  terminate(): void {
    for (const ws of this.#listeners.keys()) ws.terminate();
  }
}

/** The one that this relay speaks, for it was offered. */
function choose(offered: Set<string>): string | false {
  return [VIEWER_SUBPROTOCOL, FEED_SUBPROTOCOL].find((one) => offered.has(one)) ?? false;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}

/** Milliseconds that a link which is cut has to read why. */
const CUT_WITHIN = 1_000;
