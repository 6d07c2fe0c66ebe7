import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { SvDashboard } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const columns = [{ name: 'value', type: 'number' }] as const;
const widgets = {
  a: { widget_type: 'table', title: 'First', columns },
  b: { widget_type: 'table', title: 'Second', columns },
  c: { widget_type: 'table', title: 'Second half', columns },
} as const;

describe('widgets that a board leaves out', () => {
  let relay: TestRelay;
  let board: SvDashboard;
  const shown = () =>
    [...(board.shadowRoot?.querySelectorAll('.cell') ?? [])].map((cell) => cell.getAttribute('widget')).join('');
  const buttons = () => [...(part(board, 'sv-board-controls').shadowRoot?.querySelectorAll('button') ?? [])];
  const button = (label: string) => buttons().find(({ textContent }) => textContent === label);
  const message = () => board.shadowRoot?.querySelector<HTMLElement>('.grid .message');

  beforeEach(async () => {
    localStorage.clear();
    relay = await TestRelay.start();
    await relay.feed({ type: 'config', title: 'Shop', widgets });
    board = await fixture(html`<sv-dashboard src=${relay.url} style="inline-size: 1200px"></sv-dashboard>`);
    await waitUntil(() => shown() === 'abc' && buttons().length > 0, 'it is drawn');
  });
  afterEach(async () => {
    localStorage.clear();
    await relay.kill();
  });

  it('by a search are counted beside the controls, and come back from there', async () => {
    board.store.choose({ search: 'second' });
    await waitUntil(() => shown() === 'bc', 'it is searched');
    await waitUntil(() => button('2 of 3 widgets · Clear search'), 'they are counted');
    await expect(board).to.be.accessible();
    button('2 of 3 widgets · Clear search')?.click();
    await waitUntil(() => shown() === 'abc' && button('2 of 3 widgets · Clear search') === undefined, 'they are back');
  });

  it('for one that is shown alone come back by a button, and that one is shown though it is hidden', async () => {
    board.store.arrange({ hidden: ['b'] });
    await waitUntil(() => shown() === 'ac', 'it is hidden');
    board.store.choose({ alone: 'b' });
    await waitUntil(() => shown() === 'b', 'it is shown alone');
    await waitUntil(() => button('Show all'), 'there is the way back');
    button('Show all')?.click();
    await waitUntil(() => shown() === 'ac' && button('1 hidden · Show'), 'it is hidden again, and counted');
  });

  it('by hand leave no empty board without a word', async () => {
    board.store.arrange({ hidden: ['a', 'b', 'c'] });
    await waitUntil(() => message()?.textContent?.includes('Every widget here is hidden'), 'it says so');
    await expect(board).to.be.accessible();
    message()?.querySelector('button')?.click();
    await waitUntil(() => shown() === 'abc' && !message(), 'they are back');
  });
});
