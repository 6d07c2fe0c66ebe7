import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { createRelay, type Relay } from '../../server/relay.js';
import type { WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { type Relay as Client, connect, type Watch } from '../../src/runtime/index.js';
import { TestProducer } from '../kit/producer.js';
import { TOKEN } from '../kit/relay-process.js';
import { until } from '../kit/until.js';

const IDS = Array.from({ length: 120 }, (_, i) => `w${i}`);
const REFUSAL = 'This page can show 64 widgets of a relay at once; close or hide some to see this one.';

describe('a page with more widgets than a link may have', { timeout: 120_000 }, () => {
  let relay: Relay;
  let producer: TestProducer;
  let hub: Client;
  let seq = 0;
  const sockets: WebSocket[] = [];
  /** A row of every widget, with this number. */
  const commit = (total: number) => {
    const row: KeyedRow = ['row', total];
    const changes = Object.fromEntries(IDS.map((id) => [id, { up: [row] }]));
    seq++;
    return producer.commit(changes);
  };
  const shown = (watch: Watch) => watch.collection?.get('row')?.[1];

  before(async () => {
    relay = createRelay({ port: 0, producerToken: TOKEN, assets: '.' });
    const { url } = await relay.listen();
    producer = await TestProducer.open(url);
    const columns = [{ name: 'total', type: 'number' }] as const;
    const table: WidgetConfig = { widget_type: 'table', columns };
    producer.declare(Object.fromEntries(IDS.map((id) => [id, table])));
    await commit(1);
    class Noted extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        sockets.push(this);
      }
    }
    hub = connect(url, { WebSocket: Noted });
  });
  after(async () => {
    producer.socket.terminate();
    await relay.close();
  });

  it('shows as many as the relay allows, says of the others why, and shows the next when some are closed', async () => {
    const watches = IDS.map((id) => hub.watch(id, () => {}));
    const live = () => watches.filter((watch) => shown(watch) === seq).length;
    const refused = () => watches.filter(({ error }) => error === REFUSAL).length;
    await until(() => live() === 64 && refused() === 56);
    await commit(2);
    await until(() => live() === 64);
    assert.equal(sockets.length, 1);

    for (const watch of watches.slice(0, 10)) watch.close();
    await until(() => watches.slice(10, 74).every((watch) => shown(watch) === 2 && watch.error === undefined));
    assert.ok(watches.slice(74).every(({ error }) => error === REFUSAL));

    sockets[0]?.terminate();
    await until(() => sockets.length === 2 && hub.status.link === 'open');
    await commit(3);
    await until(() => watches.slice(10, 74).every((watch) => shown(watch) === 3));
    assert.ok(watches.slice(74).every(({ error }) => error === REFUSAL));

    // All others at once: more messages than the relay takes in a second.
    for (const watch of watches.slice(10, 74)) watch.close();
    await until(() => watches.slice(74).every((watch) => shown(watch) === 3 && watch.error === undefined));
    const again = IDS.slice(0, 18).map((id) => hub.watch(id, () => {}));
    await until(() => again.every((watch) => shown(watch) === 3));
    assert.equal(sockets.length, 2);
    for (const watch of [...watches, ...again]) watch.close();
  });
});
