import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../../src/define.js';
import { rangeOf } from '../../../src/chart/axes/time-range.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import type { SvDashboard, SvMetric, SvTable } from '../../../src/index.js';
import { type TestFeed, TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const config: ConfigMessage = {
  type: 'config',
  title: 'Shop',
  widgets: {
    orders: {
      widget_type: 'table',
      title: 'Orders',
      columns: [
        { name: 'region', type: 'string' },
        { name: 'total', type: 'number' },
      ],
    },
    revenue: { widget_type: 'stat', title: 'Revenue', description: 'of all regions', columns: [time, value] },
    rate: { widget_type: 'metric', title: 'Rate', columns: [time, value, { name: 'series', type: 'string' }] },
    load: { widget_type: 'metric', title: 'Load', columns: [time, value, { name: 'series', type: 'string' }] },
  },
};
/** The range of its charts, as an attribute has it. */
function rangeIn(board: SvDashboard): string | undefined {
  const { span, zoom } = board.shadowRoot?.querySelector<SvMetric>('sv-metric') ?? {};
  if (zoom !== undefined) return rangeOf(zoom);
  return span === undefined ? undefined : `${span / 60}m`;
}

/** The controls of a board, once they are there. */
async function controlsOf(board: SvDashboard): Promise<HTMLElement> {
  const controls = part(board, 'sv-board-controls');
  await waitUntil(() => controls.shadowRoot?.querySelector('button'), 'the controls are there');
  return controls;
}

function shownIn(board: SvDashboard): string[] {
  return [...(board.shadowRoot?.querySelectorAll<SvTable>('.cell') ?? [])].map(({ widget }) => widget ?? '').sort();
}

/** Chooses a line of the menu that a button opens. */
async function choose(controls: HTMLElement, button: string, label: string): Promise<void> {
  part(controls, button).click();
  const items = () => [...(controls.shadowRoot?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  await waitUntil(() => items().length > 0, 'the menu is open');
  await expect(controls).to.be.accessible();
  const item = items().find(({ textContent }) => textContent?.trim() === label);
  if (item === undefined)
    throw new Error(`there is no "${label}" in: ${items().map((one) => one.textContent?.trim())}`);
  item.click();
}

function query(): Record<string, string> {
  const keys = /^(range|theme|kiosk|only|search|paused|sort\.|filter\.)/;
  return Object.fromEntries([...new URLSearchParams(location.search)].filter(([key]) => keys.test(key)));
}

async function untilQuery(expected: Record<string, string>): Promise<void> {
  const isThere = () => JSON.stringify(query()) === JSON.stringify(expected);
  await waitUntil(isThere, 'the address has the view').catch(() => expect(query()).to.deep.equal(expected));
}

describe('the controls of a board', () => {
  const address = location.href;
  let relay: TestRelay;
  let feed: TestFeed;

  const draw = async (board = html`<sv-dashboard src=${relay.url} fill></sv-dashboard>`): Promise<SvDashboard> => {
    const drawn = await fixture<SvDashboard>(board);
    await waitUntil(() => drawn.hub?.config !== undefined, 'the board is there');
    await waitUntil(() => shownIn(drawn).length > 0, 'the widgets are there');
    return drawn;
  };
  /** As from a link with this view. */
  const follow = (view: Record<string, string>) => {
    const url = new URL(address);
    for (const [key, text] of Object.entries(view)) url.searchParams.set(key, text);
    history.replaceState(null, '', url);
  };

  beforeEach(async () => {
    await setViewport({ width: 1280, height: 1200 }); // all widgets are in sight
    relay = await TestRelay.start();
    feed = await relay.feed(config);
    const now = Date.now();
    const points = Array.from({ length: 60 }, (_, i) => [`p${i}`, now - i * 10_000, i % 7, 'a'] as const);
    await feed.commit({
      orders: {
        up: [
          ['1', 'eu', 3],
          ['2', 'us', 5],
          ['3', 'asia', 4],
        ],
      },
      revenue: { up: [['1', now, 42]] },
      rate: { up: points.map((point) => [...point]) },
      load: { up: points.map((point) => [...point]) },
    });
  });
  afterEach(async () => {
    fixtureCleanup(); // before the address is as it was: what is on the page writes into it
    await setViewport({ width: 800, height: 600 });
    history.replaceState(null, '', address);
    await relay.kill();
  });

  it('show from the first frame what a link asks for, and nothing else', async () => {
    follow({ only: 'orders', theme: 'dark' });
    const seen = new Set<string>();
    const board = document.createElement('sv-dashboard');
    const look = () => {
      const shown = board.shadowRoot?.querySelector('.board');
      if (!board.isConnected || shown == null) return;
      const isSeen = getComputedStyle(shown).visibility === 'visible';
      const cells = [...shown.querySelectorAll('.cell')].map((cell) => cell.getAttribute('widget'));
      if (isSeen) seen.add(`${board.matches(':state(dark)') ? 'dark' : 'not dark'} ${cells}`);
    };
    const observer = new MutationObserver(look);
    board.fill = true;
    board.src = relay.url;
    document.body.append(board);
    observer.observe(board.shadowRoot as ShadowRoot, { subtree: true, childList: true, attributes: true });
    await waitUntil(() => seen.has('dark orders'), `the link is shown: ${[...seen]}`);
    observer.disconnect();
    board.remove();
    expect([...seen].filter((one) => one !== 'dark orders' && one !== 'dark ')).to.deep.equal([]);
  });

  it('take the room that the toolbar has kept for them, narrow and wide', async () => {
    for (const wanted of [320, 390, 1280]) {
      await setViewport({ width: wanted, height: 800 });
      const width = innerWidth; // The window of WebKitGTK is never that narrow
      const board = await draw();
      const toolbar = part(board, '.toolbar');
      const controls = await controlsOf(board);
      const { height } = toolbar.getBoundingClientRect();
      const place = controls.getBoundingClientRect();
      expect(controls.scrollWidth, `at ${width}`).to.be.at.most(Math.ceil(place.width));
      expect(document.documentElement.scrollWidth, `at ${width}`).to.be.at.most(width);
      const empty = document.createElement('sv-not-there');
      empty.className = 'controls';
      expect(part(board, '.toolbar').getBoundingClientRect().height).to.equal(height);
      board.remove();
    }
  });

  for (const theme of ['light', 'dark', 'contrast'] as const) {
    it(`are accessible, in ${theme} colours`, async () => {
      const board = await draw(html`<sv-dashboard src=${relay.url} theme=${theme}></sv-dashboard>`);
      const controls = await controlsOf(board);
      await waitUntil(() => part(board, 'sv-metric').matches(':state(live)'), 'live');
      await expect(board).to.be.accessible();
      part(controls, '.find').click();
      await waitUntil(() => part(controls, '#search').matches(':popover-open'));
      await expect(controls).to.be.accessible();
    });
  }

  it('give all charts the range of time, and the address', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    await choose(controls, '.range', 'Last 5 min');
    const { captionOf } = await import('../../../src/components/menu/picture.js');
    expect(captionOf(board.menuOffer.subject)).to.match(/^Shop · Last 5 min · /);
    expect(captionOf(part<SvMetric>(board, 'sv-metric').menuOffer.subject)).to.contain('Last 5 min');
    expect(captionOf(part<SvTable>(board, 'sv-table').menuOffer.subject)).not.to.contain('Last 5 min');
    const charts = () => [...(board.shadowRoot?.querySelectorAll<SvMetric>('sv-metric') ?? [])];
    await waitUntil(() => charts().every(({ span }) => span === 300));
    expect(part(controls, '.range').textContent?.trim()).to.equal('Last 5 min');
    await untilQuery({ range: '5m' });
    await choose(controls, '.range', 'As each chart has it');
    await untilQuery({});
    expect(charts().map(({ span }) => span)).to.deep.equal([undefined, undefined]);
  });

  it('ask for a range from one time to another', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    await choose(controls, '.range', 'From – to …');
    await waitUntil(() => controls.shadowRoot?.querySelector('dialog')?.open, 'the dialog is open');
    await expect(controls).to.be.accessible();
    const set = (name: string, text: string) => {
      const field = part(controls, `[name=${name}]`) as HTMLInputElement;
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    set('first', '2026-01-02T12:10:00');
    set('last', '2026-01-02T12:00:00');
    part(controls, 'dialog [value=show]').click();
    expect(controls.shadowRoot?.querySelector('dialog')?.open, 'times the wrong way round').to.equal(true);
    set('last', '2026-01-02T12:20:00');
    part(controls, 'dialog [value=show]').click();
    const iso = (text: string) => new Date(text).toISOString();
    await waitUntil(() => rangeIn(board) === `${iso('2026-01-02T12:10:00')}/${iso('2026-01-02T12:20:00')}`);
    await waitUntil(() => !controls.shadowRoot?.querySelector('dialog'), 'the dialog is gone');
    const chart = part(board, 'sv-metric');
    await waitUntil(() => part(chart, '.empty strong').textContent === 'No points in this part');
    await expect(chart).to.be.accessible();
    part(chart, '.empty button').click();
    await waitUntil(() => rangeIn(board) === undefined);
  });

  it('show on every chart what was dragged over on one, until Escape gives the former range back', async () => {
    const board = await draw(html`<sv-dashboard src=${relay.url} range="5m"></sv-dashboard>`);
    await controlsOf(board);
    const chart = part(board, 'sv-metric');
    await waitUntil(() => chart.matches(':state(live)'), 'live');
    const plot = part(chart, '.plot');
    await waitUntil(() => plot.getBoundingClientRect().width > 50, 'drawn');
    const { left, top, width } = plot.getBoundingClientRect();
    const move = (type: string, x: number) =>
      plot.dispatchEvent(
        new PointerEvent(type, { pointerId: 1, clientX: left + x * width, clientY: top + 9, bubbles: true }),
      );
    plot.setPointerCapture = () => {};
    move('pointerdown', 0.3);
    move('pointermove', 0.6);
    move('pointerup', 0.6);
    await waitUntil(() => (rangeIn(board) ?? '').includes('/'), `a part of time: ${rangeIn(board)}`);
    const [first, last] = (rangeIn(board) as string).split('/').map((text) => Date.parse(text)) as [number, number];
    expect(last - first).to.be.within(0.25 * 300_000, 0.35 * 300_000);
    plot.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }),
    );
    await waitUntil(() => rangeIn(board) === '5m');
  });

  it('find widgets by their titles and descriptions, and say so when there is none', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    await sendKeys({ press: '/' });
    await waitUntil(() => controls.shadowRoot?.activeElement?.localName === 'input', 'the field has the focus');
    await sendKeys({ type: 'REGIONS' });
    await waitUntil(() => shownIn(board).join() === 'revenue', `shown: ${shownIn(board)}`);
    await untilQuery({ search: 'REGIONS' });
    expect(part(controls, '#search p').textContent).to.equal('1 of 4 widgets');
    await sendKeys({ type: ' of Mars' });
    await waitUntil(() => part(controls, '#search p').textContent === 'No widget matches “REGIONS of Mars”');
    expect(shownIn(board)).to.deep.equal([]);
    expect(part(board, '.grid .message').textContent).to.include('No widget matches').and.include('clear it');
    part(board, '.grid .message button').click();
    await waitUntil(() => shownIn(board).length === 4);
    expect(board.shadowRoot?.querySelector('.grid .message')).to.equal(null);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !part(controls, '#search').matches(':popover-open'));
  });

  it('pause and resume all, with the number of updates that wait', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    const table = part(board, 'sv-table');
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key="3"]'), 'rows');
    part(controls, '.pause').click();
    await untilQuery({ paused: '*' });
    const status = () => part(board, 'sv-status').shadowRoot?.textContent?.replace(/\s+/g, ' ').trim();
    expect(part(controls, '.pause').textContent?.trim()).to.equal('Resume');
    await feed.commit({ orders: { up: [['4', 'mars', 9]] } });
    await waitUntil(() => status() === 'Paused · 1 waiting', `the status says ${status()}`);
    const solid = [...(controls.shadowRoot?.querySelectorAll('.primary') ?? [])];
    expect(solid.map(({ textContent }) => textContent?.trim())).to.deep.equal(['Resume']);
    const note = part(table, '.note');
    expect(note.textContent?.trim(), 'a panel counts nothing').to.equal('Paused');
    expect(note.getBoundingClientRect().width, 'an icon alone').to.be.below(24);
    await expect(board).to.be.accessible();
    part(controls, '.pause').click();
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key="4"]'), 'the row came');
    await untilQuery({});
  });

  it('act by key, but not on what is typed or pressed elsewhere', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    await sendKeys({ press: 't' });
    await waitUntil(() => board.theme === 'light');
    await sendKeys({ press: ' ' });
    await waitUntil(() => board.hub?.isPaused);
    await sendKeys({ press: ' ' });
    await waitUntil(() => board.hub?.isPaused === false);
    const field = await fixture<HTMLInputElement>(html`<input aria-label="Own" />`);
    field.focus();
    await sendKeys({ type: 't k?' });
    expect(field.value).to.equal('t k?');
    expect(board.theme).to.equal('light');
    field.blur();
    await sendKeys({ press: '?' });
    await waitUntil(() => controls.shadowRoot?.querySelector('dialog')?.open, 'the help is open');
    await expect(controls).to.be.accessible();
    (part(controls, '.check input') as HTMLInputElement).click();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => controls.shadowRoot?.querySelector('dialog') === null);
    await sendKeys({ press: 't' });
    expect(board.theme, 'the keys are off').to.equal('light');
    localStorage.removeItem('streamviz-keys');
    await sendKeys({ press: 't' });
    await waitUntil(() => board.theme === 'dark');
  });

  it('go away in kiosk mode, in larger type, until it is left', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    const size = () => Number.parseFloat(getComputedStyle(part(board, 'h1')).fontSize);
    const before = size();
    await sendKeys({ press: 'k' });
    await waitUntil(() => size() > 1.2 * before);
    await untilQuery({ kiosk: '1' });
    expect(getComputedStyle(part(board, '.toolbar > .control')).display).to.equal('none');
    await waitUntil(() => getComputedStyle(board).cursor === 'none', 'nothing moves');
    document.dispatchEvent(new PointerEvent('pointermove'));
    expect(getComputedStyle(board).cursor).to.equal('auto');
    await expect(board).to.be.accessible();
    part(controls, '.leave').click();
    await waitUntil(() => size() === before);
    await untilQuery({});
  });

  it('go away on a wall, with all inputs of the widgets, and the whole board is seen', async () => {
    follow({ kiosk: '1' });
    document.body.style.margin = '0'; // As on the relay's own page
    const board = await draw();
    board.heading = 'A title that is too long for any wall '.repeat(8);
    await controlsOf(board);
    const cells = () => [...(board.shadowRoot?.querySelectorAll('.cell') ?? [])];
    await waitUntil(() => cells().every((cell) => cell.matches(':state(live)')), 'live');
    const size = () => Number.parseFloat(getComputedStyle(part(board, 'h1')).fontSize);
    for (const [width, height] of [
      [1920, 1080],
      [2560, 1440],
      [1080, 1920],
    ] as const) {
      await setViewport({ width, height });
      await waitUntil(() => document.documentElement.clientWidth === width && board.classList.contains('sv-wall'));
      const bottoms = () => cells().map((cell) => cell.getBoundingClientRect().bottom);
      await waitUntil(() => Math.max(...bottoms()) <= height, `seen at ${width}: ${bottoms()}`);
      expect(Math.max(...bottoms()), `the height of ${width} is used`).to.be.above(0.97 * height);
      expect(document.documentElement.scrollHeight, `nothing scrolls at ${width}`).to.be.at.most(height);
      expect(size(), `type at ${width}`).to.be.above(17 * 1.4);
    }
    const inputs = ['sv-table', 'sv-metric'].flatMap((tag) => [
      ...(part(board, tag).shadowRoot?.querySelectorAll<HTMLElement>('input, .more') ?? []),
    ]);
    expect(inputs.length).to.be.above(2);
    expect(inputs.filter((input) => input.checkVisibility())).to.deep.equal([]);
    await expect(board).to.be.accessible();
    document.body.style.removeProperty('margin');
  });

  it('put the tab that is seen into the address, from where the browser goes back', async () => {
    const tabs = [
      { title: 'One', rows: [['orders']] },
      { title: 'Two & three', rows: [['revenue']] },
    ];
    await feed.send({ ...config, layout: { rows: [[{ tabs }]] } });
    const board = await draw();
    await controlsOf(board);
    await waitUntil(() => part(board, 'sv-tabs').shadowRoot?.querySelectorAll('[role=tab]').length === 2, 'tabs');
    part(board, 'sv-tabs').shadowRoot?.querySelectorAll<HTMLElement>('[role=tab]')[1]?.click();
    await waitUntil(() => new URLSearchParams(location.search).get('tab.tabs-1') === 'Two & three', 'in the address');
    expect(shownIn(board)).to.include('revenue').and.not.include('orders');
    history.back();
    await waitUntil(() => shownIn(board).includes('orders'), 'the tab before');
    history.forward();
    await waitUntil(() => shownIn(board).includes('revenue') && !shownIn(board).includes('orders'), 'and again');
  });

  it('show what a link says', async () => {
    follow({
      range: '1h',
      theme: 'contrast',
      search: 'r',
      paused: 'orders',
      'sort.orders': 'total:asc',
      'filter.orders': 'u',
    });
    const board = await draw();
    await controlsOf(board);
    await waitUntil(() => rangeIn(board) === '60m' && board.theme === 'contrast', 'range and theme');
    const rows = () => [...(part(board, 'sv-table').shadowRoot?.querySelectorAll('[data-key]') ?? [])];
    await waitUntil(
      () =>
        rows()
          .map((row) => row.getAttribute('data-key'))
          .join() === '1,2',
      'sorted, filtered',
    );
    expect(shownIn(board)).to.deep.equal(['orders', 'rate', 'revenue']);
    expect([...(board.hub?.pausedWidgets ?? [])]).to.deep.equal(['orders']);
    board.hub?.resume();
  });

  it('take no notice of a link that names what is not there', async () => {
    follow({ range: 'soon', theme: 'pink', only: 'nothing', 'sort.orders': 'price:asc' });
    const board = await draw();
    await controlsOf(board);
    await waitUntil(() => part(board, 'sv-table').matches(':state(live)'), 'live');
    expect(shownIn(board)).to.deep.equal(['load', 'orders', 'rate', 'revenue']);
    expect([rangeIn(board), board.theme]).to.deep.equal([undefined, undefined]);
  });

  it('put into the address how a table is sorted and filtered', async () => {
    const board = await draw();
    await controlsOf(board);
    const table = part(board, 'sv-table');
    await waitUntil(() => table.shadowRoot?.querySelector('[role=columnheader] button'), 'heads');
    part(table, '[role=columnheader] button').click();
    await untilQuery({ 'sort.orders': 'region:asc' });
    const field = part(table, '.search input') as HTMLInputElement;
    field.value = 'eu';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await untilQuery({ 'sort.orders': 'region:asc', 'filter.orders': 'eu' });
  });

  it('show a widget alone, and all again', async () => {
    const board = await draw();
    const controls = await controlsOf(board);
    await waitUntil(() => shownIn(board).length === 4);
    part(part(board, 'sv-table'), '.more').click();
    const item = () =>
      [...(part(board, 'sv-table').shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
        ({ textContent }) => textContent?.trim() === 'Show alone',
      );
    await waitUntil(item, 'the menu is open');
    item()?.click();
    await waitUntil(() => shownIn(board).join() === 'orders');
    await untilQuery({ only: 'orders' });
    await expect(board).to.be.accessible();
    part(controls, '.pause').click();
    await waitUntil(() => part(controls, '.pause').textContent?.trim() === 'Resume', 'it is paused alone, too');
    part(controls, '.pause').click();
    [...(controls.shadowRoot?.querySelectorAll('button') ?? [])].at(-1)?.click();
    await waitUntil(() => shownIn(board).length === 4);
  });

  it('leave the address of a page alone that shows more than the board', async () => {
    follow({ range: '1h' });
    const board = await draw(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    const controls = await controlsOf(board);
    expect(rangeIn(board)).to.equal(undefined);
    await choose(controls, '.view', 'Dark');
    await waitUntil(() => board.theme === 'dark');
    expect(query()).to.deep.equal({ range: '1h' });
  });
});
