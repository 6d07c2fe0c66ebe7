import { expect, fixture, html } from '@open-wc/testing';
import { sendMouse, setViewport } from '@web/test-runner-commands';
import '../../../src/define.js';
import { Collection } from '../../../src/core/collection.js';
import type { SvTable } from '../../../src/index.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

describe('a widget in full screen', () => {
  afterEach(async () => {
    if (document.fullscreenElement !== null) await document.exitFullscreen();
    await setViewport({ width: 800, height: 600 });
  });

  it('has larger type, as it is read from farther away, and its own again after it', async () => {
    const collection = new Collection({ columns: [{ name: 'value', type: 'number' }] });
    const table = await fixture<SvTable>(html`<sv-table caption="Orders" .collection=${collection}></sv-table>`);
    const size = () => Number.parseFloat(getComputedStyle(part(table, 'h2')).fontSize);
    await waitUntil(() => table.shadowRoot?.querySelector('h2'), 'it is drawn');
    const before = size();
    // Browsers give the screen to what a person asks it for.
    table.addEventListener('click', () => void table.requestFullscreen(), { once: true });
    const { left, top } = table.getBoundingClientRect();
    await setViewport({ width: 1280, height: 900 });
    await sendMouse({ type: 'click', position: [Math.round(left + 60), Math.round(top + 80)] });
    await waitUntil(() => document.fullscreenElement === table, 'it has the screen');
    await setViewport({ width: 1280, height: 900 });
    await waitUntil(() => size() > 1.3 * before, `its type is larger: ${size()}`);
    await setViewport({ width: 1920, height: 1080 });
    await waitUntil(() => size() > 1.7 * before, `its type is larger still: ${size()}`);
    await document.exitFullscreen();
    await waitUntil(() => size() === before, 'it is as it was');
    expect(document.fullscreenElement).to.equal(null);
  });
});
