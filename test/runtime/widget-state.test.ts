import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Collection } from '../../src/core/collection.js';
import type { WidgetConfig } from '../../src/core/messages.js';
import type { Status, Watch } from '../../src/runtime/hub.js';
import { widgetStatus } from '../../src/runtime/widget-state.js';

const config: WidgetConfig = { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] };
const live: Status = {
  link: 'open',
  retryAt: undefined,
  problem: undefined,
  state: 'live',
  message: undefined,
  commit: 1,
  clockSkew: 0,
  rate: 30,
  rowsPerSecond: 0,
};

function loaded(...keys: string[]): Collection {
  const collection = new Collection({ columns: config.columns });
  collection.replace(keys.map((key) => [key, 1]));
  return collection;
}

function watching(collection: Collection | undefined, more: Partial<Watch> = {}): Watch {
  return { collection, mode: 'full', error: undefined, paused: false, waiting: 0, close: () => {}, ...more };
}

function stateOf(status: Partial<Status>, watch = watching(loaded('eu')), of: WidgetConfig | undefined = config) {
  return widgetStatus({ ...live, ...status }, of, watch).state;
}

describe('the state of a widget', () => {
  it('is that of the pipeline once there are rows', () => {
    assert.deepEqual(
      (['live', 'stale', 'ended', 'failed'] as const).map((state) => stateOf({ state })),
      ['live', 'stale', 'ended', 'failed'],
    );
  });

  it('is paused when it is, though the pipeline may be over; but not before there is a picture, nor without a link', () => {
    const paused = watching(loaded('eu'), { paused: true });
    for (const state of ['live', 'stale', 'ended', 'failed'] as const)
      assert.equal(stateOf({ state }, paused), 'paused');
    assert.equal(stateOf({ link: 'reconnecting' }, paused), 'reconnecting');
    assert.equal(stateOf({}, watching(undefined, { paused: true })), 'connecting');
    assert.equal(stateOf({}, watching(loaded(), { paused: true })), 'waiting');
  });

  it('is still that of a pipeline that is over when the relay has gone with it', () => {
    for (const state of ['ended', 'failed'] as const) assert.equal(stateOf({ state, link: 'reconnecting' }), state);
    assert.equal(stateOf({ state: 'live', link: 'reconnecting' }), 'reconnecting');
    assert.equal(stateOf({ state: 'ended', link: 'reconnecting' }, watching(undefined)), 'reconnecting');
  });

  it('is connecting until the relay has sent the rows', () => {
    assert.equal(stateOf({ link: 'connecting' }, watching(undefined)), 'connecting');
    assert.equal(stateOf({}, watching(undefined, { mode: undefined })), 'connecting');
    assert.equal(stateOf({}, watching(undefined)), 'connecting');
  });

  it('is waiting before the first row, and live when the rows have gone again', () => {
    const collection = loaded();
    assert.equal(stateOf({}, watching(collection)), 'waiting');
    collection.upsert('eu', 1);
    collection.delete('eu');
    assert.equal(stateOf({}, watching(collection)), 'live');
  });

  it('is waiting while the widget is not declared', () => {
    const { state } = widgetStatus(live, undefined, watching(undefined, { mode: 'waiting' }));
    assert.equal(state, 'waiting');
  });

  it('is ended, and not waiting, when the pipeline ended without a row', () => {
    assert.equal(stateOf({ state: 'ended' }, watching(loaded())), 'ended');
  });

  it('is reconnecting while the link is lost', () => {
    assert.equal(stateOf({ link: 'reconnecting' }), 'reconnecting');
    assert.equal(stateOf({ link: 'refused' }), 'reconnecting');
  });

  it('is an error when the relay refuses the page, with the sentence that names the fix', () => {
    const refused: Status = { ...live, link: 'refused', problem: 'start it with --allow-origin' };
    assert.deepEqual(widgetStatus(refused, undefined, watching(undefined)), {
      state: 'error',
      message: 'start it with --allow-origin',
    });
  });

  it('is an error when the widget broke a rule', () => {
    const broken = { ...config, error: { code: 'columns', message: 'row "eu" has 2 values, the table 1 column' } };
    assert.deepEqual(widgetStatus(live, broken, watching(loaded('eu'))), {
      state: 'error',
      message: 'row "eu" has 2 values, the table 1 column',
    });
  });

  it('is live for a table that is too large to be sent whole', () => {
    assert.equal(stateOf({}, watching(undefined, { mode: 'window' })), 'live');
  });
});
