import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { createRelay, type Relay } from '../../server/relay.js';
import type { KeyedRow } from '../../src/core/values.js';
import { type Relay as Client, connect } from '../../src/runtime/index.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import { TestProducer } from '../kit/producer.js';
import { TOKEN } from '../kit/relay-process.js';
import { until } from '../kit/until.js';

const columns = [{ name: 'total', type: 'number' }] as const;

/** A real relay, its producer, and a viewer's way to it that can be cut. */
class Stage {
  readonly #relay: Relay;
  readonly #proxy: FaultProxy;
  readonly producer: TestProducer;

  private constructor(relay: Relay, proxy: FaultProxy, producer: TestProducer) {
    this.#relay = relay;
    this.#proxy = proxy;
    this.producer = producer;
  }

  static async open(): Promise<Stage> {
    const relay = createRelay({ port: 0, producerToken: TOKEN, assets: '.' });
    const { port, url } = await relay.listen();
    return new Stage(relay, await FaultProxy.before(port), await TestProducer.open(url));
  }

  /** The address to which the viewer connects. */
  get url(): string {
    return this.#proxy.url;
  }

  /** Cuts every viewer's link, without a word. */
  cut(): void {
    this.#proxy.cut();
  }

  async close(): Promise<void> {
    this.producer.socket.terminate();
    this.#proxy.close();
    await this.#relay.close();
  }
}

describe('a hub with a real relay', { timeout: 60_000 }, () => {
  let stage: Stage;
  let hub: Client;
  before(async () => {
    stage = await Stage.open();
    const table = { widget_type: 'table', columns } as const;
    stage.producer.declare({ orders: table, stock: table, large: table });
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
      await stage.producer.commit({ orders: { up, del }, stock: { up: [['sum', i]] } });
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
    await stage.producer.commit({ large: { up: rows } });
    const large = hub.watch('large', () => {});
    await until(() => large.collection);
    assert.equal(large.collection?.size, 15_000);
    assert.deepEqual([...(large.collection?.rows() ?? [])], rows);
    large.close();
  });

  it('keeps the rows of a table whose config says anew how its columns are shown', async () => {
    await stage.producer.commit({ stock: { up: [['eu', 1]] } });
    const stock = hub.watch('stock', () => {});
    await until(() => stock.collection?.has('eu'));
    const { collection } = stock;
    let resets = 0;
    collection?.subscribe((_, reset) => {
      if (reset) resets++;
    });
    const described = [{ ...columns[0], label: 'Total', format: '$,.2f', unit: '€', bar: true, width: 90 }];
    const table = { widget_type: 'table', columns } as const;
    stage.producer.declare({ orders: table, stock: { ...table, columns: described }, large: table });
    await stage.producer.commit({ stock: { up: [['us', 2]] } });
    await until(() => stock.collection?.has('us'));
    assert.equal(stock.collection, collection);
    assert.equal(resets, 0);
    assert.equal(collection?.has('eu'), true);
    assert.deepEqual(collection?.columns, described);
    stage.producer.declare({ orders: table, stock: table, large: table });
    stock.close();
  });

  it('says that a widget is not there, and has it as soon as it is declared', async () => {
    const late = hub.watch('late', () => {});
    await until(() => late.mode === 'waiting');
    const table = { widget_type: 'table', columns } as const;
    stage.producer.declare({ orders: table, stock: table, large: table, late: table });
    await stage.producer.commit({ late: { up: [['eu', 1]] } });
    await until(() => late.collection?.has('eu'));
    late.close();
  });
});

function byKey([a]: KeyedRow, [b]: KeyedRow): number {
  return a < b ? -1 : 1;
}
