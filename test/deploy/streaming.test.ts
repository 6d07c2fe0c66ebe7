import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { RowsMessage } from '../../src/core/messages.js';
import { ORDERS, wideRow } from '../kit/fixture.js';
import { until } from '../kit/until.js';
import { Deployment, PASSWORD, USER } from './deployment.js';
import { PROXIES } from './proxy.js';

const BASIC = { Authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}` };

/** More than every buffer between the relay and a client that does not read. */
const EXPORT_BYTES = 96 * 1024 * 1024;
const ROW_BYTES = 48 * 1024;

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`streams through ${kind.name}`, { timeout: 180_000 }, () => {
    let site: Deployment;

    before(async () => {
      if (skip) return;
      site = await Deployment.ownHost(kind, { maxExports: 1 });
    });
    after(() => site?.close());

    it('hand on the lines of a widget as they come', { skip }, async () => {
      const producer = await site.producer();
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['1', 'eu', 1]] } });
      const response = await site.client.open('live/orders.ndjson', { headers: BASIC });
      let text = '';
      const totals = () =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as RowsMessage)
          .flatMap(({ up = [] }) => up.map((row) => row[2]));
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      for (const total of [1, 2, 3]) {
        await producer.commit({ orders: { up: [['1', 'eu', total]] } });
        await until(() => totals().at(-1) === total, `a line with ${total}`);
      }
      response.destroy();
      await producer.close();
    });

    it('begin an export before its last row is written, and write it as fast as it is read', { skip }, async () => {
      const producer = await site.producer();
      producer.declare(ORDERS);
      const rows = Math.ceil(EXPORT_BYTES / ROW_BYTES);
      for (let from = 0; from < rows; from += 100) {
        const count = Math.min(100, rows - from);
        await producer.commit({
          orders: { up: Array.from({ length: count }, (_, i) => wideRow(`${from + i}`, ROW_BYTES)) },
        });
      }
      const ask = () => site.client.open('export/orders.csv', { headers: BASIC });
      const first = await ask();
      await once(first, 'readable');
      assert.equal(first.statusCode, 200);
      // The one export that this relay writes at a time is not done, for nobody reads it: asked often enough that a proxy
      // which reads ahead would have had all of it.
      for (let n = 0; n < 200; n++) {
        const other = await ask();
        assert.equal(other.resume().statusCode, 503);
      }
      assert.equal(await linesOf(first), rows + 1);
      await producer.close();
    });
  });
}

async function linesOf(response: IncomingMessage): Promise<number> {
  let lines = 0;
  for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === LINE_FEED) lines++;
  return lines;
}

const LINE_FEED = 10;
