import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WebSocket } from 'ws';
import type { KeyedRow } from '../../../src/core/values.js';
import { Hub } from '../../../src/runtime/hub.js';
import { loadRows } from '../../../src/runtime/windows/load-rows.js';
import { until } from '../../kit/until.js';
import { type ScriptedLink, ScriptedRelay } from '../scripted-relay.js';

const COLUMNS = [{ name: 'total', type: 'number' }] as const;

function rowsOf(from: number, to: number): KeyedRow[] {
  return Array.from({ length: to - from }, (_, i) => [`k${from + i}`, from + i]);
}

/** A relay with a link that is open, on which 2,500 rows have been asked for. */
async function asked(test: (link: ScriptedLink, rows: ReturnType<typeof loadRows>) => Promise<void>): Promise<void> {
  const relay = await ScriptedRelay.start();
  const hub = Hub.at(relay.url, { WebSocket });
  const leave = hub.subscribe(() => {});
  const link = await relay.link(0);
  link.hello();
  link.send({ type: 'config', widgets: { orders: { widget_type: 'table', columns: COLUMNS } } });
  await until(() => hub.limits);
  await test(link, loadRows({ hub, widget: 'orders' }, { sort: [['total', 'asc']] }, 2500));
  leave();
  relay.close();
}

/** Sends all rows of a window, from an index on. */
function send(link: ScriptedLink, sub: number, offset: number, up: KeyedRow[], gone: string[] = []): void {
  const order = up.map(([key]) => key);
  link.send({
    ...{ type: 'window', sub, rev: 1, to: 1, total: 100_000, matching: 100_000 },
    ...{ offset, order, up, gone },
  });
}

describe('the first rows of a large table', { timeout: 60_000 }, () => {
  it('are those of one moment, each once and in order, though others come above them meanwhile', async () => {
    await asked(async (link, rows) => {
      const windows = await until(() => (link.all('subscribe').length === 3 ? link.all('subscribe') : undefined));
      assert.deepEqual(
        windows.map(({ window }) => [window?.offset, window?.limit]),
        [
          [0, 1000],
          [1000, 1000],
          [2000, 500],
        ],
      );
      const [first = 0, second = 0, third = 0] = windows.map(({ sub }) => sub ?? 0);
      send(link, second, 1000, rowsOf(1000, 2000));
      send(link, third, 2000, rowsOf(2000, 2500));
      link.sync(1);
      // 300 rows came above all.
      const goneOf = (from: number, to: number) => rowsOf(from, to).map(([key]) => key);
      send(link, second, 1000, rowsOf(700, 1700), goneOf(1700, 2000));
      send(link, third, 2000, rowsOf(1700, 2200), goneOf(2200, 2500));
      link.sync(2);
      send(link, first, 0, rowsOf(-300, 700));
      link.sync(3);
      assert.deepEqual(await rows, rowsOf(-300, 2200));
      assert.deepEqual(link.all('window'), [], 'no window was moved');
      await until(() => link.all('unsubscribe').length === 3);
    });
  });

  it('are none when the relay refuses them, or is away', async () => {
    await asked(async (link, rows) => {
      const { sub = 0 } = await until(() => link.all('subscribe')[0]);
      link.send({ type: 'error', code: 'too_many_views', message: 'too many', widget: 'orders', sub });
      assert.equal(await rows, undefined);
    });
    await asked(async (link, rows) => {
      await until(() => link.all('subscribe')[0]);
      link.socket.terminate();
      assert.equal(await rows, undefined);
    });
  });
});
