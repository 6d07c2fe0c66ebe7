import { expect } from '@open-wc/testing';
import type { KeyedRow } from '../../../src/core/values.js';
import { filterBy, keysOf, ordersOf, painted, part, parts, tableOf } from './fixture.js';

describe('the filter field of <sv-table>', () => {
  it('shows rows in which any text column contains what is typed, in any case', async () => {
    const columns = [
      { name: 'name', type: 'string' },
      { name: 'place', type: 'string' },
      { name: 'count', type: 'integer' },
    ] as const;
    const orders = ordersOf(
      [
        ['a', 'Lamp', 'Berlin', 1],
        ['b', 'Desk', 'LAMPEDUSA', 2],
        ['c', 'Chair', 'Rome', 3],
      ],
      columns,
    );
    const table = await tableOf(orders);
    await filterBy(table, 'lamp');
    expect(keysOf(table)).to.deep.equal(['a', 'b']);
    expect(part(table, '.count').textContent).to.equal('2 of 3 rows');
  });

  it('shows rows that have all words, phrases, and what is looked for in one column', async () => {
    const columns = [
      { name: 'service', type: 'string' },
      { name: 'state', type: 'any' },
      { name: 'unit price', type: 'number' },
    ] as const;
    const rows: KeyedRow[] = [
      ['a', 'ledger', 'down', 3],
      ['b', 'ledger', 'up', 4],
      ['c', 'cafe\u0301  de la gare', 'down', 5],
      ['d', 'down under', 'up at 12:30', 6],
    ];
    const table = await tableOf(ordersOf(rows, columns));
    const found = async (text: string) => {
      await filterBy(table, text);
      return keysOf(table).join('');
    };
    expect(await found('ledger down')).to.equal('a');
    expect(await found('DOWN led')).to.equal('a');
    expect(await found('caf\u00e9 de\u00a0la')).to.equal('c');
    expect(await found('"café de la"')).to.equal('c');
    expect(await found('"la de"')).to.equal('');
    expect(await found('state:down')).to.equal('ac');
    expect(await found('"Unit Price":3')).to.equal('a');
    expect(await found('12:30')).to.equal('d');
    expect(part<HTMLInputElement>(table, '.search input').title).to.contain('region:eu');
  });

  it('follows rows that begin and cease to match', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders);
    await filterBy(table, 'eur');
    orders.apply({ up: [['as', 'Eurasia', 1, 1]], del: ['eu'] });
    await painted();
    expect(keysOf(table)).to.deep.equal(['as']);
  });

  it('says how many rows are hidden when none matches, and offers the way back', async () => {
    const table = await tableOf(ordersOf());
    await filterBy(table, 'teapot');
    expect(table.matches(':state(filtered)')).to.equal(true);
    expect(part(table, '.message').textContent).to.contain('No rows match “teapot”');
    expect(part(table, '.message').textContent).to.contain('3 rows are hidden by the filter');
    await expect(table).to.be.accessible();
    expect(part(table, '.message button').textContent).to.equal('Clear search');
    part<HTMLButtonElement>(table, '.message button').click();
    await painted();
    expect(keysOf(table)).to.have.length(3);
    expect(table.matches(':state(filtered)')).to.equal(false);
    expect(part<HTMLInputElement>(table, '.search input').value).to.equal('');
  });

  it('is cleared by Escape', async () => {
    const table = await tableOf(ordersOf());
    await filterBy(table, 'eur');
    part(table, '.search input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await painted();
    expect(keysOf(table)).to.have.length(3);
  });

  it('finds numbers, and is not there when no column holds anything to be searched', async () => {
    const counts = await tableOf(
      ordersOf(
        [
          ['a', 1001],
          ['b', 7],
        ],
        [{ name: 'count', type: 'integer' }],
      ),
    );
    await filterBy(counts, '1,0');
    expect(keysOf(counts)).to.deep.equal(['a']);
    const times = await tableOf(ordersOf([['a', 1]], [{ name: 'at', type: 'datetime' }]));
    expect(parts(times, '.search')).to.have.length(0);
  });
});
