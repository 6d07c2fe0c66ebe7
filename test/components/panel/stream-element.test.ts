import { expect, fixture, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import { Hub } from '../../../src/runtime/hub.js';
import { type TestFeed, TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';

/** The least that draws a widget: its rows as text. */
class RowsElement extends StreamElement {
  updates = 0;

  protected override render(): TemplateResult {
    this.updates++;
    const rows = this.stream.collection?.rows() ?? [];
    return this.renderPanel({ body: [...rows].map((row) => row.join(' ')).join(', '), skeleton: 'skeleton' });
  }
}
customElements.define('test-rows', RowsElement);

/** A network that swallows everything: no relay can be that silent on demand. */
class SilentWebSocket extends EventTarget {
  readonly readyState = 0;
  close(): void {}
}

const config: ConfigMessage = {
  type: 'config',
  title: 'Shop',
  widgets: {
    orders: { widget_type: 'table', title: 'Orders', columns: [{ name: 'total', type: 'number' }] },
  },
};

function textOf(element: Element, part: string): string {
  return element.shadowRoot?.querySelector(part)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

async function inState(element: RowsElement, state: string): Promise<void> {
  await waitUntil(() => element.matches(`:state(${state})`), `not ${state} but ${element.state}`);
}

describe('an element that draws a widget', () => {
  let relay: TestRelay;
  let feed: TestFeed;
  const draw = (src: string | undefined = relay.url) =>
    fixture<RowsElement>(html`<test-rows .src=${src} widget="orders"></test-rows>`);
  beforeEach(async () => {
    relay = await TestRelay.start();
  });
  afterEach(() => relay.kill());

  it('waits for the widget, then for its first row, and says which', async () => {
    const element = await draw();
    await inState(element, 'waiting');
    expect(textOf(element, '.message')).to.equal('Waiting for the widget orders');
    feed = await relay.feed(config);
    await waitUntil(() => textOf(element, '.message') === 'Waiting for the first row of Orders');
    expect(element.shadowRoot?.querySelector('.message code')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('waits for its widget again when that is taken away, also while it is paused, and has none of its rows', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await waitUntil(() => textOf(element, '.body') === 'eu 1');
    await feed.send({ type: 'config', widgets: {} });
    await waitUntil(() => textOf(element, '.message') === 'Waiting for the widget orders');
    expect(element.matches(':state(waiting)')).to.equal(true);
    expect(element.shadowRoot?.textContent).to.not.contain('eu 1');
    await expect(element).to.be.accessible();
    await feed.send(config);
    await waitUntil(() => textOf(element, '.message') === 'Waiting for the first row of Orders');
    await feed.commit({ orders: { up: [['us', 2]] } });
    await waitUntil(() => textOf(element, '.body') === 'us 2');

    Hub.at(relay.url).pause('orders');
    await inState(element, 'paused');
    await feed.send({ type: 'config', widgets: {} });
    await waitUntil(() => textOf(element, '.message') === 'Waiting for the widget orders');
    Hub.at(relay.url).resume('orders');
    await feed.send(config);
    await feed.commit({ orders: { up: [['as', 3]] } });
    await waitUntil(() => textOf(element, '.body') === 'as 3');
  });

  it('waits for its widget again when that was taken away while the link was lost', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await waitUntil(() => textOf(element, '.body') === 'eu 1');
    element.remove();
    await feed.send({ type: 'config', widgets: {} });
    const again = await draw();
    await waitUntil(() => textOf(again, '.message') === 'Waiting for the widget orders');
    expect(again.shadowRoot?.textContent).to.not.contain('eu 1');
  });

  it('says why rows are missing, beside those that are there and where there are none', async () => {
    const incomplete = 'the relay lost its state; rows appear as they change';
    feed = await relay.feed({
      ...config,
      widgets: { orders: { ...config.widgets.orders, incomplete } },
    } as ConfigMessage);
    const element = await draw();
    await waitUntil(() => textOf(element, '.message') === `Waiting for rows ${incomplete}`);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    await waitUntil(() => textOf(element, '.note') === 'Incomplete');
    expect(textOf(element, '.about')).to.equal(incomplete);
    expect(textOf(element, '.body')).to.equal('eu 1');
    await expect(element).to.be.accessible();
  });

  it('shows rows as they change, under the title of the widget', async () => {
    feed = await relay.feed(config);
    await feed.commit({
      orders: {
        up: [
          ['eu', 1],
          ['us', 2],
        ],
      },
    });
    const element = await draw();
    await waitUntil(() => textOf(element, '.body') === 'eu 1, us 2');
    expect(textOf(element, 'h2')).to.equal('Orders');
    await feed.commit({ orders: { up: [['eu', 3]], del: ['us'] } });
    await waitUntil(() => textOf(element, '.body') === 'eu 3');
    expect(element.matches(':state(live)')).to.equal(true);
    expect(textOf(element, '.note')).to.equal('');
  });

  it('says that it is paused and how many changes wait, keeps its rows meanwhile, and then has them all', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await inState(element, 'live');
    Hub.at(relay.url).pause('orders');
    await inState(element, 'paused');
    expect(textOf(element, '.note')).to.equal('Paused');
    await feed.commit({ orders: { up: [['eu', 2]] } });
    await feed.commit({ orders: { up: [['us', 3]], del: ['eu'] } });
    await waitUntil(() => textOf(element, '.note') === 'Paused · 3 waiting', textOf(element, '.note'));
    expect(textOf(element, '.body')).to.equal('eu 1');
    await expect(element).to.be.accessible();
    Hub.at(relay.url).resume('orders');
    await waitUntil(() => textOf(element, '.body') === 'us 3');
    expect(element.matches(':state(live)')).to.equal(true);
  });

  it('keeps its rows when the relay is away, and goes on when it is back', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await inState(element, 'live');
    await relay.kill();
    await inState(element, 'reconnecting');
    expect(textOf(element, '.note')).to.equal('Reconnecting');
    expect(textOf(element, '.body')).to.equal('eu 1');
    await expect(element).to.be.accessible();
    await relay.restart();
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['us', 2]] } });
    await waitUntil(() => textOf(element, '.body') === 'us 2');
  });

  it('is stale when the producer is gone without an end', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await inState(element, 'live');
    await feed.drop();
    await inState(element, 'stale');
    expect(textOf(element, '.note')).to.match(/^last update \d+ s ago$/);
    await expect(element).to.be.accessible();
  });

  it('has ended with the pipeline, at full strength', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } }, new Date(2025, 9, 9, 14, 32, 7).getTime());
    const element = await draw();
    await inState(element, 'live');
    await feed.end();
    await inState(element, 'ended');
    expect(textOf(element, '.note')).to.equal('Finished 14:32:07');
  });

  it('says why the pipeline failed when there is no row to show', async () => {
    feed = await relay.feed(config);
    await feed.end('KeyError: "amount"');
    const element = await draw();
    await inState(element, 'failed');
    expect(textOf(element, '.message')).to.equal('The pipeline failed KeyError: "amount"');
  });

  it('names the origin and the flag when the relay refuses the page', async () => {
    const closed = await TestRelay.start({ allowOrigin: [] });
    const element = await draw(closed.url);
    await inState(element, 'error');
    expect(textOf(element, '.message')).to.contain(`start it with --allow-origin ${location.origin}`);
    await expect(element).to.be.accessible();
    await closed.kill();
  });

  it('says that no relay answers', async () => {
    const { url } = relay;
    await relay.kill();
    const element = await draw(url);
    await inState(element, 'reconnecting');
    await waitUntil(() => textOf(element, '.message').startsWith(`No connection No relay answers at ${url}`));
  });

  it('draws at most once a frame, however many commits arrive', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 0]] } });
    const element = await draw();
    await inState(element, 'live');
    let frames = 0;
    let running = true;
    const count = () => {
      frames++;
      if (running) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const before = element.updates;
    for (let i = 1; i <= 30; i++) await feed.commit({ orders: { up: [['eu', i]] } });
    await waitUntil(() => textOf(element, '.body') === 'eu 30');
    running = false;
    expect(element.updates - before).to.be.at.most(frames + 1);
  });

  it('keeps its connection when it is moved', async () => {
    feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const element = await draw();
    await waitUntil(() => textOf(element, '.body') === 'eu 1');
    const elsewhere = await fixture(html`<div></div>`);
    elsewhere.append(element);
    await element.updateComplete;
    expect(element.state).to.equal('live');
    expect(textOf(element, '.body')).to.equal('eu 1');
  });
});

