import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HelloMessage, RelayMessage, ViewerMessage } from '../../src/core/messages.js';
import { until } from '../kit/until.js';

export const LIMITS = {
  maxMessage: 65_536,
  maxSubscriptions: 64,
  maxWindow: 1000,
  maxFullRows: 20_000,
  messagesPerSecond: 100,
};

/** A relay that a test drives: for the faults and the moments that a real one does not give on demand. */
export class ScriptedRelay {
  readonly links: ScriptedLink[] = [];
  readonly url: string;
  readonly #server: Server;

  static async start({ refuse = false } = {}): Promise<ScriptedRelay> {
    const server = createServer((_request, response) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedRelay(server, refuse);
  }

  private constructor(server: Server, refuse: boolean) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const sockets = new WebSocketServer({ server, path: '/live', verifyClient: () => !refuse });
    sockets.on('connection', (socket) => this.links.push(new ScriptedLink(socket)));
  }

  /** The n-th link that a viewer opened, counted from 0. */
  link(n: number): Promise<ScriptedLink> {
    return until(() => this.links[n]);
  }

  close(): void {
    for (const { socket } of this.links) socket.terminate();
    this.#server.close();
  }
}

export class ScriptedLink {
  readonly received: ViewerMessage[] = [];

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.received.push(JSON.parse(String(data)) as ViewerMessage));
  }

  send(...messages: RelayMessage[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message));
  }

  hello(more: Partial<HelloMessage> = {}): void {
    this.send({ type: 'hello', epoch: 'e1', position: 0, server: '0', heartbeat: 15_000, limits: LIMITS, ...more });
  }

  sync(position: number, more: object = {}): void {
    const time = Date.now();
    this.send({ type: 'sync', position, time, commit: time, state: 'live', rate: 30, ...more });
  }

  /** The messages of one type so far. */
  all<T extends ViewerMessage['type']>(type: T): Extract<ViewerMessage, { type: T }>[] {
    return this.received.filter((one): one is Extract<ViewerMessage, { type: T }> => one.type === type);
  }
}
