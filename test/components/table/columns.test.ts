import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import {
  cellOf,
  filterBy,
  headOf,
  keysOf,
  ordersOf,
  painted,
  part,
  parts,
  rowOf,
  sortButton,
  tableOf,
} from './fixture.js';

/** Columns of numbers, the second of texts. */
const columnsOf = (count: number): Column[] =>
  Array.from({ length: count }, (_, i): Column => ({ name: `column ${i}`, type: i === 1 ? 'string' : 'integer' }));
const rowsOf = (count: number, columns: number): KeyedRow[] =>
  Array.from(
    { length: count },
    (_, r): KeyedRow => [`k${r}`, ...Array.from({ length: columns }, (_, c) => (c === 1 ? `name ${r}` : r * 1000 + c))],
  );
const wide = async (columns: number, width: number, rows = 30) => {
  const table = await tableOf(ordersOf(rowsOf(rows, columns), columnsOf(columns)));
  table.style.setProperty('inline-size', `${width}px`);
  await painted();
  await painted();
  return table;
};
const shownOf = (table: SvTable) => parts(table, '[data-head]').map((head) => head.dataset.head);
const scrollSideways = async (table: SvTable, left: number) => {
  part(table, '.scroll').scrollLeft = left;
  await painted();
  await painted();
};
const isInSight = (table: SvTable, element: Element) => {
  const { left, right } = element.getBoundingClientRect();
  const view = part(table, '.scroll').getBoundingClientRect();
  return left >= view.left - 1 && right <= view.right + 1;
};
const beyondOf = (table: SvTable) => parts(table, '.beyond')[0]?.textContent ?? '';

