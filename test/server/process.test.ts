import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ORDERS } from '../kit/fixture.js';
import { TestProducer } from '../kit/producer.js';
import { MAIN, RelayProcess, TOKEN, withProcess } from '../kit/relay-process.js';
import { TestViewer } from '../kit/viewer.js';

test('SIGTERM and SIGINT ask viewers to come back and end the process with 0', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    await withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
      const { url } = await relay.listening();
      const page = await TestViewer.connect(url);
      relay.child.kill(signal);
      assert.equal(await relay.ended, 0);
      await page.until(() => page.closed !== undefined);
      assert.equal(page.closed?.code, 1012);
      assert.equal(page.errors[0]?.code, 'restart');
    });
  }
});

test('where the system allows few open files there is room for fewer links, and a line in the log', async () => {
  const relay = spawn('sh', ['-c', `ulimit -n 300; exec "$0" "$1" --port 0 --memory`, process.execPath, MAIN], {
    env: { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const silent: Socket[] = [];
  try {
    for await (const data of relay.stderr) {
      log += String(data);
      if (log.includes('serving')) break;
    }
    const rule = 'this process may have 300 files open, which leaves room for 100 links of 10000';
    assert.ok(log.startsWith(`${rule}: raise that limit (ulimit -n; LimitNOFILE= of systemd) for more\n`), log);
    const url = /serving (\S+)/.exec(log)?.[1] ?? '';
    const port = Number(new URL(url).port);
    for (let i = 0; i < 400; i++) silent.push(connect(port, '127.0.0.1').on('error', () => {}));
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    assert.ok((await TestProducer.open(url, { token: TOKEN })).ready);
  } finally {
    for (const socket of silent) socket.destroy();
    relay.kill();
  }
});

test('it goes on when nobody reads its log any more', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { url } = await relay.listening();
    relay.child.stderr?.destroy();
    for (let i = 0; i < 5; i++) {
      const producer = await TestProducer.open(url, { token: TOKEN });
      assert.ok(producer.ready);
      await producer.end();
      await TestProducer.open(url, { token: `wrong ${i}` }).catch(() => {});
    }
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    assert.equal(relay.child.exitCode, null);
  }));

test('SIGUSR1 opens no debugger', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { url } = await relay.listening();
    for (let i = 0; i < 3; i++) {
      relay.child.kill('SIGUSR1');
      assert.equal((await fetch(`${url}healthz`)).status, 200);
    }
    assert.doesNotMatch(relay.errors, /Debugger listening/);
  }));

test('a relay that is killed comes back with its epoch and positions, and the run goes on', async () => {
  const state = await mkdtemp(join(tmpdir(), 'streamviz-state-'));
  const args = ['--port', '0', '--state', state, '--json'];
  let run = '';
  let resume = { epoch: '', after: 0 };
  await withProcess(new RelayProcess(args), async (relay) => {
    const { url } = await relay.listening();
    const feed = await TestProducer.open(url, { token: TOKEN });
    run = feed.run;
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    const page = await TestViewer.connect(url);
    await page.load('orders');
    resume = page.resume;
    relay.child.kill('SIGKILL');
    assert.equal(await relay.ended, 'SIGKILL');
  });
  await withProcess(new RelayProcess(args), async (relay) => {
    const { url } = await relay.listening();
    const page = await TestViewer.connect(url);
    assert.equal(page.hello?.epoch, resume.epoch);
    assert.equal(page.hello?.position, resume.after);
    await page.until(() => page.sync?.state === 'stale');
    const feed = await TestProducer.open(url, { token: TOKEN, run });
    assert.equal(feed.ready?.ack, 1);
    page.subscribe('orders', resume);
    await feed.commit({ orders: { del: ['1'] } });
    await page.until(() => page.messages.some((message) => message.type === 'rows'));
    const frame = page.messages.find((message) => message.type === 'rows');
    assert.deepEqual([frame?.from, frame?.del], [resume.after, ['1']]);
  });
  await rm(state, { recursive: true });
});

test('an answer on stdout that cannot be written is an error', async () => {
  const asked = spawn('sh', ['-c', `exec "$0" "$1" --version > /dev/full`, process.execPath, MAIN], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  asked.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  assert.deepEqual(await once(asked, 'close'), [74, null]);
  assert.match(errors, /^streamviz-relay: stdout cannot be written: ENOSPC/);
});
