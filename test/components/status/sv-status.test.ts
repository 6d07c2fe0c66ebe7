import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import type { SvStatus, SvTable } from '../../../src/index.js';
import { Hub } from '../../../src/runtime/hub.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';

const config: ConfigMessage = {
  type: 'config',
  widgets: { orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] } },
};

function says(status: SvStatus): string {
  return status.shadowRoot?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

async function untilItSays(status: SvStatus, text: string | RegExp): Promise<void> {
  const said = () => (typeof text === 'string' ? says(status) === text : text.test(says(status)));
  await waitUntil(said, `expected ${text}`);
}

describe('<sv-status>', () => {
  let relay: TestRelay;
  const draw = (src = relay.url) => fixture<SvStatus>(html`<sv-status src=${src}></sv-status>`);
  beforeEach(async () => {
    relay = await TestRelay.start();
  });
  afterEach(() => relay.kill());

  for (const theme of ['light', 'dark']) {
    it(`says how the pipeline stands, from its start to its end, in ${theme} colours`, async () => {
      const page = await fixture<HTMLElement>(html`<div></div>`);
      page.style.colorScheme = theme;
      page.style.backgroundColor = 'Canvas';
      const status = await draw();
      page.append(status);
      await untilItSays(status, 'Waiting for the pipeline to start');
      await expect(status).to.be.accessible();
      const feed = await relay.feed(config);
      await feed.commit({ orders: { up: [['eu', 1]] } }, new Date(2025, 9, 9, 14, 32, 7).getTime());
      await untilItSays(status, 'Live');
      expect(status.matches(':state(live)')).to.equal(true);
      await expect(status).to.be.accessible();
      await feed.end();
      await untilItSays(status, 'Pipeline finished 14:32:07');
      await expect(status).to.be.accessible();
    });
  }

  it('counts the rows that change a second, a first load apart', async () => {
    const feed = await relay.feed(config);
    await feed.commit({ orders: { up: Array.from({ length: 500 }, (_, i) => [`k${i}`, i] as const) } });
    const status = await draw();
    const table = await fixture(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
    await waitUntil(() => table.matches(':state(live)'));
    await untilItSays(status, 'Live');
    await feed.commit({ orders: { up: Array.from({ length: 30 }, (_, i) => [`k${i}`, -1] as const) } });
    await untilItSays(status, 'Live 10 updates/s');
    await untilItSays(status, 'Live');
  });

  describe('of a relay that is paused', () => {
    const row = (n: number) => ({ orders: { up: [[`k${n}`, n] as const] } });
    async function paused() {
      const feed = await relay.feed(config);
      await feed.commit(row(0));
      const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
      const status = await draw();
      await waitUntil(() => table.matches(':state(live)'));
      await untilItSays(status, 'Live');
      Hub.at(relay.url).pause();
      return { feed, table, status };
    }
    const resume = (status: SvStatus) => status.shadowRoot?.querySelector<HTMLElement>('[part=resume]');

    it('says how many changes wait, not that it is live, and goes on by its button', async () => {
      const { feed, table, status } = await paused();
      await untilItSays(status, 'Paused Resume');
      expect(status.matches(':state(paused)')).to.equal(true);
      for (let n = 0; n < 1200; n += 100) {
        await feed.commit({ orders: { up: Array.from({ length: 100 }, (_, i) => [`k${n + i}`, -1] as const) } });
      }
      await untilItSays(status, 'Paused · 1,200 waiting Resume');
      await expect(status).to.be.accessible();
      resume(status)?.click();
      await untilItSays(status, 'Live');
      await waitUntil(() => table.matches(':state(live)'));
    });

    it('says so when each widget that is watched is paused by itself, and resumes them', async () => {
      const { status } = await paused();
      Hub.at(relay.url).resume();
      await untilItSays(status, 'Live');
      Hub.at(relay.url).pause('orders');
      await untilItSays(status, 'Paused Resume');
      resume(status)?.click();
      await untilItSays(status, 'Live');
    });

    it('says how the pipeline ended meanwhile', async () => {
      const { feed, status } = await paused();
      await feed.commit(row(1));
      await feed.end('KeyError: "amount"');
      await untilItSays(status, 'Paused · 1 waiting · pipeline failed · KeyError: "amount" Resume');
      resume(status)?.click();
      await untilItSays(status, 'Pipeline failed KeyError: "amount"');
    });

    it('says that the connection is lost, without a clock', async () => {
      const { status } = await paused();
      await relay.kill();
      await untilItSays(status, 'Paused · reconnecting Try now');
      Hub.at(relay.url).resume();
      await untilItSays(status, /^Reconnecting next try in/);
    });
  });

  it('says how long there was no update when the producer is gone', async () => {
    const feed = await relay.feed(config);
    await feed.commit({ orders: { up: [['eu', 1]] } });
    const status = await draw();
    await feed.drop();
    await untilItSays(status, /^Stale last update \d s ago$/);
    await expect(status).to.be.accessible();
  });

  it('says why the pipeline failed', async () => {
    const feed = await relay.feed(config);
    const status = await draw();
    await feed.end('KeyError: "amount"');
    await untilItSays(status, 'Pipeline failed KeyError: "amount"');
    expect(status.matches(':state(failed)')).to.equal(true);
    await expect(status).to.be.accessible();
  });

  it('counts down to the next try when the connection is lost, and comes back', async () => {
    await relay.feed(config);
    const status = await draw();
    await untilItSays(status, 'Live');
    await relay.kill();
    await untilItSays(status, /^Reconnecting next try in \d+ s Try now$/);
    await expect(status).to.be.accessible();
    await relay.restart();
    await untilItSays(status, 'Waiting for the pipeline to start');
  });

  it('tries at once when it is told to', async () => {
    await relay.feed(config);
    const status = await draw();
    await untilItSays(status, 'Live');
    await relay.kill();
    const hub = Hub.at(relay.url);
    await waitUntil(() => (hub.status.retryAt ?? 0) - Date.now() > 2000, 'the waits grow');
    await untilItSays(status, /Try now$/);
    status.shadowRoot?.querySelector<HTMLElement>('[part=retry]')?.click();
    expect(hub.status.retryAt, 'it does not wait any more').to.equal(undefined);
    await untilItSays(status, /trying now|next try/);
  });

  it('says which origin was refused and what would allow it', async () => {
    const closed = await TestRelay.start({ allowOrigin: [] });
    const status = await draw(closed.url);
    await untilItSays(status, new RegExp(`^Refused The relay at ${closed.url} refuses pages of ${location.origin}`));
    await expect(status).to.be.accessible();
    await closed.kill();
  });

  it('says what it needs when it has no relay', async () => {
    const status = await fixture<SvStatus>(html`<sv-status></sv-status>`);
    expect(says(status)).to.equal('Error No source: give this element src="http://127.0.0.1:8765".');
    await expect(status).to.be.accessible();
  });
});
