import { expect } from '@open-wc/testing';
import type { Column } from '../../../../src/core/values.js';
import { waitUntil } from '../../until.js';
import { ordersOf, tableOf } from '../fixture.js';

const COLUMNS: readonly Column[] = [
  { name: 'region', type: 'string' },
  { name: 'total', type: 'number', sparkline: true },
];

describe('The line in a cell', () => {
  it('ends before the tint of a change, with room for its dot', async () => {
    const orders = ordersOf([['eu', 'Europe', 1]], COLUMNS);
    const table = await tableOf(orders);
    for (const width of [700, 300]) {
      table.style.setProperty('inline-size', `${width}px`);
      for (const value of [2, 5, 3, 8]) orders.upsert('eu', 'Europe', value * width);
      const cell = () => table.shadowRoot?.querySelector('.sparked[data-flash]');
      await waitUntil(() => cell()?.querySelector('circle'), 'it flashes beside a line');
      const dot = cell()?.querySelector('circle')?.getBoundingClientRect();
      const text = cell()?.querySelector('.text')?.getBoundingClientRect();
      expect((text?.left ?? 0) - (dot?.right ?? 0), `${width} px wide`).to.be.at.least(3);
    }
  });
});
