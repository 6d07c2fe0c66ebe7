import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import type { MoveWindowMessage, SubscribeMessage, WindowMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { Hub } from '../../../src/runtime/hub.js';
import type { SourceListener } from '../../../src/runtime/source.js';
import { WindowSource } from '../../../src/runtime/windows/window-source.js';
import { until } from '../../kit/until.js';
import { type ScriptedLink, ScriptedRelay } from '../scripted-relay.js';

const COLUMNS = [{ name: 'total', type: 'number' }] as const;

function rowsOf(from: number, to: number): KeyedRow[] {
  return Array.from({ length: to - from }, (_, i) => [`k${from + i}`, from + i]);
}

/** Answers what a window asks for, as a relay with a million rows `k0`, `k1`, … does. */
class Answers {
  position = 0;
  held: KeyedRow[] = [];

  constructor(
    readonly link: ScriptedLink,
    readonly sub: number,
  ) {}

  /** Sends the rows from an index on. */
  window(rev: number, offset: number, limit: number, more: Partial<WindowMessage> = {}): void {
    this.rows(rev, offset, rowsOf(offset, Math.min(offset + limit, 1_000_000)), more);
  }

  /** Sends these rows as those from an index on. */
  rows(rev: number, offset: number, rows: KeyedRow[], more: Partial<WindowMessage> = {}): void {
    const before = new Map(this.held.map((row) => [row[0], row]));
    const keys = new Set(rows.map(([key]) => key));
    this.link.send({
      ...{ type: 'window', sub: this.sub, rev, to: ++this.position, total: 1_000_000, matching: 1_000_000, offset },
      order: rows.map(([key]) => key),
      up: rows.filter((row) => before.get(row[0])?.[1] !== row[1]),
      gone: this.held.flatMap(([key]) => (keys.has(key) ? [] : [key])),
      ...more,
    });
    this.held = rows;
    this.link.sync(this.position);
  }
}

describe('a window source', { timeout: 60_000 }, () => {
  let relay: ScriptedRelay;
  let hub: Hub;
  let source: WindowSource;
  const news: Parameters<SourceListener>[] = [];

  const open = (view: ConstructorParameters<typeof WindowSource>[1] = {}, sight?: { first: number; last: number }) => {
    const first = sight && { ...sight, key: undefined };
    source = new WindowSource({ hub, widget: 'orders' }, view, first, (...one) => news.push(one));
    return source;
  };
  const subscribed = async (n = 0): Promise<[Answers, SubscribeMessage]> => {
    const link = await relay.link(n);
    link.hello();
    link.send({ type: 'config', widgets: { orders: { widget_type: 'table', columns: COLUMNS } } });
    const asked = await until(() => link.all('subscribe')[0]);
    const { sub = 0, rev = 0, widget } = asked;
    link.send({ type: 'subscribed', widget, mode: 'window', from: 0, sub, rev });
    return [new Answers(link, sub), asked];
  };
  const moves = ({ link }: Answers): MoveWindowMessage[] => link.all('window');
  /** Shows the first hundred rows that it asks for. */
  const shown = async (view = {}, sight?: { first: number; last: number }): Promise<Answers> => {
    open(view, sight);
    const [answers, { rev = 0, window }] = await subscribed();
    answers.window(rev, window?.offset ?? 0, window?.limit ?? 0);
    await until(() => source.isReady);
    return answers;
  };
  const inSight = () => source.window(source.total > 0 ? sightFirst : 0, 10).map((row) => row?.[0]);
  let sightFirst = 0;
  const look = (first: number) => {
    sightFirst = first;
    source.look(first, first + 9);
  };

  beforeEach(async () => {
    news.length = 0;
    relay = await ScriptedRelay.start();
    hub = Hub.at(relay.url, { WebSocket });
  });
  afterEach(async () => {
    source.close();
    hub.resume();
    await until(() => relay.links.every(({ socket }) => socket.readyState === socket.CLOSED));
    relay.close();
  });

  it('asks for what is in sight with as much again on both sides, and shows it at the end of the step', async () => {
    open({ sort: [['total', 'desc']], filter: [['total', '>', 1]] }, { first: 500, last: 519 });
    const [answers, { window }] = await subscribed();
    const view = { sort: [['total', 'desc']], filter: [['total', '>', 1]] };
    assert.deepEqual(window, { ...view, offset: 480, limit: 60 });
    assert.equal(source.isReady, false);
    answers.window(1, 480, 60);
    await until(() => source.isReady);
    assert.deepEqual([source.total, source.matching, source.indexOf('k500')], [1_000_000, 1_000_000, 500]);
    assert.deepEqual(source.window(479, 2), [undefined, ['k480', 480]]);
    assert.deepEqual(news.at(-1), [[], true]);
  });

  it('asks for the recent values of columns that have sparklines, and hands them on', async () => {
    open({ sparklines: ['total'] });
    const [answers, { window }] = await subscribed();
    assert.deepEqual(window?.hist, ['total']);
    const recent = { total: [['k0', [1, null, 2]] as const] };
    answers.window(1, 0, 60, { hist: recent });
    await until(() => source.isReady);
    assert.deepEqual(news.at(-1), [[], true, [recent]]);
    answers.window(1, 0, 60);
    await until(() => news.length > 1 && news.at(-1)?.length === 2);
  });

  it('asks for no more rows than the widget shows, and counts no more', async () => {
    open({ maxRows: 50 }, { first: 0, last: 39 });
    const [answers, { window }] = await subscribed();
    assert.deepEqual(window, { sort: [], offset: 0, limit: 50 });
    answers.window(1, 0, 50);
    await until(() => source.isReady);
    assert.equal(source.total, 50);
    look(40);
    await answers.link.socket.ping();
    assert.deepEqual(moves(answers), []);
  });

  it('has one request under way, and then sends the newest that is wanted', async () => {
    const answers = await shown({}, { first: 0, last: 9 });
    for (const first of [1, 5, 1000, 2000, 700_000]) look(first);
    await until(() => moves(answers).length === 1);
    const [first] = moves(answers);
    assert.deepEqual([first?.offset, first?.limit], [980, 60]);
    answers.window(first?.rev ?? 0, 980, 60);
    await until(() => moves(answers).length === 2);
    assert.deepEqual(moves(answers)[1]?.offset, 699_980);
    assert.deepEqual(source.indexOf('k1000'), 1000, 'the answer to the request before is shown meanwhile');
  });

  it('goes with the rows in sight when others come above them, though all have left the window', async () => {
    const answers = await shown({}, { first: 500, last: 509 });
    look(500);
    const { rev } = answers.link.all('subscribe')[0] ?? {};
    const shift = (rows: KeyedRow[]) => rows.map(([, n]): KeyedRow => [`k${Number(n) - 5000}`, Number(n) - 5000]);
    answers.rows(rev ?? 0, 480, shift(rowsOf(480, 540)));
    const anchored = await until(() => moves(answers)[0]);
    assert.deepEqual(anchored, { ...anchored, anchor: 'k500', offset: 480, lead: 20, limit: 60 });
    assert.equal(source.indexOf('k500'), 500, 'the former rows stay until the answer');
    answers.rows(anchored.rev, 5480, shift(rowsOf(5480, 5540)));
    await until(() => source.indexOf('k500') === 5500);
    const released = await until(() => moves(answers)[1]);
    assert.deepEqual([released.offset, released.anchor], [5480, undefined]);
  });

  it('stays where it is when the row that it would follow has gone by itself', async () => {
    const answers = await shown({}, { first: 500, last: 509 });
    look(500);
    const others = (n: number): KeyedRow[] => rowsOf(n, n + 60).map(([key]) => [`other ${key}`, 0]);
    answers.rows(1, 480, others(480));
    const anchored = await until(() => moves(answers)[0]);
    assert.equal(anchored.anchor, 'k500');
    answers.rows(anchored.rev, 20, [...others(20).slice(0, 20), ['k500', -1], ...others(41).slice(0, 39)]);
    const back = await until(() => moves(answers)[1]);
    assert.deepEqual([back.offset, back.anchor], [480, undefined]);
    answers.rows(back.rev, 480, others(480));
    await until(() => source.indexOf('other k500') === 500);
  });

  it('stands still while it is paused, counts what waits, and shows another window as it is now', async () => {
    const answers = await shown({}, { first: 500, last: 509 });
    look(500);
    hub.pause('orders');
    const changed = rowsOf(480, 540).map(([key, n]): KeyedRow => [key, n === 500 ? -1 : (n as number)]);
    answers.rows(1, 480, changed);
    await until(() => hub.waitingIn('orders') === 1);
    assert.deepEqual(source.window(500, 1), [['k500', 500]]);
    look(1000);
    const [move] = await until(() => (moves(answers).length > 0 ? moves(answers) : undefined));
    answers.window(move?.rev ?? 0, 980, 60);
    await until(() => source.indexOf('k1000') === 1000);
    assert.equal(hub.waitingIn('orders'), 0);
    answers.rows(
      move?.rev ?? 0,
      980,
      rowsOf(980, 1040).map(([key, n]) => [key, n === 1000 ? -7 : (n as number)]),
    );
    await until(() => hub.waitingIn('orders') === 1);
    hub.resume();
    assert.deepEqual(source.window(1000, 1), [['k1000', -7]]);
    assert.deepEqual(news.at(-1)?.[0], [{ before: ['k1000', 1000], after: ['k1000', -7] }]);
  });

  it('keeps the rows in sight while it is paused, until others than it has are looked at', async () => {
    const changed = (from: number) => rowsOf(from, from + 60).map(([key, n]): KeyedRow => [key, -Number(n)]);
    let steps = 0;
    const leave = hub.observe(() => steps++);
    const answers = await shown({}, { first: 500, last: 509 });
    hub.pause('orders');
    look(525);
    const [move] = await until(() => (moves(answers).length > 0 ? moves(answers) : undefined));
    assert.equal(move?.offset, 505);
    const before = steps;
    answers.rows(move?.rev ?? 0, 505, changed(505));
    await until(() => steps > before);
    assert.deepEqual(source.window(525, 1), [['k525', 525]]);
    assert.equal(hub.waitingIn('orders'), 0);
    look(540);
    assert.deepEqual(source.window(540, 1), [['k540', -540]]);
    leave();
  });

  it('keeps the rows in sight while it is paused and comes back on a new link, and then shows those', async () => {
    let steps = 0;
    const leave = hub.observe(() => steps++);
    const first = await shown({}, { first: 500, last: 509 });
    look(500);
    hub.pause('orders');
    const before = steps;
    first.link.socket.terminate();
    const [again, { rev }] = await subscribed(1);
    again.rows(rev ?? 0, 580, rowsOf(480, 540));
    await until(() => steps > before);
    assert.deepEqual(inSight()[0], 'k500');
    assert.equal(source.indexOf('k500'), 500);
    hub.resume('orders');
    assert.equal(source.indexOf('k500'), 600);
    leave();
  });

  it('asks again on a new link for the rows in sight, and keeps what it shows until they come', async () => {
    const first = await shown({}, { first: 500, last: 509 });
    look(500);
    first.link.socket.terminate();
    const [again, { window, rev }] = await subscribed(1);
    assert.deepEqual(window, { sort: [], offset: 480, limit: 60, anchor: 'k500', lead: 20 });
    assert.deepEqual(inSight()[0], 'k500');
    again.rows(rev ?? 0, 580, rowsOf(480, 540));
    await until(() => source.indexOf('k500') === 600);
  });

  it('says why a view is refused, and tries again when the relay says so', async () => {
    open({ filter: [['total', '>', 5]] });
    const link = await relay.link(0);
    link.hello();
    const { sub = 0 } = await until(() => link.all('subscribe')[0]);
    const message = 'the widget "orders" has 16 views';
    link.send({ type: 'error', code: 'too_many_views', message, widget: 'orders', sub, retryAfter: 50 });
    await until(() => source.error === message);
    const again = await until(() => link.all('subscribe')[1]);
    assert.equal(source.error, message, 'it stands until the relay takes it');
    link.send({ type: 'subscribed', widget: 'orders', mode: 'window', from: 0, sub, rev: again.rev ?? 0 });
    await until(() => source.error === undefined);
  });

  it('finds a row anywhere, none that is not there or cut, and asks again on a new link', async () => {
    const answers = await shown({ maxRows: 900_000 });
    const places = Promise.all(['k7', 'cut', 'none'].map((key) => source.find(key)));
    await until(() => answers.link.all('find').length === 3);
    const { sub, position } = answers;
    answers.link.send({ type: 'found', sub, key: 'cut', rank: 950_000, position });
    answers.link.socket.close();
    const [again] = await subscribed(1);
    await until(() => again.link.all('find').length === 2);
    again.link.send({ type: 'found', sub, key: 'none', rank: null, position });
    again.link.send({ type: 'found', sub, key: 'k7', rank: 700_000, position });
    assert.deepEqual(await places, [700_000, undefined, undefined]);
  });

  it('forgets its rows at a logout', async () => {
    const answers = await shown();
    answers.link.socket.close(1008, 'logged out');
    await until(() => !source.isReady);
    assert.deepEqual([source.total, source.window(0, 1)], [0, []]);
    assert.deepEqual(news.at(-1), [[], true]);
  });

  it('marks as new or deleted only rows between others that stay', async () => {
    const answers = await shown({}, { first: 500, last: 509 });
    look(500);
    const rows = rowsOf(480, 540);
    const come: KeyedRow[] = [...rows.slice(0, 30), ['new', 0], ...rows.slice(30, -1)];
    answers.rows(1, 480, come, { matching: 1_000_001 });
    await until(() => source.indexOf('new') === 510);
    assert.deepEqual(news.at(-1)?.[0], [{ before: undefined, after: ['new', 0] }]);
    answers.rows(1, 480, rows, { matching: 1_000_000 });
    await until(() => source.indexOf('new') === undefined);
    assert.deepEqual(news.at(-1)?.[0], [{ before: ['new', 0], after: undefined }]);
    answers.rows(1, 480, rowsOf(481, 541));
    await until(() => source.indexOf('k540') !== undefined);
    assert.deepEqual(news.at(-1)?.[0], []);
  });
});
