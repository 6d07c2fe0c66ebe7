import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { framesAcknowledged } from '../../../server/views/acknowledgement.js';
import { Frame } from '../../../server/views/frame.js';

test('a frame is what a WebSocket client reads as that text, whatever its length', async () => {
  const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].map((n) => 'é'.repeat(n >> 1) + 'x'.repeat(n & 1));
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (link, { socket }) => {
    for (const text of texts) socket.write(new Frame(text).wire);
    link.close();
  });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const read: string[] = [];
  client.on('message', (data: Buffer) => read.push(data.toString()));
  await once(client, 'close');
  server.close();
  assert.deepEqual(read, texts);
  for (const text of texts) assert.equal(new Frame(text).length, Buffer.byteLength(text));
});

test('an acknowledgement is read as viewers write it, and anything else is left to the parser', () => {
  for (const frames of [0, 7, 1207, 999_999_999_999_999]) {
    assert.equal(framesAcknowledged(Buffer.from(JSON.stringify({ type: 'ack', frames }))), frames);
  }
  for (const other of [
    '',
    '{"type":"ack","frames":}',
    '{"type":"ack","frames":-1}',
    '{"type":"ack","frames":1.5}',
    '{"type":"ack","frames":007}',
    '{"type":"ack","frames":1',
    '{"type":"ack","frames":1,"x":2}',
    '{"type":"ack","frames":1000000000000000}',
    '{"frames":3,"type":"ack"}',
    '{"type":"pace","frames":15}',
  ]) {
    assert.equal(framesAcknowledged(Buffer.from(other)), undefined, other);
  }
});
