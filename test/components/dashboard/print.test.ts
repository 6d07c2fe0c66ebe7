import { expect, fixture, html } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import '../../../src/define.js';
import type { SvDashboard, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const orders = { widget_type: 'table', title: 'Orders', columns: [{ name: 'region', type: 'string' }] } as const;

describe('on paper', () => {
  it('a board is white and without controls, and a table has its drawn rows and their number', async () => {
    const relay = await TestRelay.start();
    const feed = await relay.feed({ type: 'config', title: 'Shop', widgets: { orders } });
    await feed.commit({ orders: { up: Array.from({ length: 500 }, (_, i) => [`${i}`, `region ${i}`]) } });
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} theme="dark"></sv-dashboard>`);
    const table = await waitUntil(() => board.shadowRoot?.querySelector('sv-table')).then(() =>
      part<SvTable>(board, 'sv-table'),
    );
    const rows = () => [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    await waitUntil(() => rows().length > 10);
    await emulateMedia({ media: 'print' });
    expect(getComputedStyle(part(board, '.board')).backgroundColor).to.equal('rgb(255, 255, 255)');
    expect(getComputedStyle(part(table, '.panel')).color).to.equal('rgb(25, 30, 38)');
    for (const [element, control] of [
      [board, '.toolbar .control'],
      [table, '.more'],
      [table, '.search'],
    ] as const) {
      expect(getComputedStyle(part(element, control)).display, control).to.equal('none');
    }
    const tops = rows().map((row) => row.getBoundingClientRect().top);
    expect(new Set(tops).size, 'each row has its own place').to.equal(tops.length);
    const scroll = part(table, '.scroll');
    expect(scroll.scrollHeight, 'nothing is cut off').to.equal(scroll.clientHeight);
    const note = getComputedStyle(part(table, '.drawn'), '::after');
    expect(note.content).to.contain('of these rows are printed');
    expect(table.offsetHeight).to.be.lessThan(28 * (rows().length + 5));
    await emulateMedia({ media: 'screen' });
    await relay.kill();
  });
});
