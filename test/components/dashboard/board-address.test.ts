import { expect } from '@open-wc/testing';
import { type BoardLink, linkIn, queryOf } from '../../../src/components/dashboard/board-address.js';

const nothing: BoardLink = {
  range: undefined,
  theme: undefined,
  kiosk: false,
  alone: undefined,
  search: '',
  paused: new Set(),
  sorts: new Map(),
  filters: new Map(),
  columns: new Map(),
};

describe('the address of a board', () => {
  it('gives back what was put into it', () => {
    const link: BoardLink = {
      range: '2026-01-02T03:04:05.000Z/2026-01-02T03:05:00.000Z',
      theme: 'contrast',
      kiosk: true,
      alone: 'orders',
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
      columns: new Map([
        [
          'orders',
          [
            { name: 'a,b:c %', isHidden: true },
            { name: '', width: 120 },
            { name: '-p', isHidden: true, isPinned: true, width: 40 },
          ],
        ],
      ]),
    };
    const query = queryOf(link, new URLSearchParams());
    expect(linkIn(new URLSearchParams(query.toString()))).to.deep.equal(link);
    const all: BoardLink = { ...nothing, paused: 'all' };
    expect(linkIn(queryOf(all, new URLSearchParams()))).to.deep.equal(all);
  });

  it('is an empty query while nothing is chosen, and leaves the keys of the page alone', () => {
    expect(queryOf(nothing, new URLSearchParams('range=5m&sort.orders=a:asc&tab=two')).toString()).to.equal('tab=two');
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
      expect(linkIn(new URLSearchParams(query)), query).to.deep.equal(nothing);
    }
  });
});
