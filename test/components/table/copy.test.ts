import { expect, fixture, html } from '@open-wc/testing';
import { Collection } from '../../../src/core/collection.js';
import { waitUntil } from '../until.js';
import { cellOf, headOf, part, tableOf } from './fixture.js';

const COLUMNS = [
  { name: 'name', type: 'string' },
  { name: 'total', type: 'number', format: '$,.2f' },
  { name: 'big', type: 'integer' },
] as const;

/** Selects from one cell to another, and copies, once the part that does it has come. */
async function copied(from: Element, to: Element): Promise<DataTransfer | undefined> {
  await waitUntil(() => copyOf(from, to) !== undefined, 'the cells are copied');
  return copyOf(from, to);
}

/** Gives what is on the clipboard; `undefined` where the copy is left to the browser. */
function copyOf(from: Element, to: Element, end = to.childNodes.length): DataTransfer | undefined {
  const selection = from.ownerDocument.getSelection() as Selection;
  selection.setBaseAndExtent(from, 0, to, end);
  const event = new Event('copy', { bubbles: true, composed: true, cancelable: true });
  // Firefox lets nobody read from a ClipboardEvent that a script has made
  const clipboardData = new DataTransfer();
  from.dispatchEvent(Object.assign(event, { clipboardData }));
  return event.defaultPrevented ? clipboardData : undefined;
}

describe('a copy of cells of <sv-table>', () => {
  it('is text between tabs and a table of HTML, with whole numbers and without formulas', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann <b>', 1234567.891, 12);
    collection.upsert('b', '=1+1', -5, '9007199254740993');
    collection.upsert('c', 'a\t"tab"\nand a line', null, 3);
    const table = await tableOf(collection);
    const data = await copied(cellOf(table, 'a', 'name'), cellOf(table, 'c', 'big'));
    expect(data?.getData('text/plain')).to.equal(
      'Ann <b>\t1234567.891\t12\n\'=1+1\t-5\t9007199254740993\n"a\t""tab""\nand a line"\t\t3',
    );
    expect(data?.getData('text/html')).to.equal(
      '<table><tr><td>Ann &lt;b&gt;</td><td>1234567.891</td><td>12</td></tr>' +
        "<tr><td>'=1+1</td><td>-5</td><td>9007199254740993</td></tr>" +
        '<tr><td>a\t"tab"<br>and a line</td><td></td><td>3</td></tr></table>',
    );
  });

  it('has only the cells that are selected', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    collection.upsert('b', 'Bob', 3, 4);
    const table = await tableOf(collection);
    const data = await copied(cellOf(table, 'a', 'total'), cellOf(table, 'b', 'name'));
    expect(data?.getData('text/plain')).to.equal('1\t2\nBob');
  });

  it('has the heads if they are selected, and begins with them if the selection begins in the title', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    const table = await tableOf(collection);
    const data = await copied(part(table, 'h2'), cellOf(table, 'a', 'big'));
    expect(data?.getData('text/plain')).to.equal('name\ttotal\tbig\nAnn\t1\t2');
  });

  it('has times with their date, also those of today', async () => {
    const collection = new Collection({ columns: [COLUMNS[0], { name: 'at', type: 'datetime', zone: 'UTC' }] });
    const now = new Date();
    collection.upsert('a', 'Ann', now.getTime());
    const table = await tableOf(collection);
    const data = await copied(cellOf(table, 'a', 'name'), cellOf(table, 'a', 'at'));
    expect(data?.getData('text/plain')).to.match(new RegExp(`^Ann\t${now.getFullYear()}-\\d\\d-\\d\\d \\d\\d:`));
  });

  it('has nothing of a cell at whose beginning the selection ends, as a triple click does', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    const table = await tableOf(collection);
    const [first, next] = [cellOf(table, 'a', 'name'), cellOf(table, 'a', 'total')];
    await copied(first, next);
    expect(copyOf(first, next, 0)).to.equal(undefined);
  });

  it('is made in the document that the table is in', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    const table = await tableOf(collection);
    const frame = await fixture<HTMLIFrameElement>(html`<iframe width="600" height="400"></iframe>`);
    frame.contentDocument?.body.append(table);
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key] .text')?.getBoundingClientRect().width, 'a row');
    const data = await copied(cellOf(table, 'a', 'name'), cellOf(table, 'a', 'big'));
    expect(data?.getData('text/plain')).to.equal('Ann\t1\t2');
  });

  it('is left to the browser within one cell', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    const table = await tableOf(collection);
    const cell = cellOf(table, 'a', 'name');
    await copied(cell, cellOf(table, 'a', 'total'));
    expect(copyOf(cell, cell)).to.equal(undefined);
  });

  it('has the names of the columns whose heads are selected, also alone', async () => {
    const collection = new Collection({ columns: COLUMNS });
    collection.upsert('a', 'Ann', 1, 2);
    const table = await tableOf(collection);
    const heads = await copied(headOf(table, 'name'), headOf(table, 'total'));
    expect(heads?.getData('text/plain')).to.equal('name\ttotal');
    const all = await copied(headOf(table, 'name'), cellOf(table, 'a', 'total'));
    expect(all?.getData('text/plain')).to.equal('name\ttotal\tbig\nAnn\t1');
  });
});
