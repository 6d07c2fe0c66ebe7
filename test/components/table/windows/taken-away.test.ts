import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { pictureOf } from '../../../../src/components/menu/picture.js';
import type { SvTable } from '../../../../src/components/table/sv-table.js';
import { waitUntil } from '../../until.js';
import { cellOf, keysOf, painted, part, parts } from '../fixture.js';
import { has, inSight, keysUpTo, large, MANY, ROW, rows, tableAt } from './fixture.js';

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

/** What a table draws for a print that its menu begins. */
async function printedByMenu(table: SvTable) {
  let printed: { keys: string[]; note: string | undefined } | undefined;
  const { print } = window;
  window.print = () => {
    window.dispatchEvent(new Event('beforeprint'));
    printed = { keys: keysOf(table), note: part(table, '.drawn').dataset.cut };
    window.dispatchEvent(new Event('afterprint'));
  };
  try {
    part(table, '.more').click();
    await waitUntil(() => parts(table, '.menu [role=menuitem]').length > 0, 'the menu is open');
    parts(table, '.menu [role=menuitem]')
      .find((item) => item.textContent?.trim() === 'Print page')
      ?.click();
    await waitUntil(() => printed !== undefined, 'it is printed');
    await sendKeys({ press: 'Escape' });
    await painted();
  } finally {
    window.print = print;
  }
  if (printed === undefined) throw new Error('nothing was printed');
  return printed;
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
    const rest = '; “Print page” in the menu has the first 3,000';
    expect(cut()).to.equal(`${keysOf(table).length} of 3,000 rows${rest}`);
    window.dispatchEvent(new Event('afterprint'));
    expect(cut()).to.equal(undefined);
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    window.dispatchEvent(new Event('beforeprint'));
    const [first] = keysOf(table);
    expect(first).to.equal('k2000');
    expect(cut()).to.equal(`2,001 – ${(2000 + keysOf(table).length).toLocaleString('en')} of 3,000 rows${rest}`);
    window.dispatchEvent(new Event('afterprint'));
    await painted();
    expect(inSight(table).keys).to.include('k2001');
  });

  it('prints its first rows by its menu, wherever it is scrolled, and says if there are more', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    const before = inSight(table).keys;
    const { keys, note } = await printedByMenu(table);
    expect(keys).to.deep.equal(keysUpTo(MANY));
    expect(note).to.equal(undefined);
    expect(inSight(table).keys).to.deep.equal(before);
    await feed.commit({ orders: { up: rows(MANY, 10_002) } });
    await waitUntil(() => part(table, '.count').textContent === '10,002 rows');
    const longer = await printedByMenu(table);
    expect(longer.keys).to.deep.equal(keysUpTo(10_000));
    expect(longer.note).to.equal('First 10,000 of 10,002 rows');
    window.dispatchEvent(new Event('beforeprint'));
    expect(keysOf(table).length, 'what was brought is not kept').to.be.below(1000);
    window.dispatchEvent(new Event('afterprint'));
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
