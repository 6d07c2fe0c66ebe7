/*
 * The bare broadcast of the `ws` package: the two frames of a step, as the relay sends them, to whoever is there. It
 * keeps nothing, waits for nobody and hears nothing.
 */
import { WebSocket, WebSocketServer } from 'ws';
import { feedServer } from '../kit/peers/feed-server.js';
import { SMALL } from '../kit/rows.js';

const viewers = new WebSocketServer({ noServer: true });

function broadcast(message: object): void {
  const frame = Buffer.from(JSON.stringify(message));
  for (const viewer of viewers.clients) {
    if (viewer.readyState === WebSocket.OPEN) viewer.send(frame, { binary: false });
  }
}

const server = feedServer(({ seq, time, changes }) => {
  broadcast({ type: 'rows', widget: SMALL, from: seq, to: seq + 1, up: changes[SMALL]?.up });
  broadcast({ type: 'sync', position: seq + 1, time: Date.now(), commit: time, state: 'live', rate: 15 });
});
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/') viewers.handleUpgrade(request, socket, head, () => {});
});
