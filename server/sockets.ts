import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../src/core/messages.js';
import type { Access } from './access.js';
import { subprotocolsOf } from './credentials.js';
import { pathBelow } from './exchange.js';
import { Feed } from './feed.js';
import { Viewer, type ViewerLink, type ViewerOptions } from './live.js';
import { MOST_FEED_MESSAGE, MOST_VIEWER_MESSAGE } from './options.js';
import { Outlet } from './outlet.js';
import type { Pipeline } from './pipeline.js';
import { PlainFeed, PlainViewer } from './plain.js';
import { type RouteName, routeOf } from './routes.js';
import type { Refusal, Security } from './security.js';

export interface SocketsOptions extends ViewerOptions {
  readonly pipeline: Pipeline;
  readonly security: Security;
  readonly access: Access;
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
  /** Of viewers who have logged in. */
  readonly #sessions = new WeakMap<WebSocket, string>();
  readonly #heard = new WeakSet<WebSocket>();
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
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const route = routeOf(pathBelow(pathOf(request), this.#options.options.basePath) ?? '')?.route.name;
    const refusal = this.#refusalOf(request, route);
    if (refusal !== undefined) {
      refuse(socket, refusal);
      return;
    }
    const isPlain = request.headers['sec-websocket-protocol'] === undefined;
    const server = route === 'feed' ? this.#feeds : this.#viewers;
    server.handleUpgrade(request, socket, head, (ws) => {
      const session = route === 'feed' ? undefined : this.#options.access.sessionOf(request);
      if (session !== undefined) this.#sessions.set(ws, session);
      this.#listen(ws, route === 'feed' ? this.#feed(ws, isPlain) : this.#viewer(ws, socket, isPlain));
    });
  }

  #refusalOf(request: IncomingMessage, route: RouteName | undefined): Refusal | undefined {
    const { security, access, options } = this.#options;
    if (route !== 'feed' && route !== 'live') {
      const fix = 'viewers connect to /live, producers to /feed';
      return { status: 404, message: `there is no ${pathOf(request)}; ${fix}` };
    }
    const refusal =
      security.checkHost(request) ??
      security.checkOrigin(request) ??
      (route === 'feed' ? security.checkProducer(request) : access.check(request));
    if (refusal !== undefined) return refusal;
    const most = options.maxConnections;
    if (this.#listeners.size >= most) {
      return { status: 503, message: `this relay has ${most} links, as many as it may; try again later` };
    }
    const spoken = route === 'feed' ? FEED_SUBPROTOCOL : VIEWER_SUBPROTOCOL;
    const { offered } = subprotocolsOf(request);
    if (request.headers['sec-websocket-protocol'] === undefined || offered.includes(spoken)) return undefined;
    const rule = `/${route} speaks the subprotocol "${spoken}", or plain messages if none is offered`;
    return { status: 400, message: `${rule}; not ${offered.join(', ') || 'a token alone'}` };
  }

  /** Somebody has logged out: nothing more is shown to them. */
  endSession(session: string): void {
    for (const ws of this.#listeners.keys()) {
      if (this.#sessions.get(ws) === session) ws.close(1008, 'logged out');
    }
  }

  #listen(ws: WebSocket, listener: Listener): void {
    this.#listeners.set(ws, listener);
    this.#heard.add(ws);
    ws.on('message', (data: RawData) => {
      this.#heard.add(ws);
      listener.receive(data as Buffer);
    });
    ws.on('pong', () => this.#heard.add(ws));
    // Always followed by `close`, which says all there is to say.
    ws.on('error', () => {});
    ws.on('close', () => {
      this.#listeners.delete(ws);
      listener.closed();
    });
  }

  #viewer(ws: WebSocket, socket: Duplex, isPlain: boolean): Listener {
    const outlet = new Outlet(socket);
    const link: ViewerLink = {
      send: (frame) => {
        if (ws.readyState === WebSocket.OPEN) outlet.send(frame);
      },
      cork: () => outlet.cork(),
      uncork: () => outlet.uncork(),
      close: (code, reason) => ws.close(code, reason),
    };
    if (isPlain) return new PlainViewer((text, written) => ws.send(text, () => written?.()), link.close, this.#options);
    const viewer = new Viewer(link, this.#options);
    viewer.start();
    return viewer;
  }

  #feed(ws: WebSocket, isPlain: boolean): Listener {
    const { pipeline, options } = this.#options;
    const feed = new Feed(
      {
        send: (reply) => {
          const isUnderstood = !isPlain || reply.type === 'error';
          if (isUnderstood && ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify(reply));
        },
        close: (code, reason) => ws.close(code, reason),
        hold: (isHeld) => (isHeld ? ws.pause() : ws.resume()),
      },
      pipeline,
      options.openWithin,
    );
    return isPlain ? new PlainFeed(feed, options.staleAfter / 3) : feed;
  }

  /** Cuts links that have been silent since the last ping or do not read what they are told, and pings the others. */
  #sweep(): void {
    const { maxBuffered } = this.#options.options;
    for (const ws of this.#listeners.keys()) {
      if (this.#heard.delete(ws) && ws.bufferedAmount <= maxBuffered) ws.ping();
      else ws.terminate();
    }
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

function refuse(socket: Duplex, { status, message, headers = {} }: Refusal): void {
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