describe('the columns of <sv-table>', () => {
  it('are all there at any width, and it says how many are out of sight', async () => {
    for (const width of [360, 700, 1200]) {
      const table = await wide(13, width);
      expect(shownOf(table)).to.deep.equal(columnsOf(13).map(({ name }) => name));
      expect(rowOf(table, 'k0').children.length).to.equal(13);
      expect(part(table, '.scroll').getAttribute('aria-colcount')).to.equal('13');
      const unseen = parts(table, '[data-head]').filter((head) => {
        const { left, right } = head.getBoundingClientRect();
        return (left + right) / 2 > part(table, '.scroll').getBoundingClientRect().right;
      });
      expect(beyondOf(table), `at ${width}`).to.equal(unseen.length === 0 ? '' : `+${unseen.length}`);
    }
  });

  it('are scrolled sideways below the first of texts, which stays', async () => {
    const table = await wide(13, 500);
    const name = cellOf(table, 'k0', 'column 1');
    const last = cellOf(table, 'k0', 'column 12');
    expect(isInSight(table, last)).to.equal(false);
    await scrollSideways(table, 5000);
    expect(isInSight(table, last)).to.equal(true);
    expect(isInSight(table, name)).to.equal(true);
    expect(isInSight(table, headOf(table, 'column 1'))).to.equal(true);
    expect(getComputedStyle(name).boxShadow).not.to.equal('none');
    expect(Number(beyondOf(table).slice(1))).to.be.greaterThan(0);
    const above = document.elementFromPoint(
      name.getBoundingClientRect().left + 4,
      name.getBoundingClientRect().top + 9,
    );
    expect(above).to.equal(table);
  });

  it('have cells where they are in sight or near, if they are many', async () => {
    const table = await wide(200, 800);
    const cells = () => rowOf(table, 'k0').children.length;
    expect(cells()).to.be.lessThan(40);
    const name = cellOf(table, 'k0', 'column 1');
    for (let at = 0; at < 12_000; at += 700) {
      await scrollSideways(table, at);
      const view = part(table, '.scroll').getBoundingClientRect();
      const boxes = [...rowOf(table, 'k0').children].map((cell) => cell.getBoundingClientRect());
      for (let x = view.left + 5; x < view.right - 5; x += 20) {
        expect(
          boxes.some(({ left, right }) => left <= x && right >= x),
          `at ${at}, ${x}`,
        ).to.equal(true);
      }
      expect(cells()).to.be.lessThan(45);
    }
    expect(cellOf(table, 'k0', 'column 1')).to.equal(name);
    await scrollSideways(table, 1e6);
    expect(cellOf(table, 'k3', 'column 199').textContent).to.equal('3,199');
    expect(cellOf(table, 'k3', 'column 199').getAttribute('aria-colindex')).to.equal('200');
  });

  it('are scrolled from the right to the left in a page that is written so', async () => {
    const table = await wide(60, 500);
    table.dir = 'rtl';
    await painted();
    await scrollSideways(table, -100_000);
    await waitUntil(() => parts(table, '[data-key=k0] [data-column="column 59"]').length === 1, 'it has a cell');
    await waitUntil(() => isInSight(table, cellOf(table, 'k0', 'column 59')), 'it is in sight');
    await waitUntil(() => isInSight(table, cellOf(table, 'k0', 'column 1')), 'the names stay');
  });

  it('sort where the whole head is pressed, and come back to the first order', async () => {
    const table = await wide(3, 800);
    const head = headOf(table, 'column 2').getBoundingClientRect();
    const press = async () => {
      await sendMouse({ type: 'click', position: [Math.round(head.left + 14), Math.round(head.top + 6)] });
      await painted();
    };
    const sorts: unknown[] = [];
    table.addEventListener('sv-sort', ({ terms }) => sorts.push(terms));
    for (let i = 0; i < 3; i++) await press();
    expect(sorts).to.deep.equal([[['column 2', 'asc']], [['column 2', 'desc']], undefined]);
    table.sort = 'column 0 desc';
    await painted();
    await press();
    await press();
    expect(keysOf(table)[0]).to.equal('k29');
    await press();
    expect(headOf(table, 'column 0').getAttribute('aria-sort')).to.equal('descending');
  });

  it('are added to the order with Shift, and say their places', async () => {
    const columns: Column[] = [
      { name: 'kind', type: 'string' },
      { name: 'size', type: 'number' },
    ];
    const rows: KeyedRow[] = [
      ['a', 'x', 1],
      ['b', 'y', 2],
      ['c', 'x', 3],
      ['d', 'y', 4],
    ];
    const table = await tableOf(ordersOf(rows, columns));
    sortButton(table, 'kind').click();
    await painted();
    const shift = () =>
      sortButton(table, 'size').dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true }));
    shift();
    await painted();
    expect(keysOf(table)).to.deep.equal(['a', 'c', 'b', 'd']);
    expect(parts(table, '[data-head] small').map((place) => place.textContent)).to.deep.equal(['1', '2']);
    // With its place a head has another text.
    const size = part<HTMLButtonElement>(table, '[data-head=size] button');
    size.dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true }));
    await painted();
    expect(keysOf(table)).to.deep.equal(['c', 'a', 'd', 'b']);
    size.dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true }));
    await painted();
    expect(table.chosenSort).to.deep.equal([['kind', 'asc']]);
  });

  it('become as wide as their edge is dragged, and fit again after a double click', async () => {
    const table = await wide(4, 900);
    const widthOf = (name: string) => Math.round(headOf(table, name).getBoundingClientRect().width);
    const before = widthOf('column 2');
    const grip = () => {
      const { left, top, width, height } = (
        headOf(table, 'column 2').querySelector('.grip') as Element
      ).getBoundingClientRect();
      return [Math.round(left + width / 2), Math.round(top + height / 2)] as [number, number];
    };
    const [x, y] = grip();
    const sorts: unknown[] = [];
    table.addEventListener('sv-sort', ({ terms }) => sorts.push(terms));
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x - 90, y] });
    await painted();
    expect(widthOf('column 2')).to.equal(before - 90);
    await sendMouse({ type: 'up' });
    await painted();
    expect(widthOf('column 2')).to.equal(before - 90);
    expect(widthOf('column 1')).to.be.greaterThan(100);
    headOf(table, 'column 2')
      .querySelector('.grip')
      ?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await painted();
    expect(widthOf('column 2')).to.equal(before);
    expect(sorts).to.deep.equal([]);
  });

  it('keep the widths that others have, also while one is dragged and rows change', async () => {
    const table = await wide(4, 900);
    table.chosenColumns = [{ name: 'column 0', width: 200 }, { name: 'column 1' }, { name: 'column 2', width: 150 }];
    await painted();
    const widths = () =>
      ['column 0', 'column 2'].map((name) => Math.round(headOf(table, name).getBoundingClientRect().width));
    const { left, top, width, height } = (
      headOf(table, 'column 2').querySelector('.grip') as Element
    ).getBoundingClientRect();
    const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)];
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [x + 60, y] });
    await painted();
    expect(widths()).to.deep.equal([200, 210]);
    table.collection?.upsert('k0', 123_456_789_012, 'a much longer name than all before', 1, 2);
    await painted();
    expect(widths()).to.deep.equal([200, 210]);
    await sendMouse({ type: 'up' });
    await painted();
    expect(widths()).to.deep.equal([200, 210]);
  });

  it('change places when they are dragged by their heads', async () => {
    const table = await wide(4, 900);
    const middle = (name: string) => {
      const { left, top, width, height } = headOf(table, name).getBoundingClientRect();
      return [Math.round(left + width / 2), Math.round(top + height / 2)] as [number, number];
    };
    const sorts: unknown[] = [];
    table.addEventListener('sv-sort', ({ terms }) => sorts.push(terms));
    await sendMouse({ type: 'move', position: middle('column 3') });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: middle('column 2') });
    await sendMouse({ type: 'move', position: middle('column 1') });
    expect(part(table, '.drop').hidden).to.equal(false);
    await sendMouse({ type: 'up' });
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 0', 'column 3', 'column 1', 'column 2']);
    expect([...rowOf(table, 'k2').children].map((cell) => cell.textContent)).to.deep.equal([
      '2,000',
      '2,003',
      'name 2',
      '2,002',
    ]);
    expect(sorts).to.deep.equal([]);
    expect(parts(table, '.drop')).to.deep.equal([]);
  });

  it('are moved and resized by keys on their heads', async () => {
    const table = await wide(3, 900);
    const press = async (name: string, key: string, modifier: 'shiftKey' | 'altKey') => {
      sortButton(table, name).dispatchEvent(new KeyboardEvent('keydown', { key, [modifier]: true, bubbles: true }));
      await painted();
    };
    await press('column 0', 'ArrowRight', 'shiftKey');
    expect(shownOf(table)).to.deep.equal(['column 1', 'column 0', 'column 2']);
    await press('column 0', 'ArrowLeft', 'shiftKey');
    expect(shownOf(table)).to.deep.equal(['column 0', 'column 1', 'column 2']);
    await press('column 0', 'ArrowRight', 'altKey');
    const [chosen] = table.chosenColumns ?? [];
    await press('column 0', 'ArrowRight', 'altKey');
    expect(table.chosenColumns?.[0]?.width).to.equal((chosen?.width ?? 0) + 10);
  });

  it('are chosen in a list, which says what is hidden', async () => {
    const table = await wide(4, 900);
    const requests: unknown[] = [];
    table.addEventListener('sv-columns', ({ choices }) => requests.push(choices));
    const columns = table.menuOffer.view.find(({ label }) => label === 'Columns …');
    columns?.run?.();
    await waitUntil(() => parts(table, '.column-menu').length === 1, 'the list is there');
    const box = (name: string) =>
      parts<HTMLInputElement>(table, '.column-menu label')
        .find((label) => label.textContent?.trim() === name)
        ?.querySelector('input') as HTMLInputElement;
    box('column 0').click();
    box('column 2').click();
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 1', 'column 3']);
    expect(part(table, '.plain').textContent?.trim()).to.equal('2 columns hidden');
    expect(part(table, '.plain').title).to.equal('column 0, column 2');
    part(table, '[aria-label="Pin column 3"]').click();
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 3', 'column 1']);
    part(table, '[aria-label="Move column 3 up"]').click();
    await painted();
    expect(table.shadowRoot?.activeElement?.getAttribute('aria-label')).to.equal('Move column 3 up');
    await expect(table).to.be.accessible();
    const [reset] = parts<HTMLButtonElement>(table, '.column-menu header button').slice(-1);
    reset?.click();
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 0', 'column 1', 'column 2', 'column 3']);
    expect(requests.at(-1)).to.equal(undefined);
    part(table, '.column-menu').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(parts(table, '.column-menu')).to.deep.equal([]);
  });

  it('have totals below them over all rows that are found, which follow them', async () => {
    const columns: Column[] = [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number', format: ',.2f', unit: '€' },
      { name: 'count', type: 'integer' },
    ];
    const rows = Array.from({ length: 200 }, (_, i): KeyedRow => [`k${i}`, i % 2 ? 'eu' : 'us', i + 0.5, i]);
    const orders = ordersOf(rows, columns);
    const table = await tableOf(orders, { totals: 'total sum, count max' });
    const totalOf = (of: string) => parts(table, `.totals [data-total=${of}] .text`)[0]?.textContent;
    await waitUntil(() => totalOf('sum') === '€20,000.00', 'it is there');
    expect(totalOf('max')).to.equal('199');
    expect(part(table, '.totals [data-total=sum]').title).to.equal('Sum of total over 200 rows: €20,000');
    const { bottom } = part(table, '.scroll').getBoundingClientRect();
    expect(Math.abs(part(table, '.totals').getBoundingClientRect().bottom - bottom)).to.be.lessThan(2);
    orders.apply({ up: [['k0', 'us', 1000.5, 500]], del: ['k1'] });
    await painted();
    expect([totalOf('sum'), totalOf('max')]).to.deep.equal(['€20,998.50', '500']);
    await filterBy(table, 'eu');
    await waitUntil(() => totalOf('sum') === '€10,048.50', 'of those that are found');
    table.chosenColumns = [{ name: 'region', total: 'count' }, { name: 'total', total: 'none' }, { name: 'count' }];
    await waitUntil(() => totalOf('count') === '99', 'the viewer has chosen it');
    expect(totalOf('sum')).to.equal(undefined);
    await expect(table).to.be.accessible();
  });

  it('that are hidden say that a search has found rows by them', async () => {
    const columns: Column[] = [
      { name: 'region', type: 'string' },
      { name: 'owner', type: 'string' },
      { name: 'note', type: 'string' },
    ];
    const rows: KeyedRow[] = [
      ['a', 'Europe', 'Ann', 'x'],
      ['b', 'Annapolis', 'Ben', 'y'],
    ];
    const table = await tableOf(ordersOf(rows, columns), { columns: 'region' });
    await filterBy(table, 'euro');
    expect(parts(table, '.plain')).to.deep.equal([]);
    await filterBy(table, 'ann');
    expect(keysOf(table)).to.deep.equal(['a', 'b']);
    await painted();
    expect(part(table, '.plain').textContent?.replaceAll(/\s+/g, ' ').trim()).to.equal('found in hidden “owner”');
  });

  it('become smaller on paper, and those that do not fit are named', async () => {
    for (const count of [4, 30]) {
      const table = await wide(count, 600);
      table.printing.set('paper');
      const said = parts(table, '.unfitting')[0]?.textContent ?? '';
      const drawn = shownOf(table).length;
      expect(rowOf(table, 'k0').children.length).to.equal(drawn);
      expect(drawn === count, `${drawn} of ${count}`).to.equal(count === 4);
      const others = columnsOf(count).slice(drawn);
      expect(said).to.equal(
        others.length === 0 ? '' : `${drawn} of ${count} columns, without ${others.map(({ name }) => name).join(', ')}`,
      );
      table.printing.set(undefined);
      await painted();
      expect(shownOf(table).length).to.equal(count);
      expect(parts(table, '.unfitting')).to.deep.equal([]);
    }
  });

  it('keep the rest in order when the author names some of them twice, or the viewer some that have gone', async () => {
    const table = await wide(4, 900);
    table.columns = 'column 2, column 0, column 2';
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 2', 'column 0']);
    table.chosenColumns = [{ name: 'gone' }, { name: 'column 0', width: 200 }];
    await painted();
    expect(shownOf(table)).to.deep.equal(['column 0', 'column 2']);
    expect(Math.round(headOf(table, 'column 0').getBoundingClientRect().width)).to.equal(200);
  });
});
