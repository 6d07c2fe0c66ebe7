import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { SvDashboard, SvStatus, SvTable } from '../../../src/index.js';
import { waitUntil } from '../until.js';

const columns = [{ name: 'total', type: 'number' }];
const table = { widget_type: 'table', title: 'Orders', columns };
const NOON = Date.UTC(2026, 0, 1, 12);

/** A recording of 60 s; the row `n` counts the seconds. Its address needs no server. */
function recording(): string {
  const lines: object[] = [
    { type: 'config', title: 'Shop', widgets: { orders: table } },
    { type: 'subscribed', widget: 'orders', mode: 'full', from: 0 },
  ];
  for (let i = 0; i <= 60; i++) {
    lines.push({ type: 'rows', widget: 'orders', from: i, to: i + 1, up: [['n', i]] });
    lines.push({ type: 'sync', position: i + 1, time: NOON + i * 1000, commit: NOON, state: 'live', rate: 30 });
  }
  const url = URL.createObjectURL(new Blob([lines.map((line) => `${JSON.stringify(line)}\n`).join('')]));
  return `/recordings/${crypto.randomUUID()}.ndjson?${encodeURIComponent(url)}`;
}

const load = window.fetch;

/** The player of an element with a recording, once it is loaded. */
async function playerOf(element: Element): Promise<ShadowRoot> {
  const find = () => element.shadowRoot?.querySelector('sv-player')?.shadowRoot;
  await waitUntil(() => find()?.querySelector('input'), 'no player');
  return find() as ShadowRoot;
}

function cellOf(element: SvTable): string | undefined {
  return element.shadowRoot?.querySelector('[data-key="n"] [data-column="total"]')?.textContent?.trim();
}

describe('the player of a recording', () => {
  before(() => {
    // In place of a server that has the file.
    window.fetch = (input, init) => {
      const [path, blob] = String(input).split('?');
      return load(path?.endsWith('.ndjson') && blob ? decodeURIComponent(blob) : input, init);
    };
  });
  after(() => {
    window.fetch = load;
  });

  const draw = async (src = recording()) => {
    const element = await fixture<SvTable>(html`<sv-table src=${src} style="block-size: 300px"></sv-table>`);
    const player = await playerOf(element);
    const button = player.querySelector('button') as HTMLButtonElement;
    const range = player.querySelector('input') as HTMLInputElement;
    return { element, player, button, range };
  };

  it('plays, rests and tells the time, and needs no widget', async () => {
    const { element, player, button } = await draw();
    await waitUntil(() => cellOf(element) !== undefined, 'no row');
    expect(button.getAttribute('aria-label')).to.equal('Pause');
    expect(player.textContent?.replace(/\s+/g, ' ')).to.contain('/ 1:00');
    button.click();
    await waitUntil(() => button.getAttribute('aria-label') === 'Play');
    await expect(element).to.be.accessible();
    button.click();
    await waitUntil(() => button.getAttribute('aria-label') === 'Pause');
  });

  it('shows any moment, backwards too', async () => {
    const { element, button, range } = await draw();
    button.click();
    await waitUntil(() => button.getAttribute('aria-label') === 'Play');
    for (const second of ['60', '12', '45', '0']) {
      range.value = second;
      range.dispatchEvent(new Event('input'));
      await waitUntil(() => cellOf(element) === second, `not ${second}`);
      await waitUntil(
        () => range.getAttribute('aria-valuetext') === `${second === '60' ? '1 min 0' : second} s of 1 min 0 s`,
      );
    }
  });

  it('plays as fast as it is told, and from the beginning again', async () => {
    const src = recording();
    const { element } = await draw(src);
    element.loop = true;
    element.speed = 600;
    await waitUntil(() => cellOf(element) === '60', 'not at the end');
    await waitUntil(() => Number(cellOf(element)) < 60, 'not from the beginning');
  });

  it('can be left out', async () => {
    const element = await fixture<SvTable>(html`<sv-table src=${recording()} no-player></sv-table>`);
    await waitUntil(() => element.shadowRoot?.querySelector('sv-player'), 'not loaded');
    expect(element.shadowRoot?.querySelector('sv-player')?.hasAttribute('hidden')).to.equal(true);
  });

  it('is one for a whole board, whose status says that it is a replay', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${recording()}></sv-dashboard>`);
    await playerOf(board);
    const cell = board.shadowRoot?.querySelector('sv-table') as SvTable;
    await waitUntil(() => cellOf(cell) !== undefined, 'no row');
    expect(cell.shadowRoot?.querySelector('sv-player:not([hidden])')).to.equal(null);
    const status = board.shadowRoot?.querySelector('sv-status') as SvStatus;
    await waitUntil(() => status.shadowRoot?.textContent?.includes('Replay'), 'no word');
    expect(board.menuOffer.relay, 'a recording exports nothing').to.equal(undefined);
    await expect(board).to.be.accessible();
    status.shadowRoot?.querySelector<HTMLElement>('[part=latency]')?.click();
    const latency = () => status.shadowRoot?.querySelector('sv-latency')?.shadowRoot?.textContent;
    await waitUntil(() => latency()?.includes('This is a recording'), 'no word');
  });

  it('stands, with its clock, while a board is paused', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${recording()}></sv-dashboard>`);
    const player = await playerOf(board);
    await waitUntil(() => board.hub?.playback?.isPlaying, 'it does not play');
    board.hub?.pause();
    const status = board.shadowRoot?.querySelector('sv-status') as SvStatus;
    await waitUntil(() => status.shadowRoot?.textContent?.includes('Paused'), 'no word');
    expect(board.hub?.playback?.isPlaying).to.equal(false);
    await waitUntil(() => player.querySelector('[aria-label=Play]'), 'its button does not follow');
    player.querySelector<HTMLElement>('[aria-label=Play]')?.click();
    await waitUntil(() => status.shadowRoot?.textContent?.includes('Replay'), 'it does not go on');
    expect(board.hub?.isPaused).to.equal(false);
  });

  it('stays away where there is no recording, and the element says why', async () => {
    const element = await fixture<SvTable>(html`<sv-table src="/missing.ndjson"></sv-table>`);
    await waitUntil(() => element.shadowRoot?.textContent?.includes('There is no recording at'), 'no reason');
    expect(element.shadowRoot?.querySelector('sv-player')).to.equal(null);
  });
});
