import { expect } from '@open-wc/testing';
import { Collection } from '../../../src/core/collection.js';
import { waitUntil } from '../until.js';
import { cellOf, headOf, tableOf } from './fixture.js';

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
function copyOf(from: Element, to: Element): DataTransfer | undefined {
  const selection = getSelection() as Selection;
  selection.setBaseAndExtent(from, 0, to, to.childNodes.length);
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
