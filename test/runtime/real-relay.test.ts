import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { createRelay, type Relay } from '../../server/relay.js';
import { FEED_SUBPROTOCOL, type ProducerMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { type Relay as Client, connect } from '../../src/runtime/index.js';
import { until } from '../kit/until.js';

const columns = [{ name: 'total', type: 'number' }] as const;

/** A real relay, its producer, and a viewer's way to it that can be cut. */
class Stage {
  readonly relay: Relay;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #feed: WebSocket | undefined;
  #seq = 0;
  #acknowledged = 0;
  /** Where the viewer connects. */
  url = '';

  constructor() {
    this.relay = createRelay({ port: 0, producerToken: 'secret', assets: '.' });
    this.#server = createServer();
  }

  async open(): Promise<void> {
    const { port } = await this.relay.listen();
    this.#server.on('connection', (viewer) => {
      const relay = connectTcp(port, '127.0.0.1');
      for (const [from, to] of [
        [viewer, relay],
        [relay, viewer],
      ] as const) {
        this.#sockets.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => this.#sockets.delete(from));
      }
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    const headers = { authorization: 'Bearer secret' };
    this.#feed = new WebSocket(`ws://127.0.0.1:${port}/feed`, FEED_SUBPROTOCOL, { headers });
    await once(this.#feed, 'open');
    this.#feed.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; seq?: number };
      if (message.type === 'ack') this.#acknowledged = message.seq ?? 0;
    });
    this.send({ type: 'open', run: 'run', resume: false });
  }

  send(message: ProducerMessage): void {
    this.#feed?.send(JSON.stringify(message));
  }

  /** Resolves when the relay has it. */
  async commit(changes: Extract<ProducerMessage, { type: 'commit' }>['changes']): Promise<void> {
    const seq = ++this.#seq;
    this.send({ type: 'commit', seq, time: Date.now(), changes });
    await until(() => this.#acknowledged >= seq);
  }

  /** Cuts every viewer's link, without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#feed?.terminate();
    this.cut();
    this.#server.close();
    await this.relay.close();
  }
}

describe('a hub with a real relay', { timeout: 60_000 }, () => {
  const stage = new Stage();
  let hub: Client;
  before(async () => {
    await stage.open();
    const table = { widget_type: 'table', columns } as const;
    stage.send({ type: 'config', widgets: { orders: table, stock: table, large: table } });
    hub = connect(stage.url, { WebSocket });
  });
  after(() => stage.close());

  it('never shows half of a commit, and has exactly the rows of the producer after any number of cuts', async () => {
    const seen: unknown[][] = [];
    const orders = hub.watch('orders', () => {
      seen.push([orders.collection, stock.collection].map((one) => one?.get('sum')?.[1]));
    });
    const stock = hub.watch('stock', () => {});
    const expected = new Map<string, KeyedRow>();
    let links = 0;
    const unsubscribe = hub.subscribe(() => {
      if (hub.status.link === 'open') links++;
    });
    for (let i = 1; i <= 120; i++) {
      const key = `k${(i * 7) % 23}`;
      const up: KeyedRow[] = [['sum', i]];
      const del = i % 5 === 0 ? [key] : [];
      if (del.length > 0) expected.delete(key);
      else {
        up.push([key, i]);
        expected.set(key, [key, i]);
      }
      await stage.commit({ orders: { up, del }, stock: { up: [['sum', i]] } });
      if (i % 30 === 0) {
        const before = links;
        stage.cut();
        await until(() => links > before);
      }
    }
    await until(() => orders.collection?.get('sum')?.[1] === 120);
    const rows = [...(orders.collection?.rows() ?? [])].filter(([key]) => key !== 'sum');
    assert.deepEqual(rows.sort(byKey), [...expected.values()].sort(byKey));
    assert.ok(seen.length > 4);
    for (const [inOrders, inStock] of seen) assert.equal(inOrders, inStock);
    unsubscribe();
    orders.close();
    stock.close();
  });

  it('loads a large widget in pieces while others go on', async () => {
    const rows = Array.from({ length: 15_000 }, (_, i): KeyedRow => [`row ${i} ${'x'.repeat(20)}`, i]);
    await stage.commit({ large: { up: rows } });
    const large = hub.watch('large', () => {});
    await until(() => large.collection);
    assert.equal(large.collection?.size, 15_000);
    assert.deepEqual([...(large.collection?.rows() ?? [])], rows);
    large.close();
  });

  it('says that a widget is not there, and has it as soon as it is declared', async () => {
    const late = hub.watch('late', () => {});
    await until(() => late.mode === 'waiting');
    const table = { widget_type: 'table', columns } as const;
    stage.send({ type: 'config', widgets: { orders: table, stock: table, large: table, late: table } });
    await stage.commit({ late: { up: [['eu', 1]] } });
    await until(() => late.collection?.has('eu'));
    late.close();
  });
});

function byKey([a]: KeyedRow, [b]: KeyedRow): number {
  return a < b ? -1 : 1;
}
