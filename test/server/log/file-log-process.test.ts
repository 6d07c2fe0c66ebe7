import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ORDERS } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';
import { RelayProcess, TOKEN, withProcess } from '../../kit/relay-process.js';
import { TestViewer } from '../../kit/viewer.js';
import { killAgainAndAgain } from './killed-relay.js';
import { withDirectory } from './logged-store.js';

test('a relay that is killed at any moment has what it acknowledged, with its epoch and positions', () =>
  killAgainAndAgain(6));

/** Sets how many bytes a process may write to a file; 0 is a full disk. */
function limitFiles({ child }: RelayProcess, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`]);
}

async function healthOf(url: string): Promise<{ status: string; reason?: string }> {
  return (await (await fetch(`${url}healthz`)).json()) as { status: string; reason?: string };
}

test('a full disk is reported once, the relay goes on in memory, and begins a new epoch when it can write again', () =>
  withDirectory((state) =>
    withProcess(RelayProcess.with({ state, retryDisk: 100 }), async (relay) => {
      const { url } = await relay.listening();
      const producer = await TestProducer.open(url, { token: TOKEN });
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['before', 'eu', 1]] } });
      const page = await TestViewer.connect(url);
      await page.load('orders');

      limitFiles(relay, 0);
      await producer.commit({ orders: { up: [['meanwhile', 'eu', 1]] } });
      const health = await healthOf(url);
      assert.equal(health.status, 'degraded');
      assert.match(health.reason ?? '', /cannot be written \(EFBIG/);
      assert.match(await (await fetch(`${url}metrics`)).text(), /^streamviz_degraded 1$/m);
      await page.until(() => page.rows('orders').length === 2);

      limitFiles(relay, 'unlimited');
      await page.until(() => page.closed !== undefined);
      assert.deepEqual([page.closed?.code, page.errors.at(-1)?.code], [1012, 'restart']);
      assert.deepEqual((await healthOf(url)).status, 'ok');
      const back = await TestViewer.connect(url);
      assert.notEqual(back.hello?.epoch, page.hello?.epoch);
      assert.equal((await back.load('orders')).length, 2);
      assert.equal(relay.errors.match(/going on in memory/g)?.length, 1);

      await relay.kill();
      await withProcess(RelayProcess.with({ state }), async (after) => {
        const again = await TestViewer.connect((await after.listening()).url);
        assert.equal(again.hello?.epoch, back.hello?.epoch);
        assert.equal((await again.load('orders')).length, 2);
      });
    }),
  ));

test('a relay that cannot write from the start reports it, shows what was there, and serves from memory', () =>
  withDirectory(async (state) => {
    const before = RelayProcess.with({ state });
    let epoch: string | undefined;
    await withProcess(before, async (relay) => {
      const { url } = await relay.listening();
      const producer = await TestProducer.open(url, { token: TOKEN });
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['before', 'eu', 1]] } });
      epoch = (await TestViewer.connect(url)).hello?.epoch;
    });
    const full = new RelayProcess(['--parent-stdin', '--json']);
    limitFiles(full, 0);
    full.child.stdin?.write(`${JSON.stringify({ port: 0, state, retryDisk: 60_000 })}\n`);
    await withProcess(full, async (relay) => {
      const { url } = await relay.listening();
      const page = await TestViewer.connect(url);
      assert.deepEqual(await page.load('orders'), [['before', 'eu', 1]]);
      assert.notEqual(page.hello?.epoch, epoch);
      assert.equal((await healthOf(url)).status, 'degraded');
      const producer = await TestProducer.open(url, { token: TOKEN });
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['after', 'eu', 1]] } });
      await page.until(() => page.rows('orders')[0]?.[0] === 'after');
    });
    await withProcess(RelayProcess.with({ state }), async (relay) => {
      const page = await TestViewer.connect((await relay.listening()).url);
      assert.equal(page.hello?.epoch, epoch, 'what was on the disk is still that');
      assert.deepEqual(await page.load('orders'), [['before', 'eu', 1]]);
    });
  }));
