import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../../src/define.js';
import type { ConfigMessage, Layout, WidgetConfig } from '../../../src/core/messages.js';
import type { SvDashboard, SvTable } from '../../../src/index.js';
import { type TestFeed, TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const orders: WidgetConfig = {
  widget_type: 'pathway_table',
  title: 'Orders',
  columns: [{ name: 'total', type: 'number' }],
};
const revenue: WidgetConfig = { widget_type: 'pathway_stat', title: 'Revenue', columns: [time, value] };
const cpu: WidgetConfig = { widget_type: 'gauge', title: 'CPU', max_val: 100, columns: [time, value] };
const rate: WidgetConfig = {
  widget_type: 'metric',
  title: 'Rate',
  columns: [time, value, { name: 'series', type: 'string' }],
};
const config: ConfigMessage = {
  type: 'config',
  title: 'Shop',
  description: 'All regions',
  widgets: { orders, revenue, cpu, rate },
};

function tagsOf(board: SvDashboard): string[] {
  const cells = board.shadowRoot?.querySelectorAll<SvTable>('.cell') ?? [];
  return [...cells].map((cell) => `${cell.localName} ${cell.widget}`);
}

function textOf(board: SvDashboard, part: string): string | undefined {
  return board.shadowRoot?.querySelector(part)?.textContent?.replace(/\s+/g, ' ').trim();
}

async function untilShown(board: SvDashboard, ...tags: string[]): Promise<void> {
  await waitUntil(() => tagsOf(board).join() === tags.join(), `shown: ${tagsOf(board)}`);
}

describe('<sv-dashboard>', () => {
  let relay: TestRelay;
  let feed: TestFeed;
  const draw = () => fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
  beforeEach(async () => {
    relay = await TestRelay.start();
  });
  afterEach(() => relay.kill());

  it('that fills the window gives the page its colours, and back what the page had', async () => {
    const { documentElement, body } = document;
    documentElement.style.setProperty('color-scheme', 'light');
    body.style.setProperty('background', 'light-dark(#ffffff, #000000)');
    const pageColour = () => getComputedStyle(body).backgroundColor;
    const board = await fixture<SvDashboard>(html`<sv-dashboard fill theme="dark" src=${relay.url}></sv-dashboard>`);
    expect(pageColour()).to.equal('rgb(0, 0, 0)');
    const around = board.parentElement as HTMLElement;
    board.remove();
    expect(pageColour()).to.equal('rgb(255, 255, 255)');
    around.append(board);
    await waitUntil(() => pageColour() === 'rgb(0, 0, 0)', 'it is dark again');
    board.fill = false;
    await board.updateComplete;
    expect(pageColour()).to.equal('rgb(255, 255, 255)');
    documentElement.style.removeProperty('color-scheme');
    body.style.removeProperty('background');
  });

  it('that fills the window gives a page without a background its own, as its theme changes, and takes it away', async () => {
    const pageColour = () => getComputedStyle(document.body).backgroundColor;
    const none = pageColour();
    expect(none).to.equal('rgba(0, 0, 0, 0)');
    const board = await fixture<SvDashboard>(html`<sv-dashboard fill theme="dark" src=${relay.url}></sv-dashboard>`);
    expect(pageColour()).to.equal('rgb(15, 17, 21)');
    feed = await relay.feed({ ...config, theme: 'dark', widgets: { orders } });
    await waitUntil(() => board.shadowRoot?.querySelector('sv-board-controls')?.shadowRoot?.querySelector('.view'));
    const boardColour = () => getComputedStyle(board.shadowRoot?.querySelector('.board') as Element).backgroundColor;
    for (const [theme, colour] of [
      ['light', 'rgb(245, 246, 248)'],
      ['dark', 'rgb(15, 17, 21)'],
      ['contrast', undefined],
      ['light', 'rgb(245, 246, 248)'],
    ] as const) {
      board.store.choose({ theme });
      await waitUntil(() => board.shownTheme === theme, `it is ${theme}`);
      await board.updateComplete;
      expect(pageColour()).to.equal(colour ?? boardColour());
      expect(boardColour()).to.equal(pageColour());
    }
    const late = document.createElement('style');
    late.textContent = 'body { background: rgb(1, 2, 3) }';
    document.head.append(late);
    expect(pageColour(), 'what the page says is stronger').to.equal('rgb(1, 2, 3)');
    late.remove();
    board.remove();
    expect(pageColour()).to.equal(none);
  });

  it('keeps tables beside each other at their height, however many rows they have', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard fill src=${relay.url}></sv-dashboard>`);
    const layout = { rows: [[{ columns: ['orders', 'refunds'] }]] };
    feed = await relay.feed({ ...config, widgets: { orders, refunds: orders }, layout });
    const up = Array.from({ length: 1000 }, (_, i): [string, number] => [`${i}`, i]);
    await feed.commit({ orders: { up }, refunds: { up } });
    await untilShown(board, 'sv-table orders', 'sv-table refunds');
    const cells = [...(board.shadowRoot?.querySelectorAll<SvTable>('.cell') ?? [])];
    await waitUntil(() => cells.every((cell) => cell.shadowRoot?.querySelector('[data-key]')), undefined);
    await setViewport({ width: 1200, height: 600 });
    expect(cells.map((cell) => cell.clientHeight)).to.deep.equal([420, 420]);
    await setViewport({ width: 800, height: 600 });
  });

  it('waits for a pipeline, then shows its title and each widget with its element', async () => {
    const board = await draw();
    await waitUntil(() => textOf(board, '.message') === 'Waiting for the first widget');
    await expect(board).to.be.accessible();
    feed = await relay.feed(config);
    await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
    expect(textOf(board, 'h1')).to.equal('Shop');
    expect(textOf(board, '.description')).to.equal('All regions');
    expect(textOf(board, '.message')).to.equal(undefined);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`is accessible with live widgets, in ${theme} colours`, async () => {
      feed = await relay.feed(config);
      const now = Date.now();
      await feed.commit({
        orders: { up: [['eu', 1]] },
        revenue: { up: [['1', now, 42]] },
        cpu: { up: [['1', now, 42]] },
        rate: {
          up: [
            ['a', now - 1000, 42, 'web'],
            ['b', now, 43, 'web'],
          ],
        },
      });
      const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} theme=${theme}></sv-dashboard>`);
      await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
      const cells = [...(board.shadowRoot?.querySelectorAll('.cell') ?? [])];
      await waitUntil(() => cells.every((cell) => cell.matches(':state(live)')));
      expect(getComputedStyle(board).colorScheme).to.equal(theme);
      await expect(board).to.be.accessible();
    });
  }

  it('adds and removes widgets while it is open, and keeps the elements of the others', async () => {
    feed = await relay.feed({ ...config, widgets: { orders, cpu } });
    const board = await draw();
    await untilShown(board, 'sv-gauge cpu', 'sv-table orders');
    const table = board.shadowRoot?.querySelector('sv-table');
    await feed.send({ ...config, widgets: { orders, revenue } });
    await feed.commit({});
    await untilShown(board, 'sv-stat revenue', 'sv-table orders');
    expect(board.shadowRoot?.querySelector('sv-table')).to.equal(table);
  });

  it('takes a widget away that is not declared any more; declared again it is empty, and fills', async () => {
    feed = await relay.feed({ ...config, widgets: { orders, cpu } });
    await feed.commit({ orders: { up: [['1', 41]] } });
    const board = await draw();
    const table = () => board.shadowRoot?.querySelector<SvTable>('sv-table');
    const seen = () => table()?.shadowRoot?.querySelector('.body')?.textContent ?? '';
    await waitUntil(() => seen().includes('41'), 'its row is shown');
    await feed.send({ ...config, widgets: { cpu } });
    await untilShown(board, 'sv-gauge cpu');
    await feed.send({ ...config, widgets: { orders, cpu } });
    await waitUntil(() => seen().includes('Waiting for the first row'), 'it is empty');
    expect(seen()).to.not.contain('41');
    await feed.commit({ orders: { up: [['2', 42]] } });
    await waitUntil(() => seen().includes('42'), 'it fills');
    expect(seen()).to.not.contain('41');
  });

  it('puts widgets where the author wants them', async () => {
    const layout = { rows: [['orders', { columns: ['cpu', 'revenue'], widths: [2, 1] }]] };
    feed = await relay.feed({ ...config, layout });
    const board = await draw();
    await untilShown(board, 'sv-table orders', 'sv-gauge cpu', 'sv-stat revenue', 'sv-metric rate');
  });

  describe('with rows of its author', () => {
    const layout = (rows: Layout['rows']): ConfigMessage => ({ ...config, layout: { rows } });
    const sizeOf = (board: SvDashboard, tag: string) => {
      const { width, height } = part(board, tag).getBoundingClientRect();
      return { width: Math.round(width), height: Math.round(height) };
    };
    afterEach(() => setViewport({ width: 800, height: 600 }));

    for (const fill of [false, true]) {
      it(`keeps the height of a number and the shape of a gauge${fill ? ', in a window that it fills' : ''}`, async () => {
        await setViewport({ width: 1440, height: 1000 });
        feed = await relay.feed(layout([['revenue', 'cpu'], ['orders']]));
        const board = await fixture<SvDashboard>(html`<sv-dashboard ?fill=${fill} src=${relay.url}></sv-dashboard>`);
        await untilShown(board, 'sv-stat revenue', 'sv-gauge cpu', 'sv-table orders', 'sv-metric rate');
        await waitUntil(() => sizeOf(board, 'sv-stat').height > 0, 'drawn');
        expect(sizeOf(board, 'sv-stat')).to.deep.equal({ width: board.clientWidth - 24 - 12 - 480, height: 100 });
        expect(sizeOf(board, 'sv-gauge').width).to.equal(480);
      });
    }

    it('keeps the shape of a gauge that is alone, in a row, a column or a tab', async () => {
      await setViewport({ width: 1440, height: 1000 });
      for (const rows of [
        [['cpu']],
        [[{ columns: ['cpu'], widths: [1] }]],
        [[{ tabs: [{ title: 'One', rows: [['cpu']] }] }]],
        [[{ auto: ['cpu'] }]],
      ]) {
        feed = await relay.feed({ ...layout(rows), widgets: { cpu } });
        const board = await fixture<SvDashboard>(html`<sv-dashboard fill src=${relay.url}></sv-dashboard>`);
        await untilShown(board, 'sv-gauge cpu');
        await waitUntil(() => sizeOf(board, 'sv-gauge').height > 0, 'drawn');
        const { width, height } = sizeOf(board, 'sv-gauge');
        expect(width / height, JSON.stringify(rows)).to.be.within(1, 2.1);
        board.remove();
        await feed.end();
      }
    });

    it('arranges in a tab what the author did not place, wide and narrow', async () => {
      await setViewport({ width: 1440, height: 1000 });
      const auto = Object.keys(config.widgets);
      feed = await relay.feed(layout([[{ tabs: [{ title: 'One', rows: [[{ auto }]] }] }]]));
      const board = await draw();
      await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
      const top = (tag: string) => part(board, tag).getBoundingClientRect().top;
      await waitUntil(() => top('sv-metric') > 0, 'drawn');
      expect(top('sv-metric')).to.equal(top('sv-gauge'));
      expect(sizeOf(board, 'sv-metric').width).to.be.above(2.5 * sizeOf(board, 'sv-gauge').width);
      board.style.width = '390px';
      expect(sizeOf(board, 'sv-gauge').width).to.equal(366);
    });

    it('gives numbers in a row the room that they need, and the next row to those that have none', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
      feed = await relay.feed({
        ...layout([ids]),
        widgets: Object.fromEntries(ids.map((id) => [id, revenue])),
      });
      const board = await draw();
      await untilShown(board, ...ids.map((id) => `sv-stat ${id}`));
      for (const [width, least] of [
        [700, 150],
        [1440, 220],
      ] as const) {
        board.style.width = `${width}px`;
        const widths = [...(board.shadowRoot?.querySelectorAll('sv-stat') ?? [])].map((stat) => stat.clientWidth);
        expect(Math.min(...widths), `at ${width}`).to.be.at.least(least);
      }
    });
  });

  describe('with tabs', () => {
    const tabs = [
      { title: 'Overview', rows: [['revenue', 'cpu']] },
      { title: 'Details', rows: [[{ columns: ['orders'] }]] },
      { title: 'Load', rows: [['rate']] },
    ];
    const overview = ['sv-stat revenue', 'sv-gauge cpu'];
    const bar = (board: SvDashboard) => board.shadowRoot?.querySelector('sv-tabs')?.shadowRoot;
    const buttons = (board: SvDashboard) => [...(bar(board)?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const untilTabs = async (board: SvDashboard, ...titles: string[]) =>
      waitUntil(
        () =>
          buttons(board)
            .map((button) => button.textContent?.trim())
            .join() === titles.join(),
      );
    const selected = (board: SvDashboard) =>
      buttons(board)
        .filter((button) => button.ariaSelected === 'true')
        .map((button) => button.textContent?.trim());
    beforeEach(async () => {
      feed = await relay.feed({ ...config, layout: { rows: [[{ tabs }]] } });
      await feed.commit({ orders: { up: [['eu', 1]] } });
    });

    it('shows the first, and another one when it is chosen', async () => {
      const board = await draw();
      await untilShown(board, ...overview);
      await untilTabs(board, 'Overview', 'Details', 'Load');
      buttons(board)[1]?.click();
      await untilShown(board, 'sv-table orders');
      await waitUntil(() => board.shadowRoot?.querySelector('sv-table')?.matches(':state(live)'));
      expect(selected(board)).to.deep.equal(['Details']);
      buttons(board)[0]?.click();
      await untilShown(board, ...overview);
    });

    it('goes from tab to tab by the arrow keys, Home and End', async () => {
      const board = await draw();
      await untilShown(board, ...overview);
      await untilTabs(board, 'Overview', 'Details', 'Load');
      buttons(board)[0]?.focus();
      const seen: unknown[] = [];
      for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'Home', 'x']) {
        bar(board)?.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        );
        await board.updateComplete;
        await nextFrame();
        expect(bar(board)?.activeElement?.ariaSelected).to.equal('true');
        seen.push(...selected(board));
      }
      expect(seen).to.deep.equal(['Details', 'Overview', 'Load', 'Overview', 'Load', 'Overview', 'Overview']);
      expect(buttons(board).map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    });

    it('stays with the chosen tab when others come and go, and falls back to the first when it goes', async () => {
      const board = await draw();
      await untilShown(board, ...overview);
      await untilTabs(board, 'Overview', 'Details', 'Load');
      buttons(board)[2]?.click();
      await untilShown(board, 'sv-metric rate');
      await feed.send({ ...config, layout: { rows: [[{ tabs: tabs.toReversed() }]] } });
      await untilTabs(board, 'Load', 'Details', 'Overview');
      expect(tagsOf(board)).to.deep.equal(['sv-metric rate']);
      await feed.send({ ...config, layout: { rows: [[{ tabs: tabs.slice(0, 2) }], ['rate']] } });
      await untilShown(board, ...overview, 'sv-metric rate');
    });

    for (const theme of ['light', 'dark'] as const) {
      it(`is accessible in ${theme} colours, wide and narrow`, async () => {
        const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} theme=${theme}></sv-dashboard>`);
        await untilShown(board, ...overview);
        await untilTabs(board, 'Overview', 'Details', 'Load');
        for (const width of ['1200px', '320px']) {
          board.style.width = width;
          await expect(board).to.be.accessible();
        }
      });
    }
  });

  it('has the accent of the dashboard, unless the page has one of its own', async () => {
    feed = await relay.feed({ ...config, accent: '#008080' });
    const board = await draw();
    const accent = (name = '--_accent') => {
      const probe = document.createElement('i');
      probe.style.color = `var(${name})`;
      board.shadowRoot?.querySelector('sv-gauge')?.shadowRoot?.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    };
    await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
    expect(accent()).to.equal('rgb(0, 128, 128)');
    expect(accent('--_on-accent')).to.equal('oklch(1 0 0)');
    await feed.send({ ...config, accent: 'gold' });
    await waitUntil(() => accent() === 'rgb(255, 215, 0)');
    expect(accent('--_on-accent')).to.equal('oklch(0 0 0)');
    board.style.setProperty('--sv-accent', 'rgb(1, 2, 3)');
    expect(accent()).to.equal('rgb(1, 2, 3)');
    board.style.removeProperty('--sv-accent');
    await feed.send({ ...config, accent: 'nocolour' });
    await waitUntil(() => accent() !== 'rgb(255, 215, 0)');
  });

  it('shows the elements that the page puts into it, and they find its relay', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const board = await fixture<SvDashboard>(
      html`<sv-dashboard src=${relay.url}><sv-table widget="orders"></sv-table></sv-dashboard>`,
    );
    await waitUntil(() => board.querySelector('sv-table')?.matches(':state(live)'));
    expect(tagsOf(board)).to.deep.equal([]);
    const other = await TestRelay.start();
    board.src = other.url;
    await waitUntil(() => board.querySelector('sv-table')?.matches(':state(waiting)'));
    await other.kill();
  });

  it('shows only the widgets that its page wants, whatever its viewer chooses', async () => {
    feed = await relay.feed(config);
    const wants = (id: string) => id === 'orders' || id === 'cpu';
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} .wants=${wants}></sv-dashboard>`);
    await waitUntil(() => tagsOf(board).length === 2);
    board.store.choose({ range: '5m' });
    await board.updateComplete;
    expect(tagsOf(board).length).to.equal(2);
    board.store.choose({ search: 'orders' });
    await untilShown(board, 'sv-table orders');
    board.store.choose({ search: 'rate' });
    await untilShown(board);
    expect(board.wants).to.equal(wants);
  });

  it('is in the colours that its dashboard says, unless the page says others', async () => {
    feed = await relay.feed({ ...config, theme: 'dark' });
    const board = await draw();
    await waitUntil(() => getComputedStyle(board).colorScheme === 'dark');
    board.theme = 'light';
    await board.updateComplete;
    expect(getComputedStyle(board).colorScheme).to.equal('light');
    board.theme = 'auto';
    await board.updateComplete;
    expect(getComputedStyle(board).colorScheme).to.equal('light dark');
  });

  it('leaves the title of the page alone, unless it fills the window', async () => {
    const before = document.title;
    feed = await relay.feed(config);
    const board = await draw();
    await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
    expect(document.title).to.equal(before);
    board.fill = true;
    await board.updateComplete;
    expect(document.title).to.equal('Shop');
    document.title = before;
  });

  it('says what to do when no relay answers', async () => {
    const { url } = relay;
    await relay.kill();
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${url}></sv-dashboard>`);
    await waitUntil(
      () => textOf(board, '.message') === `No connection No relay answers at ${url}: start it, or correct src.`,
    );
    await expect(board).to.be.accessible();
    await relay.restart();
    await waitUntil(() => textOf(board, '.message') === 'Waiting for the first widget', undefined);
  });

  it('sets no style attribute in a template, so that a strict content security policy holds', async () => {
    const violations: string[] = [];
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "style-src 'self'";
    const note = (event: SecurityPolicyViolationEvent) => violations.push(`${event.violatedDirective} ${event.sample}`);
    document.addEventListener('securitypolicyviolation', note);
    document.head.append(meta);
    feed = await relay.feed(config);
    const board = await draw();
    await untilShown(board, 'sv-stat revenue', 'sv-metric rate', 'sv-gauge cpu', 'sv-table orders');
    await feed.commit({ orders: { up: [['eu', 1]] }, cpu: { up: [['1', Date.now(), 42]] } });
    await waitUntil(() => board.shadowRoot?.querySelector('sv-gauge')?.matches(':state(live)'));
    expect(violations).to.deep.equal([]);
    board.setAttribute('style', 'color: red');
    await waitUntil(() => violations.length === 1, 'the policy does not hold');
    document.removeEventListener('securitypolicyviolation', note);
  });
});
