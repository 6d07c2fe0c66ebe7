import { expect } from '@open-wc/testing';
import { heightOf, type Line, linesOf } from '../../../../src/components/dashboard/arranging/layout.js';
import type { Layout, WidgetType } from '../../../../src/core/messages.js';

/** Lines in short: `"a3 b3"` are two cells of 3 columns each in a wide board. */
function automatic(widgets: Record<string, WidgetType>, layout?: Layout): string[] {
  return linesOf(configsOf(widgets), layout).map((line) =>
    'columns' in line ? 'author' : line.map(({ id, spans }) => `${id}${spans.wide}`).join(' '),
  );
}

function configsOf(widgets: Record<string, WidgetType>) {
  return Object.fromEntries(Object.entries(widgets).map(([id, widget_type]) => [id, { widget_type, columns: [] }]));
}

const everyone: Record<string, WidgetType> = {
  events: 'log',
  orders: 'pathway_table',
  rate: 'pathway_metric',
  a: 'pathway_stat',
  cpu: 'gauge',
  b: 'stat',
};

describe('the automatic layout', () => {
  it('puts numbers above charts above tables, whatever the order of declaration', () => {
    expect(automatic(everyone)).to.deep.equal(['a6 b6', 'rate9 cpu3', 'orders9 events3']);
  });

  it('spreads numbers evenly over lines of up to four', () => {
    const stats = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`s${i}_`, 'stat' as const]));
    expect(automatic(stats(1))).to.deep.equal(['s0_12']);
    expect(automatic(stats(4))).to.deep.equal(['s0_3 s1_3 s2_3 s3_3']);
    expect(automatic(stats(5))).to.deep.equal(['s0_4 s1_4 s2_4', 's3_6 s4_6']);
    expect(automatic(stats(7))).to.deep.equal(['s0_3 s1_3 s2_3 s3_3', 's4_4 s5_4 s6_4']);
  });

  it('leaves no hole when there are more charts than gauges, or more gauges than charts', () => {
    expect(automatic({ m: 'metric', n: 'metric', g: 'gauge' })).to.deep.equal(['m9 g3', 'n12']);
    expect(automatic({ m: 'metric', n: 'metric' })).to.deep.equal(['m6 n6']);
    expect(automatic({ m: 'metric', g: 'gauge', h: 'gauge' })).to.deep.equal(['m6 g3 h3']);
    expect(automatic({ m: 'metric', g: 'gauge', h: 'gauge', i: 'gauge' })).to.deep.equal(['m6 g3 h3', 'i12']);
    expect(automatic({ g: 'gauge', h: 'gauge', i: 'gauge' })).to.deep.equal(['g4 h4 i4']);
  });

  it('puts gauges beside tables where there is no chart', () => {
    expect(automatic({ g: 'gauge', t: 'table' })).to.deep.equal(['g3 t9']);
    expect(automatic({ g: 'gauge', t: 'table', l: 'log', u: 'table' })).to.deep.equal(['t9 l3', 'g3 u9']);
    expect(automatic({ m: 'metric', g: 'gauge', h: 'gauge', i: 'gauge', t: 'table' })).to.deep.equal([
      'm6 g3 h3',
      'i3 t9',
    ]);
  });

  it('fills every line of a wide board, for any number of widgets', () => {
    for (let n = 0; n < 4 ** 4; n++) {
      const widgets: Record<string, WidgetType> = {};
      for (const [place, type] of (['stat', 'metric', 'gauge', 'log'] as const).entries()) {
        for (let i = 0; i < Math.floor(n / 4 ** place) % 4; i++) widgets[`${type}-${i}`] = type;
      }
      const lines = linesOf(configsOf(widgets), undefined) as Extract<Line, readonly unknown[]>[];
      expect(lines.map((line) => line.reduce((sum, { spans }) => sum + spans.wide, 0))).to.deep.equal(
        lines.map(() => 12),
      );
      expect(lines.flat().length).to.equal(Object.keys(widgets).length);
    }
  });
});

