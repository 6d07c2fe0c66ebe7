import { expect } from '@open-wc/testing';
import { arrangedLines, moved, type Place, placesOf, resized } from '../../src/components/board-arrangement.js';
import { type Line, linesOf, type Widgets } from '../../src/components/board-layout.js';

const columns = [{ name: 'value', type: 'number' }] as const;
const widgets: Widgets = {
  revenue: { widget_type: 'stat', columns },
  rate: { widget_type: 'metric', columns },
  cpu: { widget_type: 'gauge', columns },
  orders: { widget_type: 'pathway_table', columns },
};

/** Ids with their columns, a list for each line. */
function shapeOf(lines: readonly Line[]): string[] {
  return lines.map((line) =>
    'columns' in line ? 'columns' : line.map(({ id, spans }) => `${id} ${spans.wide}`).join(', '),
  );
}

const placesAt = (...sizes: [string, number][]): Place[] => sizes.map(([id, wide]) => ({ id, wide }));

describe('an arrangement', () => {
  it('of nothing is what the author wants', () => {
    const layout = { rows: [['orders', 'cpu']] };
    expect(arrangedLines(widgets, layout, { hidden: [] })).to.deep.equal(linesOf(widgets, layout));
  });

  it('leaves out what is hidden, and the others take its place', () => {
    const lines = arrangedLines(widgets, undefined, { hidden: ['cpu', 'revenue'] });
    expect(shapeOf(lines)).to.deep.equal(['rate 12', 'orders 12']);
  });

  it('puts as many to a line as fit, in the order of its viewer', () => {
    const places = placesAt(['orders', 6], ['cpu', 3], ['revenue', 3], ['rate', 8]);
    expect(shapeOf(arrangedLines(widgets, undefined, { places, hidden: [] }))).to.deep.equal([
      'orders 6, cpu 3, revenue 3',
      'rate 8',
    ]);
  });

  it('puts what came later at the end, and forgets what is gone for as long as it is', () => {
    const places = placesAt(['gone', 6], ['orders', 12]);
    expect(shapeOf(arrangedLines(widgets, undefined, { places, hidden: [] }))).to.deep.equal([
      'orders 12',
      'revenue 12',
      'rate 9, cpu 3',
    ]);
  });

  it('begins with what is shown, whatever was put into what', () => {
    expect(placesOf(linesOf(widgets, undefined))).to.deep.equal(
      placesAt(['revenue', 12], ['rate', 9], ['cpu', 3], ['orders', 12]),
    );
    const layout = { rows: [[{ columns: ['rate', { rows: [['cpu'], ['revenue', 'orders']] }], widths: [2, 1] }]] };
    expect(placesOf(linesOf(widgets, layout))).to.deep.equal(
      placesAt(['rate', 8], ['cpu', 4], ['revenue', 2], ['orders', 2]),
    );
  });

  it('moves a widget to an index, within the board', () => {
    const places = placesAt(['a', 3], ['b', 3], ['c', 3]);
    const idsAt = (id: string, index: number) =>
      moved(places, id, index)
        .map((place) => place.id)
        .join('');
    expect([idsAt('a', 1), idsAt('a', 9), idsAt('c', -1), idsAt('x', 1)]).to.deep.equal(['bac', 'bca', 'cab', 'abc']);
  });

  it('resizes a widget, within what its kind needs', () => {
    const places = placesAt(['orders', 6]);
    expect(resized(places, 'orders', 'table', { wide: 99 })).to.deep.equal([{ id: 'orders', wide: 12 }]);
    expect(resized(places, 'orders', 'table', { wide: 0, height: 1 })).to.deep.equal([
      { id: 'orders', wide: 3, height: 280 },
    ]);
    expect(resized(places, 'orders', 'stat', { wide: 1.4, height: 140.4 })).to.deep.equal([
      { id: 'orders', wide: 2, height: 140 },
    ]);
  });
});
