import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import type { Column, ColumnType, KeyedRow } from '../../../src/core/values.js';
import type { SvDashboard, SvMetric, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { drawn, elementOf, part } from '../value-fixture.js';

const WALL: Column = { name: 'time', type: 'datetime' };
const ZONE: Column = { name: 'time', type: 'datetime', zone: 'UTC' };
const PLAIN: Column = { name: 'time', type: 'number' };
/** Nanoseconds and microseconds taken for milliseconds, numbers beyond 2^53, and beyond every `Date`. */
const FAR = [1.76e18, 8.64e15, 8.64e15 + 2, 1e16, -1e17, -1e300];

function collectionOf(time: Column, rows: KeyedRow[], value: ColumnType = 'number', more: Partial<Column> = {}) {
  const columns = [time, { name: 'value', type: value, ...more }];
  if (rows.some((row) => row.length > 3)) columns.push({ name: 'series', type: 'string' });
  const collection = new Collection({ columns });
  collection.replace(rows);
  return collection;
}

/** Fails if something throws while it runs, also in a frame or a timer. */
async function withoutErrors(run: () => Promise<void>): Promise<void> {
  const errors: string[] = [];
  const note = (event: ErrorEvent | PromiseRejectionEvent) =>
    errors.push(String('reason' in event ? event.reason : event.message));
  window.addEventListener('error', note);
  window.addEventListener('unhandledrejection', note);
  try {
    await run();
    await nextFrame();
  } finally {
    window.removeEventListener('error', note);
    window.removeEventListener('unhandledrejection', note);
  }
  expect(errors.filter((text) => !text.startsWith('ResizeObserver'))).to.deep.equal([]);
}

describe('a chart of times that are far out of range', () => {
  for (const time of [WALL, ZONE, PLAIN]) {
    it(`is drawn, with a span too, and read, where they are ${time.zone ?? time.type}`, () =>
      withoutErrors(async () => {
        for (const far of FAR) {
          const apart = [0, Math.abs(far) * 2.3e-16, 1e9].map((by, i): KeyedRow => [String(i), far + by, i]);
          for (const rows of [apart.slice(0, 1), [...apart, ['now', Date.now(), 1] as const]]) {
            for (const span of ['', '300']) {
              const chart = await elementOf<SvMetric>('sv-metric', collectionOf(time, rows), span ? { span } : {});
              const plot = part(chart, '.plot');
              for (const key of ['End', 'ArrowLeft', 'ArrowRight', '+', '-', 'Escape'])
                plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
              await drawn(chart);
              expect(part(chart, 'canvas').ariaLabel).to.contain('Latency from');
              chart.remove();
            }
          }
        }
      })).timeout(60_000);
  }

  it('has lines with dashes, though they come from far outside', () =>
    withoutErrors(async () => {
      const now = Date.now();
      const rows = [-1e17, now - 1000, now].flatMap((time, i) =>
        Array.from({ length: 10 }, (_, s): KeyedRow => [`${i}.${s}`, time, i + s, `line ${s}`]),
      );
      const chart = await elementOf<SvMetric>('sv-metric', collectionOf(ZONE, rows), { span: '300' });
      for (let frame = 0; frame < 10; frame++) await drawn(chart);
      expect(part(chart, 'canvas').ariaLabel).to.contain('line 9');
    }));
});

describe('values that are far out of range', () => {
  const values = [0, 5e-324, -1e308, 1e308, 1e300, 'Infinity', '9'.repeat(5000), 1e17, 42];

  for (const type of ['number', 'integer', 'duration', 'datetime', 'any'] satisfies ColumnType[]) {
    it(`are shown by every element as ${type}`, () =>
      withoutErrors(async () => {
        const start = Date.now();
        for (const format of [undefined, '0999999999,d', '.0%']) {
          const rows = values.map((value, i): KeyedRow => [String(i), start + 1000 * i, value]);
          for (const count of [4, values.length]) {
            const collection = collectionOf(ZONE, rows.slice(0, count), type, {
              ...(format === undefined ? {} : { format }),
              sparkline: true,
            });
            const attributes = { thresholds: '-1e308 warn, 1e308 bad', min: '-1e308', max: '1e308' };
            for (const tag of ['sv-stat', 'sv-gauge', 'sv-metric', 'sv-table']) {
              const element = await elementOf<StreamElement>(tag, collection, attributes);
              expect(element.state, `${tag} ${format} ${count}`).to.equal('live');
              element.remove();
            }
          }
        }
      })).timeout(120_000);
  }

  it('are short in a table, and a time that is none is the number', async () => {
    const collection = collectionOf(ZONE, [['1', 1.76e18, '9'.repeat(5000)]], 'integer', { format: '0999999999,d' });
    const table = await elementOf<SvTable>('sv-table', collection);
    await waitUntil(
      () => table.shadowRoot?.textContent?.includes('1760000000000000000') === true,
      table.shadowRoot?.textContent ?? '',
    );
    expect(table.shadowRoot?.textContent).to.contain('9.999e+4999');
  });
});

describe('a board of a relay', () => {
  it('lives whatever the times of its charts, with a range for all of them', () =>
    withoutErrors(async () => {
      const relay = await TestRelay.start();
      const columns = [WALL, { name: 'value', type: 'number' }] as const;
      const feed = await relay.feed({
        type: 'config',
        widgets: Object.fromEntries(
          FAR.map((_, i) => [`m${i}`, { widget_type: 'metric', title: `Chart ${i}`, columns }] as const),
        ),
      });
      await feed.commit(
        Object.fromEntries(
          FAR.map((far, i) => [`m${i}`, { up: [['1', far, 1] as const, ['2', far + 1e9, 2] as const] }] as const),
        ),
      );
      const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} range="5m"></sv-dashboard>`);
      const charts = () => [...(board.shadowRoot?.querySelectorAll<SvMetric>('sv-metric') ?? [])];
      await waitUntil(
        () => charts().length === FAR.length && charts().every(({ state }) => state === 'live'),
        'no charts',
      );
      await waitUntil(() => charts().every(({ span }) => span === 300), 'no range');
      const [chart] = charts() as [SvMetric];
      chart.zoom = { first: 1.76e18, last: 1.76e18 + 1e6 };
      await drawn(chart);
      await relay.kill();
    }));
});
