import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type ConfigMessage,
  VIEWER_SUBPROTOCOL,
  type ViewerMessage,
  type WidgetConfig,
} from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

const PIECE = 60_000;
const MOST_UNACKNOWLEDGED = 256 * 1024;

/** One step's rows, encoded beforehand: the inside of `"up":[…]` of each of its frames. */
export interface EncodedStep {
  readonly pieces: readonly string[];
  readonly rows: number;
}

export function encodeStep(rows: readonly KeyedRow[]): EncodedStep {
  const pieces: string[] = [];
  let piece: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (length + text.length > PIECE) {
      pieces.push(piece.join());
      piece = [];
      length = 0;
    }
    piece.push(text);
    length += text.length + 1;
  }
  pieces.push(piece.join());
  return { pieces, rows: rows.length };
}

/**
 * Sends a page more rows than a relay could beside it on one machine: frames that are encoded beforehand, in steps, with
 * the back-pressure of a relay.
 */
export class FrameServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => VIEWER_SUBPROTOCOL });
  readonly #widget: WidgetConfig;
  readonly #first: EncodedStep;
  #socket: WebSocket | undefined;
  #position = 1;
  #unacknowledged: number[] = [];
  #bytes = 0;
  #acknowledged = 0;
  #queue: string[] = [];
  /** Rows of steps that went out whole. */
  rows = 0;
  /** Steps for which the page was not ready in time. */
  skipped = 0;

  /** @param dist Folder of the bundles that the page loads. */
  constructor(widget: WidgetConfig, first: readonly KeyedRow[], dist: string) {
    this.#widget = { ...widget, rows: first.length, mode: 'full' };
    this.#first = encodeStep(first);
    this.#http = createServer(({ url = '/' }, response) => {
      const file = /^\/(streamviz[\w-]*\.js)$/.exec(url)?.[1];
      response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
      if (file !== undefined) response.end(readFileSync(dist + file));
      else if (url === '/') response.end(PAGE);
      else if (url === '/healthz') response.end(JSON.stringify({ status: 'ok', time: Date.now() }));
      else response.writeHead(404).end();
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws));
    });
  }

  async listen(): Promise<string> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  /** Begins a step, if the page has taken the one before. */
  step({ pieces, rows }: EncodedStep): void {
    if (this.#queue.length > 0 || this.#socket === undefined) {
      this.skipped++;
      return;
    }
    const from = this.#position++;
    this.#enqueue(pieces, from);
    this.rows += rows;
    this.#pump();
  }

  close(): void {
    this.#socket?.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #welcome(ws: WebSocket): void {
    this.#socket = ws;
    const limits = {
      maxMessage: 65536,
      maxSubscriptions: 64,
      maxWindow: 1000,
      maxFullRows: 20000,
      messagesPerSecond: 100,
    };
    const send = (message: object) => ws.send(JSON.stringify(message));
    send({ type: 'hello', epoch: 'e', position: this.#position, server: '0', heartbeat: 15_000, limits });
    send({ type: 'config', widgets: { feed: this.#widget } } satisfies ConfigMessage);
    ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ViewerMessage;
      if (message.type === 'ack') this.#taken(message.frames);
      else if (message.type === 'subscribe') {
        send({ type: 'subscribed', widget: 'feed', mode: 'full', from: 0 });
        this.#enqueue(this.#first.pieces, 0);
        this.#pump();
      }
    });
  }

  #enqueue(pieces: readonly string[], from: number): void {
    const head = `{"type":"rows","widget":"feed","from":${from},"to":${this.#position},"up":[`;
    pieces.forEach((piece, i) => {
      this.#queue.push(`${head}${piece}]${i < pieces.length - 1 ? ',"more":true' : ''}}`);
    });
    const now = Date.now();
    const { length } = this.#queue;
    this.#queue.push(
      `{"type":"sync","position":${this.#position},"time":${now},"commit":${now},"state":"live","rate":30}`,
    );
    if (length > 1000) throw new Error(`a step of ${length} frames is no step`);
  }

  #pump(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (this.#bytes + next.length > MOST_UNACKNOWLEDGED) return;
      this.#queue.shift();
      this.#unacknowledged.push(next.length);
      this.#bytes += next.length;
      this.#socket?.send(next);
    }
  }

  #taken(frames: number): void {
    for (; this.#acknowledged < frames; this.#acknowledged++) this.#bytes -= this.#unacknowledged.shift() ?? 0;
    this.#pump();
  }
}

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Rows</title><link rel="icon" href="data:,">
<style>body { margin: 0 } sv-table { display: block; block-size: 100vh }</style>
<script type="module" src="streamviz.js"></script></head>
<body><sv-table src="/" widget="feed"></sv-table></body></html>
`;
