import { expect } from '@open-wc/testing';
import { pictureOf } from '../../../../src/components/menu/picture.js';
import type { SvTable } from '../../../../src/components/table/sv-table.js';
import { waitUntil } from '../../until.js';
import { cellOf, keysOf, painted, part, parts } from '../fixture.js';
import { has, inSight, keysUpTo, large, MANY, ROW, tableAt } from './fixture.js';

/** What a table draws for a picture, before the page is as it was. */
async function shownInPicture(table: SvTable, take: () => Promise<unknown>) {
  const { printing } = table;
  const set = printing.set.bind(printing);
  let shown: { keys: string[]; further: number; note: string | undefined } | undefined;
  printing.set = (medium, rows) => {
    const { further } = printing;
    if (further) shown = { keys: keysOf(table), further: further.count, note: part(table, '.drawn').dataset.cut };
    set(medium, rows);
  };
  await take();
  printing.set = set;
  if (shown === undefined) throw new Error('nothing was drawn for it');
  return shown;
}

/** What is on the clipboard after a copy; `undefined` where it is left to the browser. */
function copied(from: Element, to: Element): string | undefined {
  document.getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
  const event = new Event('copy', { bubbles: true, composed: true, cancelable: true });
  const clipboardData = new DataTransfer();
  from.dispatchEvent(Object.assign(event, { clipboardData }));
  return event.defaultPrevented ? clipboardData.getData('text/plain') : undefined;
}

describe('<sv-table> of more rows than a page has, taken elsewhere', () => {
  it('has its first rows in a picture, wherever it is scrolled, and says how many it has', async () => {
    const [relay] = await large(2500, { max_rows: 2200 });
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    const before = inSight(table).keys;
    const rows = await table.printing.load(2100);
    expect(rows?.map(([key]) => key)).to.deep.equal(keysUpTo(2100));
    const shown = await shownInPicture(table, () => pictureOf(table, 'Orders'));
    expect(shown.keys.slice(0, 3)).to.deep.equal(['k0', 'k1', 'k2']);
    expect(shown.further).to.equal(2200 - shown.keys.length);
    expect(shown.note).to.equal(undefined);
    await painted();
    expect(inSight(table).keys).to.deep.equal(before);
  });

  it('prints the rows that are here, and says which', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    const cut = () => part(table, '.drawn').dataset.cut;
    window.dispatchEvent(new Event('beforeprint'));
    expect(keysOf(table).slice(0, 2)).to.deep.equal(['k0', 'k1']);
    expect(cut()).to.equal(`${keysOf(table).length} of 3,000 rows`);
    window.dispatchEvent(new Event('afterprint'));
    expect(cut()).to.equal(undefined);
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    window.dispatchEvent(new Event('beforeprint'));
    const [first] = keysOf(table);
    expect(first).to.equal('k2000');
    expect(cut()).to.equal(`2,001 – ${(2000 + keysOf(table).length).toLocaleString('en')} of 3,000 rows`);
    window.dispatchEvent(new Event('afterprint'));
    await painted();
    expect(inSight(table).keys).to.include('k2001');
  });

  it('copies the cells that are selected', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2001');
    const text = () => copied(cellOf(table, 'k2000', 'region'), cellOf(table, 'k2001', 'total'));
    await waitUntil(() => text() !== undefined, 'the part that copies is here');
    expect(text()).to.equal('Region 2000\t2000\t5\nRegion 2001\t2001');
  });

  it('offers files of all rows, and of those that are filtered', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    table.search = '"Region 12"';
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,000 rows', 'it is filtered');
    part(table, '.more').click();
    await waitUntil(() => parts(table, '.menu a').length > 0, 'there are links');
    const link = parts<HTMLAnchorElement>(table, '.menu a').find((one) => one.textContent?.includes('CSV · 111'));
    const text = await (await fetch(link?.href ?? '')).text();
    expect(text.trim().split('\n')).to.have.length(112);
  });
});
