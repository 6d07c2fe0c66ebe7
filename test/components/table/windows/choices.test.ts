import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { SvTable } from '../../../../src/components/table/sv-table.js';
import { waitUntil } from '../../until.js';
import { headOf, keysOf, part, parts } from '../fixture.js';
import { everyFrame, has, inSight, keysUpTo, large, MANY, ROW, tableAt } from './fixture.js';

async function search(table: SvTable, text: string): Promise<void> {
  const input = part<HTMLInputElement>(table, '.search input');
  input.focus();
  input.select();
  await sendKeys({ type: text });
}

describe('<sv-table> of more rows than a page has, sorted, filtered and cut', () => {
  it('is sorted and filtered as a whole, and shows its former rows until the others are there', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0', 'k5');
    part(table, '.scroll').scrollTop = 100 * ROW;
    await has(table, 'k100');
    const stop = everyFrame(() => inSight(table));
    for (let i = 0; i < 2; i++) {
      const { left, top, width, height } = headOf(table, 'total').getBoundingClientRect();
      await sendMouse({ type: 'click', position: [Math.round(left + width - 20), Math.round(top + height / 2)] });
      await waitUntil(() => headOf(table, 'total').ariaSort === (i === 0 ? 'ascending' : 'descending'));
    }
    await has(table, 'k2999', 'k2995');
    expect(part(table, '.scroll').scrollTop).to.equal(0);
    expect(Math.max(...stop().map(({ waiting }) => waiting)), 'no flash of placeholders').to.equal(0);
    await search(table, '"Region 12"');
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,000 rows', 'it is filtered');
    expect(inSight(table).keys.slice(0, 2)).to.deep.equal(['k1299', 'k1298']);
    await search(table, 'nowhere');
    await waitUntil(() => parts(table, '.message')[0]?.textContent?.includes('3,000 rows are hidden'), 'it says so');
    part(table, '.message .control').click();
    await has(table, 'k2999');
  });

  it('says how many rows there are beside those that a filter leaves, also if it is there from the first', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    table.search = '"Region 12"';
    await waitUntil(() => parts(table, '.count')[0]?.textContent === '111 of 3,000 rows', 'it counts');
    await feed.commit({ orders: { up: [['new', 'Elsewhere', 1, 1]] } });
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,001 rows', 'it counts on');
  });

  it('asks the relay for one view when a filter is typed, not for one of each letter', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0', 'k5');
    const asked: string[] = [];
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const { type, window } = JSON.parse(String(data));
      if (type === 'subscribe' && window !== undefined) asked.push(JSON.stringify(window.filter));
      send.call(this, data);
    };
    try {
      for (const text of ['R', 'Re', 'Reg', 'Region 2999']) {
        table.search = text;
        await table.updateComplete;
      }
      expect(part(table, '.scroll').getAttribute('aria-busy')).to.equal('true');
      await waitUntil(() => part(table, '.count').textContent === '1 of 3,000 rows', 'it is filtered');
    } finally {
      WebSocket.prototype.send = send;
    }
    expect(asked).to.have.length(1);
    expect(asked[0]).to.contain('2999');
  });

  it('has no more rows than its widget shows', async () => {
    const [relay] = await large(MANY, { max_rows: 50, sort_by: 'total' });
    const table = await tableAt(relay);
    await has(table, 'k0');
    expect(part(table, '.count').textContent).to.equal('50 of 3,000 rows');
    part(table, '.scroll').scrollTop = 1e6;
    await has(table, 'k49');
    expect(inSight(table).keys.at(-1)).to.equal('k49');
    table.maxRows = 20;
    await waitUntil(() => part(table, '.count').textContent === '20 of 3,000 rows', 'the element shows fewer');
    table.maxRows = 100;
    await waitUntil(() => part(table, '.count').textContent === '50 of 3,000 rows', 'but not more');
  });

  it('gets no more rows than its widget shows', async () => {
    const [relay] = await large(MANY, { max_rows: 50, sort_by: 'total' });
    const got = new Set<string>();
    const hear = ({ data }: MessageEvent) => {
      const { type, up = [] } = JSON.parse(String(data));
      if (type === 'window' || type === 'rows') for (const [key] of up) got.add(key);
    };
    const { addEventListener } = WebSocket.prototype;
    WebSocket.prototype.addEventListener = function (type: string, ...rest: [EventListener]) {
      if (type === 'message') addEventListener.call(this, type, hear as EventListener);
      addEventListener.call(this, type, ...rest);
    };
    try {
      const table = await tableAt(relay);
      await has(table, 'k0');
      part(table, '.scroll').scrollTop = 1e6;
      await has(table, 'k49');
    } finally {
      WebSocket.prototype.addEventListener = addEventListener;
    }
    expect([...got].sort()).to.deep.equal(keysUpTo(50).sort());
  });

  it('says when the relay keeps too many orders of a table, and goes on when there is room', async () => {
    const [relay] = await large(600);
    const columns = ['region', 'total', 'count'];
    const sorts = columns.flatMap((a) =>
      columns.flatMap((b) => columns.map((c) => [...new Set([a, b, c])].join(', '))),
    );
    const orders = [...new Set([...sorts, 'total desc', 'count desc', 'region desc'])].slice(0, 17);
    const tables = await Promise.all(
      orders.map(async (sort) => {
        const table = await tableAt(relay);
        table.setAttribute('sort', sort);
        return table;
      }),
    );
    const refused = () => tables.filter((table) => parts(table, '.message').length > 0);
    await waitUntil(
      () => refused().length > 0 && tables.filter((one) => keysOf(one).length > 0).length >= 15,
      'one is',
    );
    const [table] = refused() as [SvTable];
    expect(part(table, '.message').textContent).to.contain('view');
    await expect(table).to.be.accessible();
  });
});
