import { expect } from '@open-wc/testing';
import type { KeyedRow } from '../../../../src/core/values.js';
import { Hub } from '../../../../src/runtime/hub.js';
import { waitUntil } from '../../until.js';
import { keysOf, part, parts, textOf } from '../fixture.js';
import { everyFrame, has, inSight, large, MANY, ROW, rows, tableAt, WIDGET } from './fixture.js';

describe('<sv-table> of more rows than a page has, as its size, its link and pauses change', () => {
  it('goes over to windows when it grows past the limit, and back, without a flash, wherever it is scrolled', async () => {
    const [relay, feed] = await large(480);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 200 * ROW;
    await has(table, 'k200', 'k205');
    const stop = everyFrame(() => ({ ...inSight(table), message: parts(table, '.message').length }));
    const keys = inSight(table).keys;
    await feed.commit({ orders: { up: rows(480, 2000) } });
    await waitUntil(() => part(table, '.count').textContent === '2,000 rows', 'it is seen through a window');
    await feed.commit({ orders: { del: rows(300, 2000).map(([key]) => key) } });
    await waitUntil(() => part(table, '.count').textContent === '300 rows', 'it is here again');
    await feed.commit({ orders: { up: [['k203', 'Later', 1, 1]] } });
    await waitUntil(() => textOf(table, 'k203', 'region') === 'Later', 'and goes on');
    for (const seen of stop()) expect(seen).to.deep.equal({ keys, waiting: 0, gap: 0, message: 0 });
  });

  it('keeps what it shows while the relay is away, and where it is scrolled when it is back', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    let token = Promise.resolve('any');
    table.getToken = () => token;
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 1000 * ROW;
    await has(table, 'k1000', 'k1005');
    const { keys } = inSight(table);
    // It comes back once all rows are there: before that its widget is empty.
    let comeBack = () => {};
    token = new Promise((resolve) => {
      comeBack = () => resolve('any');
    });
    await relay.kill();
    await waitUntil(() => table.matches(':state(reconnecting)'), 'it is away');
    expect(inSight(table).keys).to.deep.equal(keys);
    await relay.restart();
    const feed = await relay.feed({ type: 'config', widgets: { orders: WIDGET } });
    await feed.commit({ orders: { up: rows(-10, MANY).map(([key, , n]) => [key, 'Anew', n, 0] as KeyedRow) } });
    comeBack();
    await waitUntil(() => keysOf(table).includes('k1000') && textOf(table, 'k1000', 'region') === 'Anew', 'it is back');
    expect(parts(table, '[data-flash], [data-new], [data-gone]')).to.have.length(0);
    expect(inSight(table).keys).to.include('k1002');
  });

  it('stands still while it is paused, counts what waits, and scrolls on to rows as they are', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k3');
    const hub = Hub.at(relay.url);
    hub.pause('orders');
    await waitUntil(() => table.matches(':state(paused)'), 'it is paused');
    await feed.commit({ orders: { up: [...rows(0, MANY).map(([key, , n, c]) => [key, 'Later', n, c] as KeyedRow)] } });
    await waitUntil(() => /[1-9]\d* waiting/.test(part(table, '.note').textContent ?? ''), 'it counts');
    expect(textOf(table, 'k3', 'region')).to.equal('Region 3');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000');
    expect(textOf(table, 'k2000', 'region')).to.equal('Later');
    hub.resume();
    part(table, '.scroll').scrollTop = 0;
    await has(table, 'k3');
    expect(textOf(table, 'k3', 'region')).to.equal('Later');
  });

  it('stands still while it is paused and grows past the limit, and then goes over', async () => {
    const [relay, feed] = await large(480);
    const table = await tableAt(relay);
    await has(table, 'k3');
    const hub = Hub.at(relay.url);
    hub.pause('orders');
    await waitUntil(() => table.matches(':state(paused)'), 'it is paused');
    const stop = everyFrame(() => [part(table, '.count').textContent, inSight(table).waiting]);
    const steps: number[] = [];
    const leave = hub.observe(({ position }) => steps.push(position));
    await feed.commit({ orders: { up: [['k3', 'Later', 3, 3], ...rows(480, 2000)] } });
    await feed.commit({ orders: { up: [['k2000', 'Last', 3, 3]] } });
    await waitUntil(() => steps.length > 1, 'the page has heard of it');
    leave();
    part(table, '.scroll').scrollTop = 1e6;
    await has(table, 'k479');
    part(table, '.scroll').scrollTop = 0;
    await has(table, 'k3');
    expect(textOf(table, 'k3', 'region')).to.equal('Region 3');
    for (const seen of stop()) expect(seen).to.deep.equal(['480 rows', 0]);
    hub.resume('orders');
    await waitUntil(() => part(table, '.count').textContent === '2,001 rows', 'it is seen through a window');
    await waitUntil(() => textOf(table, 'k3', 'region') === 'Later');
  });
});
