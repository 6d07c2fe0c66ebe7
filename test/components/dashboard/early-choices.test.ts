import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { SvDashboard, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

/** In a file of its own: here nothing has loaded the controls yet. */
describe('a board that fills the window', () => {
  const address = location.href;
  let relay: TestRelay;

  beforeEach(async () => {
    history.replaceState(null, '', location.pathname);
    relay = await TestRelay.start();
    const feed = await relay.feed({
      type: 'config',
      widgets: { orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] } },
    });
    await feed.commit({ orders: { up: [['1', 3]] } });
  });
  afterEach(async () => {
    history.replaceState(null, '', address);
    await relay.kill();
  });

  it('keeps what its viewer has chosen before the controls are loaded', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} fill></sv-dashboard>`);
    await waitUntil(() => board.shadowRoot?.querySelector('sv-table'), 'the table is there');
    const table = part<SvTable>(board, 'sv-table');
    await table.updateComplete;
    board.store.choose({ sorts: new Map([['orders', [['total', 'desc']]]]) });
    expect(customElements.get('sv-board-controls'), 'the controls are not there yet').to.equal(undefined);
    await waitUntil(
      () => part(board, 'sv-board-controls').shadowRoot?.querySelector('button'),
      'the controls are there',
    );
    await board.updateComplete;
    expect(table.chosenSort).to.deep.equal([['total', 'desc']]);
    await waitUntil(
      () => new URLSearchParams(location.search).get('sort.orders') === 'total:desc',
      'the address has it',
    );
  });

  it('keeps what its viewer has chosen when it is moved', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} fill></sv-dashboard>`);
    await waitUntil(
      () => part(board, 'sv-board-controls').shadowRoot?.querySelector('button'),
      'the controls are there',
    );
    board.store.choose({ range: '5m' });
    board.parentElement?.append(board);
    expect(board.store.choices.range).to.equal('5m');
    await waitUntil(() => new URLSearchParams(location.search).get('range') === '5m', 'the address has it');
  });
});
