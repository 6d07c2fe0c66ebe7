import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import type { RelayMessage } from '../../../src/core/messages.js';
import { Connection } from '../../../src/runtime/link/connection.js';
import { showIn } from '../../../src/runtime/link/sight.js';
import { until } from '../../kit/until.js';
import { ScriptedRelay } from '../scripted-relay.js';

/** A connection, and its notifications. */
function connect(url: string) {
  const noted = { messages: [] as RelayMessage[], links: [] as string[], opened: 0, loggedOut: 0 };
  const connection: Connection = new Connection(
    url,
    {
      opened: () => noted.opened++,
      received: (message) => noted.messages.push(message),
      loggedOut: () => noted.loggedOut++,
      linkChanged: () => noted.links.push(connection.link),
    },
    { WebSocket },
  );
  return { connection, noted };
}

describe('a connection', { timeout: 60_000 }, () => {
  let relay: ScriptedRelay;
  let connection: Connection | undefined;
  beforeEach(async () => {
    relay = await ScriptedRelay.start();
  });
  afterEach(() => {
    connection?.close();
    connection = undefined;
    relay.close();
  });

  it('acknowledges every rows, window and sync frame of this link, and nothing else', async () => {
    ({ connection } = connect(relay.url));
    const link = await relay.link(0);
    link.hello();
    link.send({ type: 'subscribed', widget: 'a', mode: 'full', from: 0 });
    link.send({ type: 'rows', widget: 'a', from: 0, to: 1, up: [['k', 1]] });
    link.sync(1);
    await until(() => link.all('ack').length === 2);
    assert.deepEqual(
      link.all('ack').map(({ frames }) => frames),
      [1, 2],
    );
    link.socket.terminate();
    const second = await relay.link(1);
    second.sync(1);
    await until(() => second.all('ack').length === 1);
    assert.deepEqual(second.all('ack'), [{ type: 'ack', frames: 1 }]);
  });

  it('reports once that the relay has logged it out, and is tried again all the same', async () => {
    const { connection: first, noted } = connect(relay.url);
    connection = first;
    (await relay.link(0)).socket.close(1008, 'logged out');
    await until(() => noted.loggedOut === 1);
    assert.deepEqual([first.link, first.problem], ['refused', `Logged out: log in again at ${relay.url}`]);
    (await relay.link(1)).socket.close(1008, 'too_many_messages');
    await relay.link(2);
    assert.equal(noted.loggedOut, 1);
  });

  it('comes back by itself, with growing delays that differ from viewer to viewer', async () => {
    const { connection: first, noted } = connect(relay.url);
    connection = first;
    (await relay.link(0)).socket.terminate();
    await until(() => first.link === 'reconnecting');
    assert.ok(first.retryAt !== undefined && first.retryAt > Date.now() - 1);
    await until(() => noted.opened === 2);
    assert.deepEqual([first.link, first.retryAt, first.problem], ['open', undefined, undefined]);
  });

  it('waits as long as the relay asks for, and says why it is not connected', async () => {
    const { connection: first } = connect(relay.url);
    connection = first;
    const link = await relay.link(0);
    const before = Date.now();
    link.send({ type: 'error', code: 'too_many', message: 'this relay has 5 viewers, its most', retryAfter: 60_000 });
    link.socket.close();
    await until(() => first.link === 'reconnecting');
    assert.ok((first.retryAt ?? 0) >= before + 60_000);
    assert.equal(first.problem, 'this relay has 5 viewers, its most');
  });

  it('gives up a link that was silent for 2.5 heartbeats', async () => {
    ({ connection } = connect(relay.url));
    (await relay.link(0)).hello({ heartbeat: 20 });
    await relay.link(1);
  });

  it('begins anew after a message that is no JSON', async () => {
    ({ connection } = connect(relay.url));
    (await relay.link(0)).socket.send('{"type":');
    await relay.link(1);
  });

  it('sends nothing while there is no link: it would be out of date', async () => {
    const { connection: first, noted } = connect(relay.url);
    connection = first;
    first.send({ type: 'subscribe', widget: 'early' });
    (await relay.link(0)).hello();
    await until(() => noted.messages.length === 1);
    first.send({ type: 'subscribe', widget: 'orders' });
    await until(() => relay.links[0]?.received.length === 1);
    assert.deepEqual(relay.links[0]?.received, [{ type: 'subscribe', widget: 'orders' }]);
  });

  it('opens no link after it was closed', async () => {
    const { connection: first, noted } = connect(relay.url);
    (await relay.link(0)).socket.terminate();
    await until(() => first.link === 'reconnecting');
    first.close();
    const { connection: other } = connect(relay.url);
    connection = other;
    await relay.link(1);
    assert.equal(noted.opened, 1);
  });
});

