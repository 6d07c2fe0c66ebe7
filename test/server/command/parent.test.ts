import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ORDERS } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';
import { RelayProcess, TOKEN, withProcess } from '../../kit/relay-process.js';
import { withDirectory } from '../log/logged-store.js';
import { NO_TOKEN } from './no-token.js';

test('with --parent-stdin it takes options and secrets from the first line, and ends with stdin', () =>
  withProcess(new RelayProcess(['--parent-stdin', '--json'], NO_TOKEN), async (relay) => {
    const options = { port: 0, memory: true, producerToken: 'of the parent', allowOrigin: ['http://example.com'] };
    relay.child.stdin?.write(`${JSON.stringify(options)}\n`);
    const { url } = await relay.listening();
    const feed = await TestProducer.open(url, { token: 'of the parent' });
    assert.ok(feed.ready);
    relay.child.stdin?.end();
    assert.equal(await relay.ended, 0);
    assert.ok(!relay.errors.includes('of the parent'));
  }));

test('with its parent ends a state that nobody needs then, and no other', async () => {
  for (const [stateIsTemporary, signal, stays] of [
    [true, undefined, false],
    [true, 'SIGTERM', true], // The parent lives, and starts it again
    [false, undefined, true],
  ] as const) {
    await withDirectory((directory) =>
      withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
        const state = join(directory, 'state');
        relay.child.stdin?.write(`${JSON.stringify({ port: 0, state, stateIsTemporary })}\n`);
        const { url } = await relay.listening();
        const feed = await TestProducer.open(url, { token: TOKEN });
        feed.declare(ORDERS);
        await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
        assert.ok(existsSync(join(state, 'key')));
        if (signal === undefined) relay.child.stdin?.end();
        else relay.child.kill(signal);
        assert.equal(await relay.ended, 0);
        assert.equal(existsSync(state), stays);
      }),
    );
  }
});

test('the line "stop" is the order to end, whoever else holds its stdin open', () =>
  withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
    relay.child.stdin?.write(`${JSON.stringify({ port: 0, memory: true })}\n`);
    await relay.listening();
    relay.child.stdin?.write('stop\n');
    assert.equal(await relay.ended, 0);
  }));

test('the order to end may come before the options', () =>
  withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
    relay.child.stdin?.write('stop\n');
    assert.equal(await relay.ended, 0);
    assert.equal(relay.errors, '');
  }));

test('a relay makes its temporary state, hands it on, and takes it away with its parent or its failed start', () =>
  withDirectory(async (directory) => {
    const states = async () => (await readdir(directory)).filter((name) => name.startsWith('streamviz-'));
    const start = (options: object) => {
      const relay = new RelayProcess(['--parent-stdin', '--json'], { TMPDIR: directory });
      relay.child.stdin?.write(`${JSON.stringify({ port: 0, stateIsTemporary: true, ...options })}\n`);
      return relay;
    };
    let state = '';
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGHUP'] as const) {
      await withProcess(start(state === '' ? {} : { state }), async (relay) => {
        const reported = (await relay.listening()) as unknown as { state: string };
        assert.equal(await states().then((names) => join(directory, ...names)), reported.state);
        state = reported.state;
        relay.child.kill(signal); // The parent lives, and starts it again
        assert.equal(await relay.ended, signal === 'SIGKILL' ? signal : 0);
      });
      assert.ok(existsSync(join(state, 'key')));
    }
    await withProcess(start({ state }), async (relay) => {
      await relay.listening();
      relay.child.stdin?.end();
      assert.equal(await relay.ended, 0);
    });
    assert.deepEqual(await states(), []);
    await withProcess(start({ host: '0.0.0.0' }), async (relay) => assert.equal(await relay.ended, 78));
    await withProcess(start({ fds: [999] }), async (relay) => assert.notEqual(await relay.ended, 0));
    assert.deepEqual(await states(), []);
  }));
