import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import type { SvDashboard, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';

const TOKEN = 'a-token-of-the-tests.1';
const config: ConfigMessage = {
  type: 'config',
  widgets: {
    orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] },
    visits: {
      widget_type: 'stat',
      columns: [
        { name: 'time', type: 'datetime', zone: 'UTC' },
        { name: 'value', type: 'number' },
      ],
    },
  },
};

type Six = [Element, Element, Element, Element, Element, Element];

const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const shows = (element: Element, text: string) =>
  waitUntil(() => textOf(element).includes(text), `does not show ${text} but ${textOf(element)}`);

describe('an element of a relay that asks for credentials', () => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await TestRelay.start({ auth: 'ann:secret', viewerToken: TOKEN, allowOrigin: [location.origin] });
    const feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 120]] }, visits: { up: [['1', Date.now(), 4711]] } });
  });
  afterEach(() => relay.kill());

  it('says that it needs a token, and is live when it gets one', async () => {
    const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
    await shows(table, 'log in there, or give this element its token (token="…", the value of STREAMVIZ_VIEWER_TOKEN');
    await expect(table).to.be.accessible();
    table.setAttribute('token', TOKEN);
    await shows(table, '120');
  });

  it('says that its token is wrong, and asks getToken for another before each try', async () => {
    let token = 'wrong (“it” is)';
    const table = await fixture<SvTable>(
      html`<sv-table src=${relay.url} widget="orders" .getToken=${async () => token}></sv-table>`,
    );
    await shows(table, 'refuses this token');
    token = TOKEN;
    await shows(table, '120');
  });

  it('has the token of the board around it', async () => {
    const board = await fixture<SvDashboard>(
      html`<sv-dashboard src=${relay.url} token=${TOKEN}><sv-table widget="orders"></sv-table></sv-dashboard>`,
    );
    await shows(board.querySelector('sv-table') as SvTable, '120');
    const whole = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} token=${TOKEN}></sv-dashboard>`);
    await waitUntil(() => whole.shadowRoot?.querySelector('sv-table') !== null, 'no table');
    await shows(whole.shadowRoot?.querySelector('sv-table') as SvTable, '1 row');
  });

  it('forgets what it shows when the relay says that it is logged out', async () => {
    const { WebSocket } = globalThis;
    const sockets: WebSocket[] = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    };
    let token = TOKEN;
    try {
      const page = await fixture<HTMLElement>(html`<div>
        <sv-table src=${relay.url} widget="orders" .getToken=${async () => token}></sv-table>
        <sv-stat src=${relay.url} widget="visits"></sv-stat><sv-gauge src=${relay.url} widget="visits"></sv-gauge>
        <sv-metric src=${relay.url} widget="visits"></sv-metric><sv-status src=${relay.url}></sv-status>
        <sv-dashboard src=${relay.url}></sv-dashboard>
      </div>`);
      const [table, stat, gauge, metric, status, board] = [...page.children] as Six;
      await Promise.all([shows(table, '120'), shows(stat, '4,711'), shows(gauge, '4,711')]);
      await waitUntil(() => metric.shadowRoot?.querySelector('canvas') !== null, 'no chart');
      await waitUntil(() => board.shadowRoot?.querySelector('sv-table') !== null, 'no board');
      token = 'of nobody';
      for (const socket of sockets)
        socket.dispatchEvent(new CloseEvent('close', { code: 1008, reason: 'logged out', wasClean: true }));
      const words = `Logged out: log in again at ${relay.url}`;
      await Promise.all([table, stat, gauge, metric, status, board].map((element) => shows(element, words)));
      for (const element of [table, stat, gauge, metric, board]) expect(textOf(element)).not.to.match(/120|4,711/);
      expect(metric.shadowRoot?.querySelector('canvas')).to.equal(null);
      expect(board.shadowRoot?.querySelector('sv-table')).to.equal(null);
      await expect(table).to.be.accessible();
      await shows(table, 'refuses this token');
      expect(textOf(table)).not.to.contain('120');
      token = TOKEN;
      await shows(table, '120');
      await shows(stat, '4,711');
    } finally {
      globalThis.WebSocket = WebSocket;
    }
  });

  it('keeps the token of the board around it from every other relay', async () => {
    const other = await TestRelay.start();
    const { WebSocket, fetch } = globalThis;
    const asked = new Map<string, string>();
    const note = (url: string, what: unknown) => asked.set(url, `${asked.get(url) ?? ''} ${JSON.stringify(what)}`);
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        note(new URL(url).host, protocols);
      }
    };
    globalThis.fetch = (input, init) => {
      note(new URL(String(input), location.href).host, init?.headers ?? {});
      return fetch(input, init);
    };
    try {
      const inside = (attributes: object) => html`<sv-dashboard src=${relay.url} .getToken=${attributes}>
        <sv-table widget="orders"></sv-table><sv-stat src=${relay.url.replace('http', 'ws')} widget="orders"></sv-stat>
        <sv-table src=${other.url} widget="x"></sv-table><sv-gauge src=${`${other.url}deeper`} widget="x"></sv-gauge>
        <sv-status src=${other.url}></sv-status><sv-metric src=${`${other.url}x.ndjson`} widget="x"></sv-metric>
        <sv-dashboard src=${other.url}><sv-table widget="x"></sv-table></sv-dashboard>
      </sv-dashboard>`;
      const board = await fixture<SvDashboard>(inside(async () => TOKEN));
      await shows(board.querySelector('sv-table') as SvTable, '120');
      const host = new URL(other.url).host;
      await waitUntil(
        () => (asked.get(host)?.match(/streamviz\.2/g)?.length ?? 0) >= 2,
        'the other relay is not asked',
      );
      await waitUntil(() => /{}/.test(asked.get(host) ?? ''), 'the recording is not asked for');
      expect(asked.get(host)).not.to.contain(TOKEN);
      expect(asked.get(new URL(relay.url).host)).to.contain(TOKEN);
      const stat = board.querySelector('sv-stat') as Element & { credential: unknown };
      expect(stat.credential).to.equal(board.getToken, 'another spelling of the same relay has it');
      board.getToken = undefined;
      board.token = TOKEN;
      await board.updateComplete;
      expect(stat.credential).to.equal(TOKEN);
      expect(board.querySelector<Element & { credential: unknown }>('sv-gauge')?.credential).to.equal(undefined);
    } finally {
      Object.assign(globalThis, { WebSocket, fetch });
      await other.kill();
    }
  });

  it('saves exports with its token, which no address has', async () => {
    const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders" token=${TOKEN}></sv-table>`);
    await shows(table, '120');
    const saved: Blob[] = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      saved.push(blob);
      return '#saved';
    };
    try {
      table.shadowRoot?.querySelector<HTMLElement>('[part=menu]')?.click();
      const items = () => [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
      const csv = () => items().find(({ textContent }) => textContent?.trim() === 'Export CSV');
      await waitUntil(() => csv() !== undefined, 'no menu');
      csv()?.click();
      await waitUntil(() => saved.length === 1, 'nothing was saved');
      expect(await saved[0]?.text()).to.contain('total\r\n120');
      await waitUntil(() => items().some(({ textContent }) => textContent?.trim() === 'Exported'));
    } finally {
      URL.createObjectURL = createObjectURL;
    }
  });
});