describe("the author's layout", () => {
  it('comes first; what it does not name follows below', () => {
    expect(automatic(everyone, { rows: [['orders', 'a']] })).to.deep.equal(['author', 'b12', 'rate9 cpu3', 'events12']);
  });

  it('keeps shares, and rows inside columns', () => {
    const layout: Layout = { rows: [[{ columns: ['orders', { rows: [['a', 'b'], ['cpu']] }], widths: [2, 1] }]] };
    const [line] = linesOf(configsOf(everyone), layout);
    expect(line).to.nested.include({
      'columns[0].shares[0]': 2,
      'columns[0].shares[1]': 1,
      'columns[0].columns[0].id': 'orders',
      'columns[0].columns[1].rows[0].columns[1].id': 'b',
      'columns[0].columns[1].rows[1].columns[0].id': 'cpu',
    });
  });

  it('lets what it does not place arrange itself, between its rows and in its tabs', () => {
    const auto = { auto: ['cpu', 'a', 'b', 'rate'] };
    const page: Layout = { rows: [['orders'], [auto], ['events']] };
    expect(automatic(everyone, page)).to.deep.equal(['author', 'a6 b6', 'rate9 cpu3', 'author']);
    const tabs = [{ title: 'One', rows: [[auto], ['orders']] }];
    const [line] = linesOf(configsOf(everyone), { rows: [[{ tabs }]] });
    const [group] = line !== undefined && 'columns' in line ? line.columns : [];
    const rows = group !== undefined && 'tabs' in group ? (group.tabs[0]?.rows ?? []) : [];
    expect(rows.map((row) => ('columns' in row ? 'author' : row.map(({ id }) => id).join(' ')))).to.deep.equal([
      'a b',
      'rate cpu',
      'author',
    ]);
    expect(automatic(everyone, { rows: [['a'], [{ auto: ['a', 'gone', 'b'] }]] }).slice(0, 2)).to.deep.equal([
      'author',
      'b12',
    ]);
  });

  it('leaves out what it names twice or what is not there, and groups of nothing', () => {
    const layout: Layout = { rows: [['a', 'a', 'nobody', { columns: ['gone'] }], ['constructor']] };
    expect(linesOf(configsOf({ a: 'stat' }), layout)).to.have.length(1);
  });
});

describe('a line', () => {
  it('is as high as its highest widget, and may grow as the most flexible', () => {
    const lines = linesOf(configsOf(everyone), {
      rows: [
        ['a', 'cpu'],
        ['b', 'events'],
      ],
    });
    expect(lines.map(heightOf)).to.deep.equal([
      { least: 240, growth: 'chart' },
      { least: 280, growth: 'table' },
      { least: 240, growth: 'chart' },
      { least: 280, growth: 'table' },
    ]);
  });

  it('has room for rows that stand inside a column', () => {
    const layout: Layout = { rows: [[{ columns: ['cpu', { rows: [['a'], ['b']] }] }]] };
    expect(heightOf(linesOf(configsOf({ a: 'stat', b: 'stat', cpu: 'gauge' }), layout)[0] ?? [])).to.deep.equal({
      least: 240,
      growth: 'chart',
    });
    const stacked: Layout = { rows: [[{ columns: ['a', { rows: [['cpu'], ['b']] }] }]] };
    expect(heightOf(linesOf(configsOf({ a: 'stat', b: 'stat', cpu: 'gauge' }), stacked)[0] ?? []).least).to.equal(352);
  });

  it('leaves out tabs with nothing in them, and has room for the highest of the others', () => {
    const tabs = [
      { title: 'One', rows: [['a'], ['cpu']] },
      { title: 'Two', rows: [['gone']] },
      { title: 'Three', rows: [['orders']] },
    ];
    const [line] = linesOf(configsOf(everyone), { rows: [[{ tabs }]] }) as [Line];
    expect(heightOf(line)).to.deep.equal({ least: 100 + 12 + 240 + 12 + 32, growth: 'table' });
    const [group] = 'columns' in line ? line.columns : [];
    const titles = group && 'tabs' in group ? group.tabs.map(({ title }) => title) : [];
    expect(titles).to.deep.equal(['One', 'Three']);
  });
});
