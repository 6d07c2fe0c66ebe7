import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import { pictureOf } from '../../../src/components/menu/picture.js';
import { layoutOf, roomFor } from '../../../src/components/menu/picture-layout.js';
import type { SvDashboard, SvTable } from '../../../src/index.js';
import { Collection } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { drawn, elementOf, part } from '../value-fixture.js';

const WIDTH = 300;
const EDGE = 12;
const GAP = 24;
const mark = { name: 'mark', type: 'string' } as const;

/** Rows are told apart by how much is written in them. */
const lettersOf = (index: number) => 1 + ((index * 7) % 13);

async function tableOf(count: number): Promise<SvTable> {
  const collection = new Collection({ columns: [mark] });
  collection.replace(Array.from({ length: count }, (_, i) => [`${i}`, 'M'.repeat(lettersOf(i))]));
  const table = await elementOf<SvTable>('sv-table', collection);
  table.style.setProperty('inline-size', `${WIDTH}px`);
  await drawn(table);
  return table;
}

/** The widths of the lines of text in a part of a picture, from top to bottom. */
function linesIn(bitmap: ImageBitmap, x: number, width: number): number[] {
  const pen = new OffscreenCanvas(width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.drawImage(bitmap, -x, 0);
  const { data } = pen.getImageData(0, 0, width, bitmap.height);
  const lines: number[] = [];
  let isInLine = false;
  for (let y = 0; y < bitmap.height; y++) {
    let [first, last] = [-1, -1];
    for (let at = 0; at < width; at++) {
      if ((data[(y * width + at) * 4] ?? 255) > 140) continue;
      if (first < 0) first = at;
      last = at;
    }
    if (last < 0) isInLine = false;
    else if (isInLine) lines.push(Math.max(lines.pop() ?? 0, last - first + 1));
    else {
      lines.push(last - first + 1);
      isInLine = true;
    }
  }
  return lines;
}

describe('a picture of a long table', () => {
  for (const [count, strips] of [
    [1284, 1],
    [3000, 3],
  ] as const) {
    it(`has all ${count} rows in order, each once, in ${strips} strips`, async () => {
      const bitmap = await createImageBitmap(await pictureOf(await tableOf(count), 'MMM'));
      const across = 2 * EDGE + strips * (WIDTH + GAP) - GAP;
      const scale = bitmap.width / across;
      expect(bitmap.height).to.be.within(27_000, 32_767);
      expect(scale, 'it is legible').to.be.within(0.75, 1);
      const read: number[] = [];
      for (let strip = 0; strip < strips; strip++) {
        const x = Math.round((EDGE + strip * (WIDTH + GAP)) * scale);
        const lines = linesIn(bitmap, x, Math.floor(WIDTH * scale));
        // The title and the head above, the caption below.
        read.push(...(strip === 0 ? lines.slice(2, -1) : lines.slice(1)));
      }
      const letter = Math.max(...read) / 13;
      expect(read.map((width) => Math.round(width / letter))).to.deep.equal(
        Array.from({ length: count }, (_, i) => lettersOf(i)),
      );
    });
  }

  it('is drawn some rows at a time, and the page goes on meanwhile', async () => {
    const table = await tableOf(5000);
    let turns = 0;
    let most = 0;
    const turn = () => {
      turns++;
      most = Math.max(most, table.shadowRoot?.querySelectorAll('[data-key]').length ?? 0);
    };
    const turning = setInterval(turn);
    const picture = pictureOf(table, 'Marks');
    turn();
    await picture;
    clearInterval(turning);
    expect(turns).to.be.greaterThan(10);
    expect(most, 'rows in the page').to.be.lessThan(300);
    expect(table.hasAttribute('printing')).to.equal(false);
  });

  it('has 10,000 rows and says so', async () => {
    const table = await tableOf(12_000);
    table.printing.set('picture');
    expect(part(table, '.drawn').dataset.cut).to.equal('First 10,000 of 12,000 rows');
    expect(table.offsetHeight).to.be.within(28 * 10_000, 28 * 10_005);
    table.printing.set(undefined);
    expect(part(table, '.drawn').dataset.cut).to.equal(undefined);
    await drawn(table);
    expect(table.offsetHeight).to.equal(420);
  });

  it('has columns that are as wide as texts far below', async () => {
    const table = await elementOf<SvTable>('sv-table', undefined);
    const collection = new Collection({ columns: [mark, { name: 'value', type: 'number' }, { ...mark, name: 'b' }] });
    collection.replace(Array.from({ length: 500 }, (_, i) => [`${i}`, 'a', i === 400 ? 123_456_789_012 : i, 'b']));
    table.collection = collection;
    await drawn(table);
    const width = () => part(table, '.drawn [data-column=value]').getBoundingClientRect().width;
    const before = width();
    table.printing.set('picture');
    expect(width()).to.be.greaterThan(before + 30);
    table.printing.set(undefined);
  });

  it('of a board has all rows of a table that is among others', async () => {
    const relay = await TestRelay.start();
    const value = { name: 'value', type: 'number' } as const;
    const widgets = {
      total: { widget_type: 'stat', title: 'Total', columns: [{ name: 'time', type: 'datetime' }, value] },
      orders: { widget_type: 'table', title: 'Orders', columns: [mark] },
    } as const;
    const feed = await relay.feed({ type: 'config', title: 'Shop', widgets });
    await feed.commit({ orders: { up: Array.from({ length: 2000 }, (_, i) => [`${i}`, `order ${i}`]) } });
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    await waitUntil(() => board.shadowRoot?.querySelector('sv-table')?.shadowRoot?.querySelector('[data-key]'));
    const { width } = part(board, '.board').getBoundingClientRect();
    const bitmap = await createImageBitmap(await pictureOf(board, 'Shop'));
    expect(bitmap.width, 'two strips').to.equal(2 * Math.floor(width) + GAP);
    expect(bitmap.height).to.be.within(14 * 2000, 14 * 2000 + 1000);
    await relay.kill();
  });
});

describe('the size of a picture', () => {
  const rows = (count: number, top = 100) => ({ top, height: 28, count, head: { top: top - 28, height: 28 } });
  const layout = (width: number, count: number) =>
    layoutOf({ width, height: 150 + count * 28, around: 40, tables: [rows(count)] });

  it('is twice that of the page, then less, then the rows are in strips that no browser refuses', () => {
    expect(layout(600, 300).scale).to.equal(2);
    expect(layout(600, 900).strips.length).to.equal(1);
    expect(layout(600, 900).scale).to.be.within(1, 2);
    for (const [width, count] of [
      [600, 2000],
      [1416, 5000],
      [1416, 10_000],
      [300, 10_000],
    ] as const) {
      const { scale, strips } = layout(width, count);
      const down = Math.max(...strips.map(({ from, to }) => to - from)) + 40 + 28;
      expect(scale).to.be.within(0.75, 1);
      expect(down * scale).to.be.at.most(32_767);
      expect(down * strips.length * (width + GAP) * scale ** 2).to.be.at.most(2 ** 28);
      expect(roomFor({ width, height: 150 + count * 28 })).to.equal(1);
    }
  });

  it('has no row cut in two, also of a second table, and each has its head again', () => {
    const tables = [rows(2000), rows(2000, 56_110)];
    const { strips } = layoutOf({ width: 600, height: 112_200, around: 40, tables });
    expect(strips.length).to.equal(4);
    expect([strips[0]?.from, strips.at(-1)?.to]).to.deep.equal([0, 112_200]);
    strips.slice(1).forEach(({ from, head }, i) => {
      expect(from).to.equal(strips[i]?.to);
      const { top, height } = tables[from > 56_110 ? 1 : 0] as (typeof tables)[0];
      expect((from - top) % height, 'between two rows').to.equal(0);
      expect(head?.top, 'the head of this table').to.equal(top - 28);
    });
  });

  it('has room for fewer rows where a board is very wide', () => {
    expect(roomFor({ width: 3000, height: 280_000 })).to.be.within(0.5, 0.6);
  });
});
