import { expect } from '@open-wc/testing';
import { BoardView, queryOf, viewOf } from '../../../src/components/dashboard/board-view.js';

describe('the view of a board', () => {
  it('is the same after it has been in an address', () => {
    const { chosen } = new BoardView({
      range: '2026-01-02T03:04:05.000Z/2026-01-02T03:05:00.000Z',
      theme: 'contrast',
      kiosk: true,
      only: 'orders',
      search: 'a & b',
      paused: new Set(['orders', 'rate']),
      sorts: new Map([
        [
          'orders',
          [
            ['a,b:c %', 'desc'],
            ['total', 'asc'],
          ],
        ],
        ['log', []],
      ]),
      filters: new Map([['orders', 'eu=1']]),
    });
    const query = queryOf(chosen, new URLSearchParams());
    expect(viewOf(new URLSearchParams(query.toString()))).to.deep.equal(chosen);
    const all = new BoardView({ paused: 'all' }).chosen;
    expect(viewOf(queryOf(all, new URLSearchParams()))).to.deep.equal(all);
  });

  it('is an empty query while nothing is chosen, and leaves the keys of the page alone', () => {
    const { chosen } = new BoardView();
    expect(queryOf(chosen, new URLSearchParams('range=5m&sort.orders=a:asc&tab=two')).toString()).to.equal('tab=two');
  });

  it('takes no notice of what it does not know', () => {
    for (const query of [
      'range=5x',
      'range=2026-01-02/2026-01-01',
      'range=1/2',
      'theme=pink',
      'theme=constructor',
      'kiosk=yes',
      'only=a%20b',
      'paused=,%20,',
      'sort.orders=total',
      'sort.orders=%25:desc',
      'sort.a%20b=total:asc',
      'filter.=x',
      'other=1',
    ]) {
      expect(viewOf(new URLSearchParams(query)), query).to.deep.equal(new BoardView().chosen);
    }
  });

  it('tells of each choice until nobody listens', () => {
    const view = new BoardView();
    const ranges: unknown[] = [];
    const leave = view.subscribe(() => ranges.push(view.chosen.range));
    view.choose({ range: '5m' });
    view.choose({ kiosk: true });
    leave();
    view.choose({ range: 'all' });
    expect(ranges).to.deep.equal(['5m', '5m']);
    expect(view.chosen.kiosk).to.equal(true);
  });
});