describe('an element without a relay', () => {
  it('draws local data', async () => {
    const collection = new Collection({ columns: [{ name: 'total', type: 'number' }] });
    const element = await fixture<RowsElement>(html`<test-rows heading="Mine" .collection=${collection}></test-rows>`);
    expect(element.state).to.equal('live');
    collection.upsert('eu', 1);
    await waitUntil(() => textOf(element, '.body') === 'eu 1');
    expect(textOf(element, 'h2')).to.equal('Mine');
    await expect(element).to.be.accessible();
  });

  it('says what it needs', async () => {
    const element = await fixture<RowsElement>(html`<test-rows widget="orders"></test-rows>`);
    expect(element.state).to.equal('error');
    expect(textOf(element, '.message')).to.contain('No source: give this element src="http://127.0.0.1:8765"');
    element.src = 'http://[nobody';
    await element.updateComplete;
    await element.updateComplete;
    expect(textOf(element, '.message')).to.contain('src "http://[nobody" is not the address of a relay');
  });

  it('says that it needs the id of a widget', async () => {
    const element = await fixture<RowsElement>(html`<test-rows src="http://127.0.0.1:1"></test-rows>`);
    expect(textOf(element, '.message')).to.contain(
      'No widget: give this element the id of one, as in widget="orders".',
    );
  });

  it('shows a skeleton only when connecting takes a moment', async () => {
    const RealWebSocket = window.WebSocket;
    window.WebSocket = SilentWebSocket as unknown as typeof WebSocket;
    const element = await fixture<RowsElement>(html`<test-rows src="http://127.0.0.1:2" widget="orders"></test-rows>`);
    expect(element.state).to.equal('connecting');
    expect(textOf(element, '.panel')).to.equal('');
    await waitUntil(() => textOf(element, '.body') === 'skeleton');
    expect(textOf(element, '.note')).to.equal('Connecting');
    await expect(element).to.be.accessible();
    window.WebSocket = RealWebSocket;
  });

  it('finds its relay in the dashboard around it, or in the page', async () => {
    const board = await fixture(
      html`<sv-dashboard src="http://127.0.0.1:1"><test-rows widget="a"></test-rows></sv-dashboard>`,
    );
    expect((board.firstElementChild as RowsElement).relay).to.equal('http://127.0.0.1:1');
    const meta = document.createElement('meta');
    meta.name = 'streamviz-relay';
    meta.content = './';
    document.head.append(meta);
    expect((await fixture<RowsElement>(html`<test-rows widget="a"></test-rows>`)).relay).to.equal('./');
    meta.remove();
  });
});

describe('the look of an element', () => {
  const canvas = (element: Element) =>
    getComputedStyle(element.shadowRoot?.querySelector('.panel') as Element).backgroundColor;
  const collection = new Collection({ columns: [] });

  it('is changed by custom properties on any ancestor', async () => {
    const page = await fixture(html`<div><test-rows .collection=${collection}></test-rows></div>`);
    (page as HTMLElement).style.setProperty('--sv-surface', 'rgb(1, 2, 3)');
    expect(canvas(page.firstElementChild as Element)).to.equal('rgb(1, 2, 3)');
  });

  it('follows the color-scheme around it', async () => {
    const page = await fixture<HTMLElement>(html`<div><test-rows .collection=${collection}></test-rows></div>`);
    page.style.colorScheme = 'dark';
    expect(canvas(page.firstElementChild as Element)).to.equal('rgb(23, 26, 31)');
    page.style.colorScheme = 'light';
    expect(canvas(page.firstElementChild as Element)).to.equal('rgb(255, 255, 255)');
  });
});
