import { expect } from '@open-wc/testing';
import {
  arrangedLines,
  currentPlacements,
  moved,
  neighboursOf,
  placementsOf,
  resized,
} from '../../../../src/components/dashboard/arranging/arrangement.js';
import type { Placement } from '../../../../src/components/dashboard/arranging/arrangement-storage.js';
import { type Line, linesOf, type Widgets } from '../../../../src/components/dashboard/arranging/layout.js';

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

const placementsAt = (...sizes: [string, number][]): Placement[] => sizes.map(([id, wide]) => ({ id, wide }));

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
    const places = placementsAt(['orders', 6], ['cpu', 3], ['rate', 8], ['revenue', 3]);
    expect(shapeOf(arrangedLines(widgets, undefined, { places, hidden: [] }))).to.deep.equal([
      'orders 9, cpu 3',
      'rate 12',
      'revenue 12',
    ]);
  });

  it('puts what came later at the end, and forgets what is gone for as long as it is', () => {
    const places = placementsAt(['gone', 6], ['orders', 12]);
    expect(shapeOf(arrangedLines(widgets, undefined, { places, hidden: [] }))).to.deep.equal([
      'orders 12',
      'revenue 12',
      'rate 9, cpu 3',
    ]);
  });

  it('begins with what is shown, whatever was put into what', () => {
    expect(placementsOf(linesOf(widgets, undefined))).to.deep.equal(
      placementsAt(['revenue', 12], ['rate', 9], ['cpu', 3], ['orders', 12]),
    );
    const layout = { rows: [[{ columns: ['rate', { rows: [['cpu'], ['revenue', 'orders']] }], widths: [2, 1] }]] };
    expect(placementsOf(linesOf(widgets, layout))).to.deep.equal(
      placementsAt(['rate', 8], ['cpu', 4], ['revenue', 2], ['orders', 2]),
    );
  });

  it('survives sizes that no version has kept', () => {
    const places = placementsAt(['orders', 99], ['cpu', -1], ['rate', 4.5]).map((one) => ({ ...one, isSized: true }));
    expect(shapeOf(arrangedLines(widgets, undefined, { places, hidden: [] }))).to.deep.equal([
      'orders 12',
      'cpu 3, rate 9',
      'revenue 12',
    ]);
  });

  it('starts a change from the sizes that were given, with what is hidden in its place', () => {
    const places = placementsAt(['orders', 5], ['cpu', 3], ['rate', 8]);
    const now = { places, hidden: ['cpu'] };
    const lines = arrangedLines(widgets, undefined, now);
    expect(shapeOf(lines)).to.deep.equal(['orders 12', 'rate 12', 'revenue 12']);
    expect(currentPlacements(lines, widgets, undefined, now)).to.deep.equal([...places, { id: 'revenue', wide: 12 }]);
    const hidden = { hidden: ['rate'] };
    expect(
      currentPlacements(arrangedLines(widgets, undefined, hidden), widgets, undefined, hidden).map(({ id }) => id),
    ).to.deep.equal(['revenue', 'rate', 'cpu', 'orders']);
  });

  it('moves a widget to an index, within the board', () => {
    const lines = linesOf(widgets, { rows: [['revenue'], ['rate'], ['cpu']] }).slice(0, 3);
    const idsAt = (id: string, index: number) =>
      moved(placementsOf(lines), lines, id, index)
        .map((place) => place.id)
        .join(' ');
    expect([idsAt('revenue', 1), idsAt('revenue', 9), idsAt('cpu', -1), idsAt('x', 1)]).to.deep.equal([
      'rate revenue cpu',
      'rate cpu revenue',
      'cpu revenue rate',
      'revenue rate cpu',
    ]);
  });

  describe('with tabs', () => {
    const tabs = {
      tabs: [
        { title: 'Now', rows: [['revenue', 'cpu']] },
        { title: 'Later', rows: [['rate']] },
      ],
    };
    const layout = { rows: [['orders'], [tabs]] };
    const lines = linesOf(widgets, layout);
    const ids = (places: readonly Placement[]) => places.map(({ id }) => id).join(' ');
    const arrangedAs = (places: readonly Placement[], hidden: string[] = []) =>
      arrangedLines(widgets, layout, { places, hidden });

    it('stays as it is when nothing is moved', () => {
      const [table, group] = arrangedAs(placementsOf(lines));
      expect(shapeOf([table as Line])).to.deep.equal(['orders 12']);
      const block = group !== undefined && 'columns' in group ? group.columns[0] : undefined;
      const titles = block !== undefined && 'tabs' in block ? block.tabs.map(({ title }) => title) : [];
      expect(titles).to.deep.equal(['Now', 'Later']);
    });

    it('moves what is in a tab within it alone', () => {
      expect(neighboursOf(lines, 'revenue')).to.deep.equal([['revenue'], ['cpu']]);
      expect(ids(moved(placementsOf(lines), lines, 'revenue', 9))).to.equal('orders cpu revenue rate');
      expect(ids(moved(placementsOf(lines), lines, 'cpu', -9))).to.equal('orders cpu revenue rate');
      expect(ids(moved(placementsOf(lines), lines, 'rate', 9))).to.equal('orders revenue cpu rate');
    });

    it('moves what is outside before or behind all of them', () => {
      expect(neighboursOf(lines, 'orders')).to.deep.equal([['orders'], ['revenue', 'cpu', 'rate']]);
      const behind = moved(placementsOf(lines), lines, 'orders', 1);
      expect(ids(behind)).to.equal('revenue cpu rate orders');
      expect(ids(moved(behind, arrangedAs(behind), 'orders', 0))).to.equal('orders revenue cpu rate');
    });

    it('leaves out a tab whose widgets are hidden, and puts one that came later into its tab', () => {
      const places = placementsAt(['cpu', 4], ['orders', 12]);
      expect(ids(placementsOf(arrangedAs(places)))).to.equal('cpu revenue rate orders');
      expect(placementsOf(arrangedAs(places, ['rate']))).to.deep.equal(
        placementsAt(['cpu', 12], ['revenue', 12], ['orders', 12]),
      );
    });

    it('stays beside what its author put beside it', () => {
      const beside = { rows: [[{ columns: ['orders', tabs], widths: [1, 2] }]] };
      const own = placementsOf(linesOf(widgets, beside));
      expect(own).to.deep.equal(placementsAt(['orders', 4], ['revenue', 6], ['cpu', 6], ['rate', 12]));
      const [line] = arrangedLines(widgets, beside, { places: own, hidden: [] });
      expect(line !== undefined && 'columns' in line ? line.shares : []).to.deep.equal([4, 8]);
    });
  });

  it('resizes a widget, within what its kind needs', () => {
    const places = placementsAt(['orders', 6]);
    expect(resized(places, 'orders', 'table', { wide: 99 })).to.deep.equal([{ id: 'orders', wide: 12, isSized: true }]);
    expect(resized(places, 'orders', 'table', { wide: 0, height: 1 })).to.deep.equal([
      { id: 'orders', wide: 3, height: 280, isSized: true },
    ]);
    expect(resized(places, 'orders', 'stat', { wide: 1.4, height: 140.4 })).to.deep.equal([
      { id: 'orders', wide: 2, height: 140, isSized: true },
    ]);
  });
});
