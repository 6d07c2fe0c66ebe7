import { expect } from '@open-wc/testing';
import { isWanted } from '../../../src/components/board/board-context.js';
import {
  SvAloneRequest,
  SvFilterRequest,
  SvHideRequest,
  SvRangeRequest,
  SvSortRequest,
  SvTabRequest,
} from '../../../src/components/board/requests.js';
import { BoardStore } from '../../../src/components/dashboard/board-store.js';

const orders = { widget_type: 'table', title: 'Orders', columns: [] } as const;

function boardOf(): { board: HTMLElement; store: BoardStore } {
  const board = document.createElement('div');
  return { board, store: new BoardStore(board) };
}

describe('the store of a board', () => {
  it('notifies of each choice until nobody listens', () => {
    const { store } = boardOf();
    const ranges: unknown[] = [];
    const leave = store.subscribe(() => ranges.push(store.choices.range));
    store.choose({ range: '5m' });
    store.choose({ kiosk: true });
    leave();
    store.choose({ range: 'all' });
    expect(ranges).to.deep.equal(['5m', '5m']);
    expect(store.choices.kiosk).to.equal(true);
  });

  it('does what elements in the board ask for, each by its widget', () => {
    const { board, store } = boardOf();
    board.dispatchEvent(new SvSortRequest('orders', [['total', 'desc']]));
    board.dispatchEvent(new SvSortRequest('refunds', []));
    board.dispatchEvent(new SvFilterRequest('orders', 'eu'));
    board.dispatchEvent(new SvFilterRequest('refunds', 'us'));
    board.dispatchEvent(new SvFilterRequest('refunds', ''));
    board.dispatchEvent(new SvAloneRequest('orders'));
    board.dispatchEvent(new SvTabRequest('tabs-1', 'Details'));
    board.dispatchEvent(new SvHideRequest('load'));
    const { sorts, filters, alone, tabs } = store.choices;
    expect([...sorts]).to.deep.equal([
      ['orders', [['total', 'desc']]],
      ['refunds', []],
    ]);
    expect([...filters]).to.deep.equal([['orders', 'eu']]);
    expect([alone, ...tabs]).to.deep.equal(['orders', ['tabs-1', 'Details']]);
    expect(store.arrangement).to.deep.equal({ hidden: ['load'] });
    localStorage.clear();
  });

  it('hides a widget once, however often it is asked', () => {
    const { board, store } = boardOf();
    for (let time = 0; time < 2; time++) board.dispatchEvent(new SvHideRequest('load'));
    expect(store.arrangement).to.deep.equal({ hidden: ['load'] });
    localStorage.clear();
  });

  it('leaves to a board inside what is asked there, and lets the page above listen', () => {
    const { board: outer, store: outerStore } = boardOf();
    const { board: inner, store: innerStore } = boardOf();
    const page = document.createElement('main');
    page.append(outer);
    outer.append(inner);
    const heard: string[] = [];
    const requests = [
      new SvSortRequest('orders', []),
      new SvFilterRequest('orders', 'eu'),
      new SvRangeRequest('orders', { first: 0, last: 1000 }),
      new SvAloneRequest('orders'),
      new SvTabRequest('tabs-1', 'Details'),
      new SvHideRequest('orders'),
    ];
    const before = outerStore.choices;
    for (const request of requests) {
      page.addEventListener(request.type, ({ type }) => heard.push(type));
      inner.dispatchEvent(request);
    }
    expect([innerStore.choices.alone, innerStore.arrangement.hidden]).to.deep.equal(['orders', ['orders']]);
    expect(outerStore.choices).to.equal(before);
    expect(outerStore.arrangement.hidden).to.deep.equal([]);
    expect(heard).to.deep.equal(requests.map(({ type }) => type));
    localStorage.clear();
  });

  it('takes no notice of an element without a widget, nor of an event that anybody sends by the same name', () => {
    const { board, store } = boardOf();
    const before = store.choices;
    for (const request of [
      new SvSortRequest(undefined, []),
      new SvFilterRequest(undefined, 'eu'),
      new SvRangeRequest(undefined, { first: 0, last: 1000 }),
      new SvAloneRequest(undefined),
      new SvHideRequest(undefined),
      new Event('sv-sort'),
      new Event('sv-filter'),
      new Event('sv-range'),
      new Event('sv-only'),
      new Event('sv-hide'),
      new Event('sv-tab'),
    ]) {
      board.dispatchEvent(request);
    }
    expect(store.choices).to.equal(before);
    expect(store.arrangement.hidden).to.deep.equal([]);
  });

  it('zooms all charts, and goes back to the range before the first zoom', () => {
    const { board, store } = boardOf();
    store.choose({ range: '5m' });
    board.dispatchEvent(new SvRangeRequest('rate', { first: 0, last: 60_000 }));
    expect(store.state.range).to.equal('1970-01-01T00:00:00.000Z/1970-01-01T00:01:00.000Z');
    board.dispatchEvent(new SvRangeRequest('load', { first: 0, last: 1000 }));
    board.dispatchEvent(new SvRangeRequest('load', { first: 0, last: 0.5 }));
    expect(store.state.range).to.equal('1970-01-01T00:00:00.000Z/1970-01-01T00:00:01.000Z');
    board.dispatchEvent(new SvRangeRequest('rate', undefined));
    expect(store.state.range).to.equal('5m');
  });

  it('hands down what its author says while the viewer has chosen nothing, and only a widget that is there alone', () => {
    const { store } = boardOf();
    store.learn({ title: 'Shop', range: '1h', widgets: { orders } });
    store.choose({ alone: 'gone' });
    expect(store.state).to.include({ title: 'Shop', range: '1h', alone: undefined });
    store.choose({ alone: 'orders', range: 'all' });
    expect(store.state).to.include({ range: 'all', alone: 'orders' });
    expect([isWanted(store.state, 'orders', orders), isWanted(store.state, 'rate', orders)]).to.deep.equal([
      true,
      false,
    ]);
  });

  it('hands the same state down while nothing in it is another', () => {
    const { store } = boardOf();
    store.learn({ widgets: { orders }, cells: ['orders'] });
    const { state } = store;
    store.learn({ widgets: { orders }, cells: ['orders'] });
    store.choose({ kiosk: true });
    expect(store.state).to.equal(state);
  });
});
