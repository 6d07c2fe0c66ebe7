/*
 * Perspective's engine in Node with its table, for viewers that keep none ("server-only"): what its WebSocketServer does,
 * with a feed, and the bytes that were sent at /sent.
 */

import type { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { feedServer } from '../kit/peers/feed-server.js';
import { objectOf, type QuoteObject } from '../peers/live-table.js';
import { schemaOf } from '../peers/perspective.js';
import type { Quote } from '../peers/quotes.js';
import { WIDGET } from './market.js';

interface Session {
  handle_request(request: Uint8Array): Promise<void>;
  close(): void;
}
interface Perspective {
  table(schema: object, options: object): Promise<{ update(rows: readonly QuoteObject[]): Promise<void> }>;
  make_session(send: (answer: Uint8Array) => Promise<void>): Promise<Session>;
}

// Installed for the benches alone.
const module = `${process.cwd()}/bench/peers/node_modules/@perspective-dev/client/dist/esm/perspective.node.js`;
const perspective = (await import(pathToFileURL(module).href)) as Perspective;

// As text, times are shown as they are.
const table = await perspective.table({ ...schemaOf(), ts: 'string' }, { index: 'id', name: WIDGET });
const server = feedServer(({ changes }) => {
  const { up = [] } = changes[WIDGET] ?? {};
  const rows = up.map(([, ...quote]) => objectOf(quote as unknown as Quote));
  void table.update(rows.map((row) => ({ ...row, ts: String(row.ts) })));
});

let sentBytes = 0;
const links = new Set<Socket>();
server.on('request', (request, response) => {
  if (request.url !== '/sent') return;
  response.end(String([...links].reduce((sum, { bytesWritten }) => sum + bytesWritten, sentBytes)));
});

const viewers = new WebSocketServer({ noServer: true, perMessageDeflate: true });
server.on('upgrade', (request, socket: Socket, head) => {
  links.add(socket);
  socket.on('close', () => {
    links.delete(socket);
    sentBytes += socket.bytesWritten;
  });
  viewers.handleUpgrade(request, socket, head, async (viewer) => {
    const requests: Uint8Array[] = [];
    viewer.on('message', (request: Buffer) => void requests.push(new Uint8Array(request)));
    const session = await perspective.make_session(async (answer) => viewer.send(answer.slice()));
    viewer.on('close', () => session.close());
    viewer.removeAllListeners('message');
    viewer.on('message', (request: Buffer) => void session.handle_request(new Uint8Array(request)));
    for (const request of requests) void session.handle_request(request);
  });
});
