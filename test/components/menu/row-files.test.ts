import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import type { SvStat, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const columns = [
  { name: 'product', type: 'string' },
  { name: 'place', type: 'string' },
  { name: 'total', type: 'number' },
] as const;

/** 500 rows, of which 63 have "café" in one of two columns. */
const ROWS: readonly KeyedRow[] = Array.from({ length: 500 }, (_, i) => [
  `k${i}`,
  i < 30 ? `Café ${i}` : `Tea ${i}`,
  i >= 30 && i < 63 ? 'cafe\u0301' : '=home',
  500 - i,
]);

interface Item {
  readonly label: string;
  readonly element: HTMLElement;
}

async function exportsOf(element: HTMLElement): Promise<Item[]> {
  const items = () => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  if (items().length === 0) part(element, '.more').click();
  await waitUntil(() => items().length > 0, 'the menu is open');
  const found = items().map((item) => ({ label: item.textContent?.trim() ?? '', element: item }));
  return found.filter(({ label }) => /^Export/.test(label));
}

/** The text of an exported file and its name, by whichever way it comes. */
async function fileOf(items: readonly Item[], label: string): Promise<{ name: string; text: string }> {
  const item = items.find((one) => one.label === label);
  if (item === undefined) throw new Error(`there is no "${label}"; there are: ${items.map((one) => one.label)}`);
  if (item.element instanceof HTMLAnchorElement) {
    const answer = await fetch(item.element.href);
    const [, name = ''] = /filename="(.+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    return { name, text: await answer.text() };
  }
  const saved = new Promise<HTMLAnchorElement>((resolve) => {
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      HTMLAnchorElement.prototype.click = click;
      resolve(this);
    };
  });
  item.element.click();
  const link = await saved;
  return { name: link.download, text: await (await fetch(link.href)).text() };
}

function linesOf({ text }: { text: string }): string[] {
  return text.split('\r\n').slice(1, -1);
}

async function search(table: SvTable, text: string): Promise<void> {
  table.search = text;
  await table.updateComplete;
}

describe('the files of a table of a relay', () => {
  let relay: TestRelay;
  beforeEach(async () => {
    relay = await TestRelay.start();
  });
  afterEach(() => relay.kill());

  async function tableOf(more: object = {}): Promise<SvTable> {
    const orders = { widget_type: 'table', title: 'Orders', columns, sort_by: 'total', ...more } as const;
    const feed = await relay.feed({ type: 'config', widgets: { orders } });
    await feed.commit({ orders: { up: ROWS } });
    const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
    await waitUntil(() => table.matches(':state(live)'));
    await table.updateComplete;
    return table;
  }

  it('are those of all rows, and without a word, where all are seen', async () => {
    const items = await exportsOf(await tableOf());
    expect(items.map(({ label }) => label)).to.deep.equal(['Export CSV', 'Export JSON', 'Export NDJSON']);
    expect(items[0]?.element.getAttribute('href')).to.equal(`${relay.url}export/orders.csv`);
  });

  it('are those of the filtered rows, as they are seen, and of all, each with its number', async () => {
    const table = await tableOf();
    await search(table, 'CAFE');
    table.chosenSort = [['total', 'desc']];
    await table.updateComplete;
    const items = await exportsOf(table);
    expect(items.map(({ label }) => label)).to.deep.equal(
      ['CSV', 'JSON', 'NDJSON'].flatMap((format) => [`Export ${format} · 63 filtered`, `Export ${format} · all 500`]),
    );
    await expect(table).to.be.accessible();
    const filtered = await fileOf(items, 'Export CSV · 63 filtered');
    expect(filtered.name).to.equal('orders-filtered.csv');
    expect(linesOf(filtered)).to.deep.equal(
      ROWS.slice(0, 63).map(
        ([, product, place, total]) => `${product},${place === '=home' ? "'=home" : place},${total}`,
      ),
    );
    const all = await fileOf(items, 'Export NDJSON · all 500');
    expect(all.name).to.equal('orders.ndjson');
    expect(all.text.trim().split('\n')).to.have.length(500);
  });

  it('have all filtered rows of a table that shows at most some, and say how many', async () => {
    const table = await tableOf({ max_rows: 10 });
    const [csv] = await exportsOf(table);
    expect(csv?.label).to.equal('Export CSV · all 500');
    part(table, '.more').click();
    await search(table, 'café');
    const items = await exportsOf(table);
    expect(linesOf(await fileOf(items, 'Export CSV · 63 filtered'))).to.have.length(63);
  });

  it('have the filtered rows also by words that are too many for an address', async () => {
    const table = await tableOf();
    await search(table, 'product:caf '.repeat(17));
    const items = await exportsOf(table);
    const filtered = await fileOf(items, 'Export CSV · 30 filtered');
    expect(filtered.name).to.equal('orders-filtered.csv');
    expect(linesOf(filtered)).to.have.length(30);
  });
});

describe('the files of data of the page', () => {
  for (const tag of ['sv-table', 'sv-stat', 'sv-metric', 'sv-gauge']) {
    it(`are written as the relay writes them, for <${tag}>`, async () => {
      const element = document.createElement(tag) as SvStat;
      element.heading = 'Größe & Co';
      const collection = new Collection({
        columns: [
          { name: 'time', type: 'datetime', zone: 'UTC' },
          { name: 'value', type: 'number' },
        ],
      });
      collection.upsert('1', 1_760_000_000_000, 42);
      element.collection = collection;
      await fixture(element);
      await element.updateComplete;
      const items = await exportsOf(element);
      expect(items.map(({ label }) => label)).to.deep.equal(['Export CSV', 'Export JSON', 'Export NDJSON']);
      const { name, text } = await fileOf(items, 'Export CSV');
      expect([name, text]).to.deep.equal(['gro-e-co.csv', 'time,value\r\n2025-10-09T08:53:20.000Z,42\r\n']);
    });
  }

  it('begin with a byte order mark, and are those that are filtered, in the order that is seen', async () => {
    const table = await fixture<SvTable>(html`<sv-table heading="Own" sort="total"></sv-table>`);
    const collection = new Collection({ columns });
    collection.replace(ROWS);
    table.collection = collection;
    await search(table, 'café');
    const items = await exportsOf(table);
    const made: Blob[] = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      made.push(blob);
      return createObjectURL(blob);
    };
    const filtered = await fileOf(items, 'Export CSV · 63 filtered').finally(() => {
      URL.createObjectURL = createObjectURL;
    });
    expect(filtered.name).to.equal('own-filtered.csv');
    expect(linesOf(filtered).map((line) => line.split(',').at(-1))).to.deep.equal(
      Array.from({ length: 63 }, (_, i) => `${438 + i}`),
    );
    const [bytes] = await Promise.all(made.map(async (blob) => new Uint8Array(await blob.slice(0, 3).arrayBuffer())));
    expect([...(bytes ?? [])]).to.deep.equal([0xef, 0xbb, 0xbf]);
    const all = await fileOf(await exportsOf(table), 'Export JSON · all 500');
    expect(JSON.parse(all.text)).to.have.length(500);
  });
});
