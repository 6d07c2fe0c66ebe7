import { expect } from '@open-wc/testing';
import type { Column } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { cellOf, headOf, ordersOf, painted, part, parts, tableOf, textOf } from './fixture.js';

describe('odd data in <sv-table>', () => {
  it('takes any text for the name of a column', async () => {
    const names = ['__proto__', 'key', '', '@timestamp', 'constructor', 'a "quoted" name'];
    const columns = names.map((name): Column => ({ name, type: 'string' }));
    const table = await tableOf(ordersOf([['k', ...names.map((_, i) => `value ${i}`)]], columns));
    for (const [i, name] of names.entries()) expect(textOf(table, 'k', name)).to.equal(`value ${i}`);
    await expect(table).to.be.accessible();
  });

  it('takes any text for a key', async () => {
    const keys = ['__proto__', '', '"]', 'ключ', '<b>'];
    const table = await tableOf(ordersOf(keys.map((key) => [key, key, 1, 1])));
    for (const key of keys) expect(textOf(table, key, 'region')).to.equal(key || '');
  });

  it('shows what is missing as a dash', async () => {
    const table = await tableOf(ordersOf([['a', null, 'NaN', null]]));
    expect(textOf(table, 'a', 'region')).to.equal('–');
    expect(textOf(table, 'a', 'total')).to.equal('–');
    expect(textOf(table, 'a', 'count')).to.equal('–');
  });

  it('shows Json and arrays as compact text, and more of it in the title', async () => {
    const columns: Column[] = [
      { name: 'json', type: 'json' },
      { name: 'array', type: 'array' },
    ];
    const table = await tableOf(ordersOf([['a', { b: [1, { c: null }] }, [[1, 2], [3]]]], columns));
    expect(textOf(table, 'a', 'json')).to.equal('{"b":[1,{"c":null}]}');
    expect(cellOf(table, 'a', 'array').title).to.equal('[[1,2],[3]]');
  });

  it('cuts a very long text before it must be laid out', async () => {
    const table = await tableOf(ordersOf([['a', 'x'.repeat(1_000_000), 1, 1]]));
    expect(textOf(table, 'a', 'region').length).to.be.lessThan(400);
    expect(cellOf(table, 'a', 'region').title.length).to.be.lessThan(2_500);
    expect(part(table, '.scroll').scrollWidth).to.be.lessThan(1_000);
  });

  it('shows digits beyond 2^53 exactly', async () => {
    const table = await tableOf(ordersOf([['a', 'A', 1, '12345678901234567890']]));
    expect(textOf(table, 'a', 'count').replaceAll(',', '')).to.equal('12345678901234567890');
  });

  it('scrolls two hundred columns sideways, with the first one in sight', async () => {
    const columns = Array.from({ length: 200 }, (_, i): Column => ({ name: `c${i}`, type: 'integer' }));
    const table = await tableOf(ordersOf([['a', ...columns.map((_, i) => i)]], columns));
    table.style.setProperty('inline-size', '900px');
    await painted();
    const scroller = part(table, '.scroll');
    scroller.scrollLeft = scroller.scrollWidth;
    await painted();
    const edge = scroller.getBoundingClientRect();
    await waitUntil(() => cellOf(table, 'a', 'c0').getBoundingClientRect().left === edge.left, 'the first stays');
    expect(Math.round(cellOf(table, 'a', 'c199').getBoundingClientRect().right)).to.equal(Math.round(edge.right));
    const head = headOf(table, 'c199').getBoundingClientRect();
    expect(head.left).to.equal(cellOf(table, 'a', 'c199').getBoundingClientRect().left);
  });

  it('stands without any column', async () => {
    const table = await tableOf(ordersOf([['a'], ['b']], []));
    expect(part(table, '.count').textContent).to.equal('2 rows');
    expect(parts(table, '[role=columnheader]')).to.have.length(0);
  });

  it('aligns a column without a type by what it holds', async () => {
    const columns: Column[] = [
      { name: 'level', type: 'any' },
      { name: 'ms', type: 'any' },
    ];
    const table = await tableOf(ordersOf([['a', 'ERROR', 12.5]], columns));
    expect(getComputedStyle(cellOf(table, 'a', 'ms')).textAlign).to.be.oneOf(['end', 'right']);
    expect(getComputedStyle(cellOf(table, 'a', 'level')).textAlign).to.be.oneOf(['start', 'left']);
  });

  it('has the whole number in the title where a format shortens it', async () => {
    const table = await tableOf(ordersOf([['a', 12_431]], [{ name: 'bytes', type: 'integer', format: '.3s' }]));
    expect(textOf(table, 'a', 'bytes')).to.equal('12.4k');
    expect(cellOf(table, 'a', 'bytes').title).to.equal('12,431');
  });

  it('never cuts a number, however much longer it becomes', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders);
    orders.upsert('eu', 'Europe', -123_456_789_012.25, 3);
    await painted();
    const cell = cellOf(table, 'eu', 'total');
    expect(cell.scrollWidth).to.equal(cell.clientWidth);
    expect(cell.textContent).to.equal('−$123,456,789,012.25');
  });
});
