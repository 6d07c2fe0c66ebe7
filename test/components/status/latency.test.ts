import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../../src/define.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import type { SvStatus } from '../../../src/index.js';
import { Hub } from '../../../src/runtime/hub.js';
import { type TestFeed, TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const config: ConfigMessage = {
  type: 'config',
  widgets: { orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] } },
};

function panelOf(status: SvStatus): HTMLElement | null | undefined {
  return status.shadowRoot?.querySelector<HTMLElement>('sv-latency');
}

function buttonOf(status: SvStatus): HTMLElement | null | undefined {
  return status.shadowRoot?.querySelector<HTMLElement>('[part=latency]');
}

function isOpen(status: SvStatus): boolean {
  return panelOf(status)?.matches(':popover-open') === true;
}

function says(status: SvStatus): string {
  return panelOf(status)?.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

/** The texts of the table: by step, p50 and p95. */
function legsOf(status: SvStatus): Record<string, string[]> {
  const rows = [...(panelOf(status)?.shadowRoot?.querySelectorAll('tbody tr') ?? [])];
  return Object.fromEntries(
    rows.map((row) => [
      row.querySelector('th')?.textContent?.replace(row.querySelector('small')?.textContent ?? '', ''),
      [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? ''),
    ]),
  );
}

async function untilItSays(status: SvStatus, text: string): Promise<void> {
  await waitUntil(() => says(status).includes(text), `expected ${text}`);
}

describe('the latency of each step, below <sv-status>', () => {
  let relay: TestRelay;
  let feed: TestFeed;
  let page: HTMLElement;
  let status: SvStatus;
  let seq: number;

  /** Commits until one is measured: the first that the page sees tells nothing. */
  const commitUntil = async (isSo: () => boolean, { age, ahead = 0 }: { age?: number; ahead?: number } = {}) => {
    const told = age === undefined ? {} : { age };
    await waitUntil(
      async () => {
        const changes = { orders: { up: [['eu', ++seq] as [string, number]] } };
        await feed.send({ type: 'commit', seq, time: Date.now() + ahead, ...told, changes });
        return isSo();
      },
      `not so; it says: ${says(status)}`,
    );
  };
  const isMeasured = () => Object.keys(legsOf(status)).length > 0;
  const open = async () => {
    part(status, '[part=latency]').click();
    await waitUntil(() => isOpen(status) && says(status) !== '', 'not open');
  };

  beforeEach(async () => {
    seq = 0;
    relay = await TestRelay.start();
    feed = await relay.feed(config);
    page = await fixture(html`
      <div>
        <sv-status src=${relay.url}></sv-status>
        <sv-table src=${relay.url} widget="orders" style="block-size: 200px"></sv-table>
        <!-- WebKit draws the text of a button black, also in dark colours -->
        <button style="color: CanvasText; background: Canvas">Elsewhere</button>
      </div>
    `);
    status = page.querySelector('sv-status') as SvStatus;
    await waitUntil(() => status.matches(':state(live)'));
  });
  afterEach(() => relay.kill());

  for (const theme of ['light', 'dark']) {
    it(`is accessible while it waits and with its figures, in ${theme} colours`, async () => {
      page.style.colorScheme = theme;
      page.style.backgroundColor = 'Canvas';
      await open();
      await expect(page).to.be.accessible();
      await commitUntil(isMeasured, { age: 5 });
      await expect(page).to.be.accessible();
    });
  }

  it('has a figure for each step, of updates that came while it is open, and a verdict', async () => {
    await open();
    expect(says(status)).to.equal('Waiting for the next update.');
    await commitUntil(isMeasured, { age: 60_000 });
    expect(Object.keys(legsOf(status))).to.deep.equal(['Pipeline', 'Relay', 'Network', 'Page', 'All']);
    expect(legsOf(status).Pipeline).to.deep.equal(['1 min', '1 min']);
    for (const texts of Object.values(legsOf(status))) {
      for (const text of texts) expect(text).to.match(/^[\d<]/);
    }
    expect(says(status)).to.match(/^The pipeline takes most of the time: 60000 of \d+ ms\./);
    await commitUntil(() => /Row updates a second [1-9]/.test(says(status)), { age: 60_000 });
    expect(says(status)).to.match(/Screen updates a second, at most 30 \d+\.\d/);
  });

  it('says what a pipeline does not tell, and when its clock is ahead', async () => {
    await open();
    await commitUntil(isMeasured, { ahead: 600_000 });
    expect(legsOf(status).Pipeline).to.deep.equal(['–', '–']);
    expect(legsOf(status).Relay).to.deep.equal(['–', '–']);
    expect(says(status)).to.contain('The pipeline does not tell how old a change is when it is sent.');
    expect(says(status)).to.contain("The pipeline's clock is ahead of the relay's");
  });

  it('measures the way to a page that shows none of the rows', async () => {
    page.querySelector('sv-table')?.remove();
    await open();
    await commitUntil(isMeasured, { age: 5 });
    expect(legsOf(status).Network?.[0]).to.match(/^[\d<]/);
    expect(legsOf(status).Page).to.deep.equal(['–', '–']);
    expect(says(status)).to.contain('Nothing on this page shows what changes.');
  });

  it('says why there is nothing to measure instead of showing what was', async () => {
    await open();
    await commitUntil(isMeasured);
    Hub.at(relay.url).pause();
    await untilItSays(status, 'Paused: nothing is drawn.');
    expect(isMeasured()).to.equal(false);
    Hub.at(relay.url).resume();
    await commitUntil(isMeasured);
    await feed.drop();
    await untilItSays(status, 'The pipeline is silent');
    await relay.kill();
    await untilItSays(status, 'There is no connection');
    await relay.restart();
    await untilItSays(status, 'The pipeline has not started.');
    feed = await relay.feed(config);
    seq = 0;
    await commitUntil(isMeasured);
    await feed.end();
    await untilItSays(status, 'The pipeline has finished');
  });

  it('is opened and closed by key, and gives the focus back', async () => {
    const button = part(status, '[part=latency]');
    button.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => isOpen(status), 'not open');
    expect(status.shadowRoot?.activeElement).to.equal(panelOf(status));
    for (const key of ['Enter', ' ']) {
      await sendKeys({ press: 'Escape' });
      await waitUntil(() => !isOpen(status));
      expect(status.shadowRoot?.activeElement).to.equal(button);
      await sendKeys({ press: key });
      await waitUntil(() => isOpen(status));
    }
    await sendKeys({ press: 'Tab' });
    expect(status.shadowRoot?.activeElement).to.equal(null);
  });

  it('opens at the first press of a button, also if another one has loaded it before', async () => {
    await open();
    const other = document.createElement('sv-status');
    other.src = relay.url;
    page.append(other);
    await waitUntil(() => buttonOf(other) != null, 'there is a button');
    buttonOf(other)?.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => isOpen(other), 'not open');
  });

  it('goes with its button, and comes back with the next one', async () => {
    await open();
    const opened = panelOf(status) as HTMLElement;
    status.src = 'nowhere:';
    await waitUntil(() => buttonOf(status) === null, 'there is no button');
    expect(opened.isConnected).to.equal(false);
    status.src = relay.url;
    await waitUntil(() => buttonOf(status) !== null, 'there is a button');
    await open();
    expect(status.shadowRoot?.querySelectorAll('sv-latency')).to.have.length(1);
  });

  it('closes at a press elsewhere and with its status, and measures no longer', async () => {
    await open();
    const opened = panelOf(status) as HTMLElement;
    status.remove();
    expect(opened.matches(':popover-open')).to.equal(false);
    page.prepend(status);
    await open();
    opened.hidePopover();
    expect(isOpen(status)).to.equal(false);
  });
});
