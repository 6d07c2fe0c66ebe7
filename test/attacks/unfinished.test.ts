import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RawSocket, requestText } from '../kit/raw-socket.js';
import { underAttack } from './under-attack.js';

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol': 'streamviz.2',
};

test('a body that goes on after its answer ends its connection', (t) =>
  underAttack(t, {}, async ({ port, rounds }) => {
    const chunk = '1\r\na\r\n'.repeat(1000);
    const targets = ['/healthz', '/config.json', '/nope', '/streamviz.js', '/export/watched.csv', '/login'];
    for (const target of targets) {
      for (const method of ['GET', 'POST']) {
        const socket = await RawSocket.connect(port);
        socket.write(requestText(port, target, { 'Transfer-Encoding': 'chunked' }, method));
        while (!socket.isClosed) {
          socket.write(chunk);
          await rounds(1);
        }
      }
    }
  }));

test('logins whose bodies never come whole keep nobody out, and are ended', (t) =>
  underAttack(t, { options: { maxConnections: 400, maxConnectionsPerClient: 300 } }, async ({ port, rounds }) => {
    const slow = await RawSocket.many(port, 700);
    for (const socket of slow) socket.write(`${requestText(port, '/login', { 'Content-Length': '8000' }, 'POST')}u`);
    await rounds(20);
    while (slow.some(({ isOver }) => !isOver)) await rounds(1);
  }));

test('a link that is asked for behind an answer that nobody reads is not one', (t) =>
  underAttack(t, {}, async ({ port, rounds }) => {
    const sockets = await RawSocket.many(port, 4);
    for (const socket of sockets) {
      socket.write(requestText(port, '/live/watched.ndjson') + requestText(port, '/live', UPGRADE));
    }
    await rounds(5);
    for (const { text } of sockets) assert.doesNotMatch(text, /101 Switching/);
    while (sockets.some(({ isOver }) => !isOver)) await rounds(1);
  }));

test('what a request expects besides an answer is answered like any other, with all headers', (t) =>
  underAttack(t, {}, async ({ port }) => {
    const socket = await RawSocket.connect(port);
    socket.write(requestText(port, '/healthz', { Expect: 'the unexpected', Connection: 'close' }));
    const answer = await socket.received(/\}$/);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /content-security-policy: /i);
  }));

test('what is refused before it is a request says what a browser may do with it, too', (t) =>
  underAttack(t, {}, async ({ port }) => {
    for (const text of [
      'NO HTTP\r\n\r\n',
      requestText(port, '/nope', UPGRADE),
      requestText(port, '/', { x: 'x'.repeat(20_000) }),
    ]) {
      const socket = await RawSocket.connect(port);
      socket.write(text);
      const answer = await socket.received(/\r\n\r\n.+\n/);
      assert.match(answer, /^HTTP\/1\.1 4\d\d /);
      for (const header of ['Content-Security-Policy', 'X-Content-Type-Options', 'Cross-Origin-Resource-Policy']) {
        assert.ok(answer.includes(`${header}: `), `${header} in ${answer.slice(0, 200)}`);
      }
      while (!socket.isOver) await new Promise(setImmediate);
    }
  }));
