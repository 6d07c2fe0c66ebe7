import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMessage } from '../../src/core/messages.js';
import { TOKEN } from '../kit/fixture.js';
import { socketsOf } from '../kit/process-figures.js';
import { TestProducer } from '../kit/producer.js';
import { RawSocket, requestText } from '../kit/raw-socket.js';
import { RelayProcess, withProcess } from '../kit/relay-process.js';
import { until } from '../kit/until.js';
import { getsIn, underAttack } from './under-attack.js';

const AUTH = 'ann:se:cret';
const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Ways of asking for a WebSocket that the relay refuses. */
function refusedUpgrades(port: number): string[] {
  return [
    requestText(port, '/nope', UPGRADE),
    requestText(port, '/config.json', UPGRADE),
    requestText(port, '/live', { ...UPGRADE, Host: 'evil.example' }),
    requestText(port, '/live', { ...UPGRADE, Origin: 'https://evil.example' }),
    requestText(port, '/live', { ...UPGRADE, 'Sec-WebSocket-Protocol': 'graphql-ws' }),
    requestText(port, '/live', { ...UPGRADE, 'Sec-WebSocket-Version': '99' }),
    requestText(port, '/live', { ...UPGRADE, 'Sec-WebSocket-Key': 'short' }),
    requestText(port, '/live', UPGRADE, 'POST'),
    requestText(port, '/feed', UPGRADE),
    requestText(port, '/feed', { ...UPGRADE, Authorization: 'Bearer wrong' }),
    requestText(port, '/feed', { ...UPGRADE, 'Sec-WebSocket-Protocol': 'streamviz.feed.2, streamviz.token.wrong' }),
  ];
}

/** A config of almost as many characters as one may have. */
const LARGE: ConfigMessage['widgets'] = {
  large: { widget_type: 'table', columns: [{ name: 'a', type: 'string' }], description: 'x'.repeat(1_000_000) },
};

test('a refused upgrade keeps no connection, though the one who asked keeps its half open', (t) =>
  underAttack(t, {}, async ({ port, pid, url, rounds }) => {
    const before = socketsOf(pid);
    const kinds = refusedUpgrades(port);
    const held: RawSocket[] = [];
    for (let i = 0; i < 3000; i += 50) {
      const some = await RawSocket.many(port, 50);
      for (const [n, socket] of some.entries()) socket.write(kinds[(i + n) % kinds.length] as string);
      held.push(...some);
    }
    for (const socket of held) assert.match(await socket.received(/\r\n\r\n/), /^HTTP\/1\.1 4\d\d /);
    await until(() => socketsOf(pid) < before + 50, 'the connections of refused upgrades are let go', {
      patience: 15_000,
      every: 20,
    });
    await getsIn(url);
    await rounds(5);
    for (const socket of held) socket.destroy();
  }));

test('with all connections taken by refused upgrades a new viewer gets in nevertheless', (t) =>
  underAttack(t, { options: { maxConnections: 100 } }, async ({ port, url }) => {
    const kinds = refusedUpgrades(port);
    const held: RawSocket[] = [];
    for (let i = 0; i < 400; i++) {
      // Whether or not the refusal is read.
      const socket = await RawSocket.connect(port, { reads: i % 2 === 0 });
      socket.write(kinds[i % kinds.length] as string);
      held.push(socket);
    }
    await eventually(() => getsIn(url));
    for (const socket of held) socket.destroy();
  }));

test('who has no password keeps no connection either', (t) =>
  underAttack(t, { options: { maxConnections: 100, auth: AUTH } }, async ({ port, url }) => {
    const held = await RawSocket.many(port, 300, { reads: false });
    for (const [i, socket] of held.entries()) {
      const headers = [{}, { Authorization: 'Bearer wrong' }, { Cookie: `streamviz_session_${port}=1.2.3` }];
      socket.write(requestText(port, '/live', { ...UPGRADE, ...headers[i % headers.length] }));
    }
    await eventually(() => getsIn(url, AUTH));
    for (const socket of held) socket.destroy();
  }));

test('connections that send nothing, or half a request, or a byte at a time, end', (t) =>
  underAttack(t, {}, async ({ port, pid, url }) => {
    const before = socketsOf(pid);
    const silent = await RawSocket.many(port, 200);
    const halves = ['GET /conf', 'GET /config.json HTTP/1.1\r\n', `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: `];
    const cut = await RawSocket.many(port, 300);
    for (const [i, socket] of cut.entries()) socket.write(halves[i % halves.length] as string);
    const slow = await RawSocket.many(port, 100);
    let sent = 0;
    const dripping = setInterval(() => {
      const text = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'x'.repeat(1000)}`;
      for (const socket of slow) socket.write(text[sent % text.length] as string);
      sent++;
    }, 200);
    const bodies = await RawSocket.many(port, 50);
    for (const socket of bodies) {
      socket.write(requestText(port, '/login', { 'Content-Length': '100' }, 'POST'));
      socket.write('user=');
    }
    await getsIn(url);
    await until(() => socketsOf(pid) < before + 60, 'what sends no request is cut', { patience: 25_000, every: 20 });
    clearInterval(dripping);
    for (const socket of [...silent, ...cut, ...slow, ...bodies]) socket.destroy();
  }));

test('answers that nobody reads are cut within a time limit, and make room', (t) =>
  underAttack(t, { options: { answerIdle: 1_000 }, widgets: LARGE }, async ({ port, pid, url }) => {
    const before = socketsOf(pid);
    const unread = await RawSocket.many(port, 40, { reads: false });
    const targets = ['/streamviz.js', '/config.json', '/', '/export/large.csv'];
    for (const [i, socket] of unread.entries()) {
      socket.write(requestText(port, targets[i % targets.length] as string).repeat(100));
    }
    await until(() => socketsOf(pid) < before + 25, 'what nobody reads is cut', { patience: 20_000, every: 20 });
    await getsIn(url);
    for (const socket of unread) socket.destroy();
  }));

test('unread answers that hold all connections make room for others', () =>
  withProcess(RelayProcess.with({ answerIdle: 1_000, maxConnections: 20 }), async (relay) => {
    const { url, port } = await relay.listening();
    const producer = await TestProducer.open(url, { token: TOKEN });
    producer.declare(LARGE);
    await producer.commit({ large: { up: [['k', 'x']] } });
    const unread = await RawSocket.many(port, 130, { reads: false });
    for (const socket of unread) socket.write(requestText(port, '/config.json').repeat(30));
    await eventually(async () => assert.equal((await fetch(`${url}healthz`)).status, 200));
    for (const socket of unread) socket.destroy();
    producer.socket.terminate();
  }));

test('one address has so many connections, and all of 127/8 is one address', (t) =>
  underAttack(t, { options: { maxConnectionsPerClient: 30 } }, async ({ port, url }) => {
    const of = async (localAddress: string) => RawSocket.many(port, 30, { localAddress });
    const held = [...(await of('127.0.0.1')), ...(await of('127.0.0.2')), ...(await of('127.9.8.7'))];
    const open = () => held.filter(({ isClosed, socket }) => !isClosed && !socket.readableEnded).length;
    await until(() => open() <= 30, 'what is too much is refused', { patience: 5_000, every: 20 });
    assert.ok(open() >= 20, `${open()} have a connection`);
    for (const socket of held) socket.destroy();
    await eventually(() => getsIn(url));
  }));

/** Tries again while there is no room. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
