import { createRelay } from '../../server/relay.js';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { ASSETS, TOKEN } from '../kit/fixture.js';
import { TestProducer } from '../kit/producer.js';
import { untilSeen } from '../kit/until.js';

const WIDGETS: ConfigMessage['widgets'] = {
  orders: {
    widget_type: 'table',
    title: 'Orders',
    columns: [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
    ],
  },
  total: {
    widget_type: 'stat',
    title: 'Total',
    columns: [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
    ],
  },
};

/** A relay with a table and a number, fed by a producer. */
export class Shop {
  readonly url: string;
  readonly #relay: ReturnType<typeof createRelay>;
  readonly #producer: TestProducer;

  /** @param allowOrigin Whose pages may look. */
  static async open(allowOrigin: readonly string[]): Promise<Shop> {
    const relay = createRelay({ port: 0, producerToken: TOKEN, assets: ASSETS, allowOrigin });
    const { url } = await relay.listen();
    const producer = await TestProducer.open(url, { token: TOKEN });
    producer.declare(WIDGETS, { title: 'Shop' });
    return new Shop(url, relay, producer);
  }

  private constructor(url: string, relay: ReturnType<typeof createRelay>, producer: TestProducer) {
    this.url = url;
    this.#relay = relay;
    this.#producer = producer;
  }

  async put(...rows: KeyedRow[]): Promise<void> {
    await this.#producer.commit({ orders: { up: rows } });
  }

  async remove(...keys: string[]): Promise<void> {
    await this.#producer.commit({ orders: { del: keys } });
  }

  async total(value: number): Promise<void> {
    await this.#producer.commit({ total: { up: [['now', Date.now(), value]] } });
  }

  /** Waits until so many connections of pages are open. */
  async viewers(count: number): Promise<void> {
    await untilSeen(
      `${count} viewers`,
      async () => /^streamviz_viewers (\d+)$/m.exec(await (await fetch(`${this.url}metrics`)).text())?.[1],
      (seen) => Number(seen) === count,
    );
  }

  async close(): Promise<void> {
    this.#producer.socket.terminate();
    await this.#relay.close();
  }
}
