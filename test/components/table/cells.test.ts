import { expect } from '@open-wc/testing';
import type { Column, KeyedRow, Value } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { cellOf, ordersOf, painted, part, rowOf, tableOf, textOf } from './fixture.js';

/** A table of one column beside a name, with these values. */
async function columnOf(column: Partial<Column>, values: readonly Value[], attributes: Record<string, string> = {}) {
  const columns: Column[] = [
    { name: 'name', type: 'string' },
    { name: 'value', type: 'number', ...column },
  ];
  const rows = values.map((value, i): KeyedRow => [`k${i}`, `name ${i}`, value]);
  const table = await tableOf(ordersOf(rows, columns), attributes);
  await painted();
  return table;
}
const textsOf = async (column: Partial<Column>, values: readonly Value[], attributes = {}) => {
  const table = await columnOf(column, values, attributes);
  return values.map((_, i) => textOf(table, `k${i}`, 'value'));
};

/** 14:30:15.25 of a day in winter, long ago. */
const INSTANT = Date.UTC(2020, 0, 15, 14, 30, 15, 250);

describe('the cells of <sv-table>', () => {
  it('have one number of decimals in a column, and their exact values in the title', async () => {
    expect(await textsOf({}, [0.5, 100.25, 19.999, 7])).to.deep.equal(['0.50', '100.25', '20.00', '7.00']);
    expect(await textsOf({}, [1 / 3, -2, 0])).to.deep.equal(['0.333', '−2.000', '0.000']);
    expect(await textsOf({}, [1, 20, 1_234_567])).to.deep.equal(['1', '20', '1,234,567']);
    expect(await textsOf({}, [12.5, 19.999, 3])).to.deep.equal(['12.50', '20.00', '3.00']);
    const table = await columnOf({}, [19.999, 20.5, 1.5e300, 3]);
    expect(cellOf(table, 'k0', 'value').title).to.equal('19.999');
    expect(cellOf(table, 'k1', 'value').title).to.equal('20.5');
    expect(textOf(table, 'k2', 'value')).to.equal('1.5e+300');
    expect(cellOf(table, 'k2', 'value').getBoundingClientRect().width).to.be.lessThan(500);
  });

  it('take more decimals, all of them, when a value needs more', async () => {
    const table = await columnOf({}, [1, 2, 3]);
    expect(textOf(table, 'k2', 'value')).to.equal('3');
    table.collection?.upsert('k0', 'name 0', 1.5);
    await waitUntil(() => textOf(table, 'k2', 'value') === '3.00', 'all have them');
    expect(textOf(table, 'k0', 'value')).to.equal('1.50');
  });

  it('have ids without separators, units, and no unit twice', async () => {
    expect(await textsOf({ type: 'integer', format: 'd' }, [1_234_567])).to.deep.equal(['1234567']);
    expect(await textsOf({ unit: '€', format: ',.2f' }, [1234.5, -2])).to.deep.equal(['€1,234.50', '−€2.00']);
    expect(await textsOf({ unit: 'ms' }, [12])).to.deep.equal(['12\u202fms']);
    expect(await textsOf({ unit: '$', format: '$,.2f' }, [12])).to.deep.equal(['$12.00']);
  });

  it('show booleans as marks, which are read as words', async () => {
    const table = await columnOf({ type: 'boolean' }, [true, false, null]);
    expect(['k0', 'k1', 'k2'].map((key) => textOf(table, key, 'value'))).to.deep.equal(['✓', '–', '']);
    expect(['k0', 'k1', 'k2'].map((key) => cellOf(table, key, 'value').ariaLabel)).to.deep.equal([
      'true',
      'false',
      'No value',
    ]);
  });

  it('show times to the second, with their date, in the zone that is asked for', async () => {
    const time: Partial<Column> = { type: 'datetime', zone: 'UTC' };
    expect(await textsOf({ ...time, timezone: 'UTC' }, [INSTANT])).to.deep.equal(['2020-01-15 14:30:15']);
    expect(await textsOf({ ...time, timezone: 'Asia/Kolkata' }, [INSTANT])).to.deep.equal(['2020-01-15 20:00:15']);
    expect(await textsOf(time, [INSTANT], { timezone: 'America/New_York' })).to.deep.equal(['2020-01-15 09:30:15']);
    const summer = Date.UTC(2020, 6, 15, 14, 30, 15);
    expect(await textsOf(time, [summer], { timezone: 'America/New_York' })).to.deep.equal(['2020-07-15 10:30:15']);
    const table = await columnOf({ ...time, timezone: 'UTC' }, [INSTANT]);
    expect(cellOf(table, 'k0', 'value').title).to.equal('2020-01-15 14:30:15.250');
    expect(part(table, '[data-head=value] button').title).to.match(/^value\nUTC\n/);
    const wall = await columnOf({ type: 'datetime' }, [INSTANT], { timezone: 'Asia/Kolkata' });
    expect(textOf(wall, 'k0', 'value')).to.equal('2020-01-15 14:30:15');
    expect(cellOf(wall, 'k0', 'value').title).to.equal('2020-01-15 14:30:15.250 (without a zone)');
    expect(part(wall, '[data-head=value] button').title).to.contain('without a zone');
  });

  it('show how long ago a time is, and go on counting', async () => {
    const table = await columnOf({ type: 'datetime', zone: 'UTC', format: 'relative' }, [
      Date.now() - 65_000,
      Date.now() - 3000,
    ]);
    expect(textOf(table, 'k0', 'value')).to.equal('1 min ago');
    const before = textOf(table, 'k1', 'value');
    expect(before).to.match(/^[345] s ago$/);
    await waitUntil(() => textOf(table, 'k1', 'value') !== before, 'it counts');
  });

  it('show windows of Pathway as spans', async () => {
    const window: Partial<Column> = { name: '_pw_window', type: 'array' };
    const columns: Column[] = [window as Column];
    const rows: KeyedRow[] = [
      ['a', [null, '2020-01-15T12:00:00', '2020-01-15T12:05:00']],
      ['b', ['eu', '2020-01-15T12:00:00', '2020-01-16T12:05:30']],
      ['c', [null, 0, 5]],
      ['d', 'something else'],
    ];
    const table = await tableOf(ordersOf(rows, columns));
    expect(rows.map(([key]) => textOf(table, key, '_pw_window'))).to.deep.equal([
      '2020-01-15 12:00–12:05',
      'eu 2020-01-15 12:00:00–2020-01-16 12:05:30',
      '0–5',
      'something else',
    ]);
  });

  it('have levels by limits and by texts', async () => {
    const numbers = await columnOf(
      {
        thresholds: [
          [0, 'good'],
          [80, 'warn'],
          [95, 'bad'],
        ],
      },
      [10, 80, 99, null],
    );
    const levels = ['k0', 'k1', 'k2', 'k3'].map((key) => cellOf(numbers, key, 'value').dataset.level);
    expect(levels).to.deep.equal(['good', 'warn', 'bad', undefined]);
    const colours = ['k0', 'k2'].map(
      (key) => getComputedStyle(cellOf(numbers, key, 'value').querySelector('.text') as Element).color,
    );
    expect(colours[0]).not.to.equal(colours[1]);
    numbers.collection?.upsert('k2', 'name 2', 1);
    await painted();
    expect(cellOf(numbers, 'k2', 'value').dataset.level).to.equal('good');
    const texts = await columnOf({ type: 'string', levels: { ERROR: 'bad' } }, ['ERROR', 'INFO', 'toString']);
    expect(['k0', 'k1', 'k2'].map((key) => cellOf(texts, key, 'value').dataset.level)).to.deep.equal([
      'bad',
      undefined,
      undefined,
    ]);
  });

  it('have bars as long as their part of the largest', async () => {
    const table = await columnOf({ bar: true }, [50, 100, -25, null]);
    const bars = ['k0', 'k1', 'k2', 'k3'].map((key) => cellOf(table, key, 'value').style.getPropertyValue('--_bar'));
    expect(bars).to.deep.equal(['50%', '100%', '25%', '']);
    table.collection?.upsert('k3', 'name 3', 200);
    await waitUntil(
      () => cellOf(table, 'k1', 'value').style.getPropertyValue('--_bar') === '50%',
      'all are drawn anew',
    );
  });

  it('lead to addresses with values of their row, and nowhere else', async () => {
    const columns: Column[] = [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'string', link: 'https://shop.example/{name}?id={id}' },
      { name: 'mail', type: 'string', link: 'mailto:{mail}' },
      { name: 'evil', type: 'string', link: '{evil}' },
      { name: 'script', type: 'string', link: 'javascript:alert({id})' },
    ];
    const rows: KeyedRow[] = [
      ['a', 7, '../x?y=1&z#', 'a@b.example', 'javascript:alert(1)', 'x'],
      ['b', null, 'n', null, '', 'x'],
    ];
    const table = await tableOf(ordersOf(rows, columns));
    const link = (key: string, name: string) => cellOf(table, key, name).querySelector('a')?.getAttribute('href');
    expect(link('a', 'name')).to.equal('https://shop.example/..%2Fx%3Fy%3D1%26z%23?id=7');
    expect(link('a', 'mail')).to.equal('mailto:a%40b.example');
    for (const name of ['evil', 'script']) expect(link('a', name)).to.equal(null);
    expect(link('b', 'name'), 'a value is missing').to.equal(null);
    expect(cellOf(table, 'a', 'name').querySelector('a')?.rel).to.equal('noopener noreferrer');
    table.collection?.upsert('a', 8, '../x?y=1&z#', 'a@b.example', '', 'x');
    await painted();
    expect(link('a', 'name'), 'another value of the row').to.match(/id=8$/);
  });

  it('are described by the tag, over what the widget says', async () => {
    const columns: Column[] = [
      { name: 'id', type: 'integer' },
      { name: 'total', type: 'number', format: '.1f', label: 'Sum' },
      { name: 'rest', type: 'string' },
    ];
    const table = await tableOf(ordersOf([['a', 7, 12.345, 'x']], columns), {
      columns: JSON.stringify({ total: { label: 'Total', format: '$,.2f', width: 150, align: 'left' }, id: 'Number' }),
    });
    const heads = [...(table.shadowRoot?.querySelectorAll('[data-head] button span') ?? [])].map(
      (one) => one.textContent,
    );
    expect(heads).to.deep.equal(['Total', 'Number']);
    expect(textOf(table, 'a', 'total')).to.equal('$12.35');
    expect(getComputedStyle(cellOf(table, 'a', 'total')).textAlign).to.equal('left');
    expect(Math.round(cellOf(table, 'a', 'total').getBoundingClientRect().width)).to.equal(150);
    expect(rowOf(table, 'a').children.length).to.equal(2);
    table.columns = { id: 'Id', rest: { align: 'center' } };
    await painted();
    expect(rowOf(table, 'a').textContent).to.equal('7x');
    table.columns = ['rest'];
    await painted();
    expect(rowOf(table, 'a').textContent).to.equal('x');
  });

  it('say what is wrong with the settings of a tag, and show no rows in a wrong way', async () => {
    for (const [settings, words] of [
      [{ value: { thresholds: 'x' } }, 'thresholds'],
      [{ value: { align: 'middle' } }, 'align'],
      [{ value: { link: 'javascript:alert(1)' } }, 'link'],
      [{ value: 5 }, 'label'],
    ] as const) {
      const table = await columnOf({}, [1], { columns: JSON.stringify(settings) });
      expect(part(table, '.message').textContent, words).to.contain(words);
      expect(table.state).to.equal('error');
    }
    const zone = await columnOf({ type: 'datetime', zone: 'UTC' }, [INSTANT], { timezone: 'Mars/X' });
    expect(part(zone, '.message').textContent).to.contain('Time zone "Mars/X" is not known');
    zone.timezone = '';
    await painted();
    expect(zone.state).not.to.equal('error');
  });

  it('show hostile texts as texts', async () => {
    const text = '<img src=x onerror=alert(1)> \u202Eevil {{x}}';
    const table = await columnOf({ type: 'string', link: 'https://shop.example/{value}' }, [text]);
    expect(cellOf(table, 'k0', 'value').querySelector('img')).to.equal(null);
    expect(textOf(table, 'k0', 'value')).to.contain('<img src=x');
  });
});
