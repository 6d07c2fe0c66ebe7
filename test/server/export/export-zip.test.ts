import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { zipName } from '../../../server/export/export-zip.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

const SHOP: ConfigMessage['widgets'] = {
  ...ORDERS,
  // Must not collide with the archive's own `config.json`.
  config: { widget_type: 'log', columns: [{ name: 'msg', type: 'any' }] },
};

/** Unpacks the ZIP of a relay with the system's own unzip, and passes on the folder. */
async function unpacked(url: string, look: (folder: string, names: string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'streamviz-zip-'));
  const archive = join(folder, 'dashboard.zip');
  await writeFile(archive, Buffer.from(await (await fetch(`${url}export.zip`)).arrayBuffer()));
  execFileSync('unzip', ['-tq', archive]);
  execFileSync('unzip', ['-q', archive, '-d', folder]);
  const names = execFileSync('unzip', ['-Z1', archive], { encoding: 'utf8' }).trim().split('\n');
  await look(folder, names);
  await rm(folder, { recursive: true });
}

const rowsOf = (count: number, total: number) =>
  Array.from({ length: count }, (_, i) => [`${i}`, '='.repeat(100), total] as const);

test('a ZIP has the config, and all rows of every widget as CSV and JSON', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(SHOP, { title: 'A shop’s orders' });
    await feed.commit({
      orders: { up: [['1', '=1+1', 10]] },
      config: {
        up: [
          ['1', 'first'],
          ['2', 'second'],
        ],
      },
    });
    const { headers } = await fetch(`${url}export.zip`, { method: 'HEAD' });
    assert.equal(headers.get('content-type'), 'application/zip');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="a-shop-s-orders.zip"');
    await unpacked(url, async (folder, names) => {
      assert.deepEqual(names.sort(), [
        'config.json',
        'widgets/config.csv',
        'widgets/config.json',
        'widgets/orders.csv',
        'widgets/orders.json',
      ]);
      const read = (name: string) => readFile(join(folder, name), 'utf8');
      const config = JSON.parse(await read('config.json')) as ConfigMessage;
      assert.deepEqual([config.title, Object.keys(config.widgets)], ['A shop’s orders', ['orders', 'config']]);
      assert.equal(await read('widgets/orders.csv'), "\ufeffregion,total\r\n'=1+1,10\r\n");
      assert.deepEqual(JSON.parse(await read('widgets/orders.json')), [{ region: '=1+1', total: 10 }]);
      assert.equal(await read('widgets/config.csv'), '\ufeffmsg\r\nsecond\r\nfirst\r\n');
    });
  }));

test('a large ZIP comes as fast as it is read, all widgets at one position', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare({
      ...ORDERS,
      refunds: { ...ORDERS.orders, widget_type: 'table' } as (typeof ORDERS)['orders'] & object,
    });
    const commit = (total: number) =>
      feed.commit({ orders: { up: rowsOf(20_000, total) }, refunds: { up: rowsOf(20_000, total) } });
    await commit(1);
    const response = await fetch(`${url}export.zip`);
    await commit(2);
    const folder = await mkdtemp(join(tmpdir(), 'streamviz-zip-'));
    const archive = join(folder, 'dashboard.zip');
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    const read = (name: string) =>
      JSON.parse(execFileSync('unzip', ['-p', archive, name], { encoding: 'utf8', maxBuffer: 1e8 })) as {
        total: number;
      }[];
    for (const name of ['widgets/orders.json', 'widgets/refunds.json']) {
      const rows = read(name);
      assert.equal(rows.length, 20_000);
      assert.deepEqual(new Set(rows.map(({ total }) => total)), new Set([1]));
    }
    await rm(folder, { recursive: true });
  }));

test('a client that leaves while it reads a ZIP is no failure, and the next one is served', () => {
  const reports: string[] = [];
  return withRelay({ report: (line) => void reports.push(line) }, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: rowsOf(20_000, 1) } });
    await new Promise<void>((resolve) => {
      const reading = request(`${url}export.zip`, (response) => {
        response.once('data', () => reading.destroy());
        response.once('close', resolve);
        response.on('error', () => {});
      });
      reading.on('error', () => {});
      reading.end();
    });
    await unpacked(url, async (_folder, names) => assert.equal(names.length, 3));
    assert.deepEqual(reports, []);
  });
});

test('a ZIP is for pages of allowed origins, and has the position as its tag', () =>
  withRelay({ allowOrigin: ['https://good.com'] }, async ({ url }) => {
    const statusOf = async (headers: Readonly<Record<string, string>>) =>
      (await fetch(`${url}export.zip`, { headers })).status;
    assert.equal(await statusOf({ origin: 'https://evil.com' }), 403);
    assert.equal(await statusOf({ origin: 'https://good.com' }), 200);
    const tag = (await fetch(`${url}export.zip`)).headers.get('etag') ?? '';
    assert.equal(await statusOf({ 'if-none-match': tag }), 304);
  }));

test('the archive is named after the dashboard, in what every file system takes', () => {
  const nameOf = (title?: string) =>
    zipName({ type: 'config', widgets: {}, ...(title === undefined ? {} : { title }) });
  assert.equal(nameOf('Ünïcode: "a/b"\r\n'), 'unicode-a-b.zip');
  assert.equal(nameOf('…'), 'dashboard.zip');
  assert.equal(nameOf(), 'dashboard.zip');
});
