import assert from 'node:assert/strict';
import type { KeyedRow } from '../../src/core/values.js';
import { ORDERS, TOKEN } from '../kit/fixture.js';
import { TestProducer } from '../kit/producer.js';
import { TestViewer } from '../kit/viewer.js';

/** A producer and a viewer that come now find a relay that works. Gives the rows that it has from now on. */
export async function checkOthers(url: string): Promise<KeyedRow[]> {
  const producer = await TestProducer.open(url, { token: TOKEN });
  producer.declare(ORDERS);
  const rows: KeyedRow[] = [
    ['k', 'eu', Math.random()],
    ['l', 'us', Math.random()],
  ];
  await producer.commit({ orders: { up: rows } });
  await checkRows(url, rows);
  await producer.end();
  return rows;
}

/** A viewer that comes now is shown these rows. */
export async function checkRows(url: string, rows: readonly KeyedRow[]): Promise<void> {
  const viewer = await TestViewer.connect(url);
  assert.deepEqual(await viewer.load('orders'), rows);
  assert.deepEqual(Object.keys(viewer.config?.widgets ?? {}), ['orders']);
  await viewer.close();
}