describe('a connection in a page', { timeout: 60_000 }, () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  let relay: ScriptedRelay;
  let connection: Connection | undefined;
  beforeEach(async () => {
    relay = await ScriptedRelay.start();
    page.hidden = false;
    // Node has neither; a browser cannot hide its page on demand.
    Object.assign(globalThis, { document: page, addEventListener: page.addEventListener.bind(page) });
  });
  afterEach(() => {
    connection?.close();
    relay.close();
    Object.assign(globalThis, { document: undefined, addEventListener: undefined });
  });

  it('asks for fewer steps while it is hidden, also on a new link', async () => {
    page.hidden = true;
    ({ connection } = connect(relay.url));
    const link = await relay.link(0);
    await until(() => link.all('pace').length === 1);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    await until(() => link.all('pace').length === 2);
    assert.deepEqual(
      link.all('pace').map(({ rate }) => rate),
      [0.5, 30],
    );
  });

  it('asks for all steps while another window shows an element, such as a picture-in-picture window', async () => {
    page.hidden = true;
    ({ connection } = connect(relay.url));
    const link = await relay.link(0);
    const paces = () => link.all('pace').map(({ rate }) => rate);
    await until(() => paces().length === 1);
    const popUp = Object.assign(new EventTarget(), { hidden: false });
    const leave = [1, 2].map(() => showIn(popUp as unknown as Document));
    await until(() => paces().length === 2);
    popUp.hidden = true;
    popUp.dispatchEvent(new Event('visibilitychange'));
    await until(() => paces().length === 3);
    popUp.hidden = false;
    popUp.dispatchEvent(new Event('visibilitychange'));
    await until(() => paces().length === 4);
    for (const one of leave) one();
    await until(() => paces().length === 5);
    assert.deepEqual(paces(), [0.5, 30, 0.5, 30, 0.5]);
  });

  it('does not wait for its next try when the network is there again', async () => {
    const { connection: first } = connect(relay.url);
    connection = first;
    const link = await relay.link(0);
    link.send({ type: 'error', code: 'busy', message: 'come back later', retryAfter: 3_600_000 });
    link.socket.close();
    await until(() => first.link === 'reconnecting');
    // The wait begins a moment after the loss.
    await until(() => {
      page.dispatchEvent(new Event('online'));
      return relay.links.length === 2;
    });
  });

  it('does not wait for its next try when it is looked at again', async () => {
    const { connection: first } = connect(relay.url);
    connection = first;
    const link = await relay.link(0);
    link.send({ type: 'error', code: 'busy', message: 'come back later', retryAfter: 3_600_000 });
    link.socket.close();
    await until(() => first.link === 'reconnecting');
    await until(() => {
      page.dispatchEvent(new Event('visibilitychange'));
      return relay.links.length === 2;
    });
  });
});

describe('a connection that does not come about', { timeout: 60_000 }, () => {
  it('says that nothing answers', async () => {
    const relay = await ScriptedRelay.start();
    relay.close();
    const { connection } = connect(relay.url);
    await until(() => connection.link === 'reconnecting');
    assert.equal(connection.problem, `No relay answers at ${relay.url}: start it, or correct src.`);
    connection.close();
  });

  it('waits between its tries also where the browser does not even begin one', async () => {
    let tries = 0;
    class Forbidden {
      constructor() {
        tries++;
        throw new Error('insecure');
      }
    }
    let noted = 0;
    const listener = { opened() {}, received() {}, loggedOut() {}, linkChanged: () => noted++ };
    const connection = new Connection('http://127.0.0.1:9/', listener, { WebSocket: Forbidden });
    assert.deepEqual([tries, noted], [0, 0]);
    await until(() => connection.retryAt !== undefined);
    assert.equal(tries, 1);
    await until(() => connection.link === 'reconnecting');
    connection.close();
  });

  it('says that the relay answers but refuses', async () => {
    const relay = await ScriptedRelay.start({ refuse: true });
    const { connection } = connect(relay.url);
    await until(() => connection.link === 'refused');
    assert.match(connection.problem ?? '', /answers, but takes no live connection/);
    connection.close();
    relay.close();
  });
});
