import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define.js';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { SvDashboard, SvTable } from '../../src/index.js';
import { TestRelay } from './relay.js';
import { waitUntil } from './until.js';

const TOKEN = 'a-token-of-the-tests.1';
const config: ConfigMessage = {
  type: 'config',
  widgets: { orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] } },
};

const textOf = (element: Element) => element.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const shows = (element: Element, text: string) =>
  waitUntil(() => textOf(element).includes(text), `does not show ${text} but ${textOf(element)}`);

describe('an element of a relay that asks for credentials', () => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await TestRelay.start({ auth: 'ann:secret', viewerToken: TOKEN, allowOrigin: [location.origin] });
    const feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 120]] } });
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
